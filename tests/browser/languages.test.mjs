// Tests a third language, which is files of words only, where scripts speak: compose, send, read, and switch languages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { codeIn, Deployment, kPhone, kRoot, launch, linksOf, Visitor } from './rig.mjs';

const kMark = 'ýž'; // ends every word of the language that nobody speaks
let folder, deployment, browser, sender, mail;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sx-words-'));
  const words = join(folder, 'words');
  mkdirSync(words);
  for (const name of readdirSync(join(kRoot, 'templates')))
    if (name !== 'words') symlinkSync(join(kRoot, 'templates', name), join(folder, name));
  for (const tag of ['fr', 'en']) symlinkSync(join(kRoot, `templates/words/${tag}.yaml`), join(words, `${tag}.yaml`));
  execFileSync(join(kRoot, 'tools/words'), ['pseudo', 'es', words]);
  deployment = await Deployment.start({ SX_TEMPLATES_FOLDER: folder });
  browser = await launch();
  sender = await Visitor.open(browser, { locale: 'es-MX' });
  await sender.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the composer speaks it, and sends in it', async () => {
  const { page } = sender;
  await page.goto(`${deployment.origin}/messages/new?lang=es`);
  await page.waitForSelector('#composer[data-ready]');
  assert.equal(await page.inputValue('#language'), 'es');
  await page.fill('#recipient', 'lucia@example.net');
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Escritura');
  await page.click('#body');
  await page.keyboard.type('Hola.');
  await sender.checkBoth('languages-composer');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('#done:not([hidden])', { timeout: 180_000 });
  assert.ok((await page.innerText('#done')).includes(kMark), 'the script speaks the language');
  mail = await deployment.mail('lucia@example.net');
  assert.ok(mail.text.includes(kMark), 'the mail speaks the language');
});

test('its recipient reads in it, and takes the key along to another language', async () => {
  const reader = await Visitor.open(browser, { locale: 'es-MX', viewport: kPhone });
  const { page } = reader;
  await page.goto(linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')));
  await page.waitForSelector('#read[data-state=gate]');
  assert.equal(await page.getAttribute('html', 'lang'), 'es');
  assert.ok((await page.innerText('main')).includes(kMark), 'the page speaks the language');
  const menu = page.locator('header details', { has: page.locator('a[hreflang=en-CA]') });
  await menu.locator('summary').click();
  assert.deepEqual(await menu.locator('a').allInnerTexts(), ['Français', 'English']);
  await reader.checkBoth('languages-menu');
  await Promise.all([page.waitForURL(/lang=en/), menu.locator('a[hreflang=en-CA]').click()]);
  await page.waitForSelector('#read[data-state=gate]');
  assert.equal(await page.getAttribute('html', 'lang'), 'en-CA');
  await page.fill('#code', codeIn(mail));
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]', { timeout: 120_000 });
  assert.ok(!(await page.innerText('main')).includes(kMark), 'the page speaks English');
  await reader.close();
});
