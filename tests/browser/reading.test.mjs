// Tests the reading page under difficulties: other browsers, tampering, hostile senders, a keyboard only.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, sha256, until, Visitor } from './rig.mjs';

let deployment, browser, sender, letter;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  ({ sender, letter } = await nodeClient(deployment));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function sent(files, more) {
  const done = await sender().send(letter(files, more));
  return done.recipients[0];
}

async function read({ link, code }, options = {}, prepare = async () => undefined) {
  const reader = await Visitor.open(browser, options);
  await prepare(reader.page);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', code);
  await reader.page.click('#open');
  return reader;
}

async function reading(told, options, prepare) {
  const reader = await read(told, options, prepare);
  await reader.page.waitForSelector('#read[data-state=reading]');
  return reader;
}

async function download(reader) {
  const [got] = await Promise.all([
    reader.page.waitForEvent('download', { timeout: 120_000 }),
    reader.page.click('#files [data-part=download]'),
  ]);
  await reader.page.waitForSelector('#files [data-part=ok]:not([hidden])', { timeout: 120_000 });
  return { url: got.url(), name: got.suggestedFilename(), sha256: await sha256(await got.path()) };
}

/** Changes one byte of the newest large file in storage. */
function tamper() {
  const folder = join(deployment.folder, 'data/storage');
  const paths = readdirSync(folder, { recursive: true })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile() && statSync(path).size > 9_000_000);
  const path = paths.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]; // belongs to the message just sent
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  const at = statSync(path).size - 600_000;
  readSync(file, byte, 0, 1, at);
  byte[0] ^= 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}

const kNoPrivateFiles = page =>
  page.addInitScript(() => {
    navigator.storage.getDirectory = () => Promise.reject(new Error('private window'));
  });

for (const [way, scheme, options, prepare] of [
  ['a service worker', 'http', {}, undefined],
  ['the private file system', 'blob', { serviceWorkers: 'block' }, undefined],
  ['a Blob', 'blob', { serviceWorkers: 'block' }, kNoPrivateFiles],
])
  test(`downloads through ${way}`, async () => {
    const bytes = randomBytes(9_500_000);
    const path = await deployment.file('attendu.bin', bytes);
    const reader = await reading(await sent([['Été « 2026 ».bin', bytes]]), options, prepare);
    const got = await download(reader);
    assert.ok(got.url.startsWith(`${scheme}:`), got.url);
    assert.equal(got.name, 'Été « 2026 ».bin');
    assert.equal(got.sha256, await sha256(path));
    await reader.check(`download-${scheme}`);
    await reader.close();
  });

for (const [way, options] of [
  ['a service worker', {}],
  ['the private file system', { serviceWorkers: 'block' }],
])
  test(`gives out nothing as complete that was changed on the server, through ${way}`, async () => {
    const told = await sent([['a.bin', randomBytes(10_000_000)]], { opens: 3 });
    tamper();
    const reader = await reading(told, options);
    const starts = reader.page.waitForEvent('download', { timeout: 5000 }).catch(() => null);
    await reader.page.click('#files [data-part=download]');
    await reader.page.waitForSelector('#files [data-part=bad]:not([hidden])', { timeout: 120_000 });
    assert.match(await reader.page.innerText('#files'), /Refusé/);
    const got = await starts;
    if (got) assert.ok(await got.failure(), 'the browser shows a failed download');
    await reader.close();
  });

test('cleans what a hostile sender wrote', async () => {
  const html =
    '<p onclick="alert(1)">Bonjour <img src="https://evil.example/x.png" onerror="alert(1)"><script>alert(1)</script>' +
    '<a href="javascript:alert(1)">un</a> <a href="https://exemple.com/">deux</a><iframe src="/"></iframe>' +
    '<form action="/x"><input></form><style>*{display:none}</style></p>';
  const reader = await reading(await sent([], { subject: '<b>Gras</b>', body: { html, text: 'Bonjour' } }));
  assert.equal(await reader.page.innerText('#subject'), '<b>Gras</b>');
  const body = await reader.page.innerHTML('#body');
  assert.doesNotMatch(body, /<(img|script|iframe|form|input|style)|onclick|onerror|javascript:/i);
  assert.match(body, /href="https:\/\/exemple\.com\/"/);
  await reader.close();
});

test('takes the key from nowhere but the fragment, and leaves it nowhere', async () => {
  const told = await sent([]);
  const asked = [];
  const reader = await reading(told, {}, async page => {
    page.on('request', each => asked.push(each.url() + JSON.stringify(each.headers()) + (each.postData() ?? '')));
  });
  const key = told.link.split('#k1_')[1];
  assert.ok(asked.length > 5 && asked.every(each => !each.includes(key)), 'the key left the browser');
  assert.equal(await reader.page.evaluate(() => location.hash + (history.state ?? '')), '');
  assert.equal(await reader.page.evaluate(() => localStorage.length), 0);
  await reader.close();
});

test('keeps the key when the language changes', async () => {
  const { link, code } = await sent([]);
  const reader = await Visitor.open(browser);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.click('a[data-sx-keep-address]');
  await reader.page.waitForSelector('html[lang=en-CA] #read[data-state=gate]');
  assert.equal(new URL(reader.page.url()).hash, '');
  await reader.page.fill('#code', code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]');
  await reader.close();
});

test('a message decides the language of its page (A6), unless its reader chose one', async () => {
  const reader = await Visitor.open(browser, { locale: 'fr-CA' });
  const { page } = reader;
  const english = await sent([], { language: 'en' });
  for (const language of ['en', 'fr', 'en']) {
    const { link } = language === 'en' ? english : await sent([], { language });
    await page.goto(link);
    await page.waitForSelector(`html[lang=${language}-CA] #read[data-state=gate]`);
    assert.equal(new URL(page.url()).hash, '');
    assert.ok(!(await reader.context.cookies()).some(each => each.name === 'sx_lang'), 'it is kept for later');
  }
  await page.fill('#code', english.code);
  await page.click('#open');
  await page.waitForSelector('html[lang=en-CA] #read[data-state=reading]');
  await page.reload();
  await page.waitForSelector('html[lang=en-CA] #read[data-state=reading]');
  await page.goto(`${deployment.origin}/sign-in?lang=fr`);
  await page.goto((await sent([], { language: 'en' })).link);
  await page.waitForSelector('html[lang=fr-CA] #read[data-state=gate]');
  await reader.close();
});

test('an answer that was lost takes no second open', async () => {
  const told = await sent([]);
  let isFirst = true;
  const reader = await read(told, {}, page =>
    page.route('**/open', async route => {
      if (!isFirst) return route.continue();
      isFirst = false;
      await route.fetch();
      await route.abort('connectionreset');
    }),
  );
  await reader.page.waitForSelector('#read[data-state=reading]');
  await reader.close();
});

test('opens and finishes with the keyboard alone', async () => {
  const { link, code } = await sent([]);
  const reader = await Visitor.open(browser);
  const { page } = reader;
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  await until('the field', async () => {
    await page.keyboard.press('Tab');
    return page.evaluate(() => document.activeElement?.id === 'code');
  });
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#read[data-state=reading]');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'subject');
  await until('the button', async () => {
    await page.keyboard.press('Tab');
    return page.evaluate(() => document.activeElement?.hasAttribute('data-finish'));
  });
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'finish-no', 'the safe answer first');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-finish')), true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#read[data-state=finished]');
  await reader.close();
});
