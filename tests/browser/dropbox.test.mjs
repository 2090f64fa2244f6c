// Tests a partner's plugin that takes sealed files from strangers, built with the installed SDK alone
// (tests/contract/dropbox): dropped at both widths, opened behind a code by SMS, and gone after its one open.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Deployment, kDesk, kPhone, kRoot, launch, linksOf, sha256, until, Visitor } from './rig.mjs';

const kOwner = 'camille.roy@example.com';
let folder, deployment, browser, owner, address;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sx-dropbox-'));
  const installation = process.env.SX_QUESTION ?? join(folder, 'installation');
  if (!process.env.SX_QUESTION)
    execFileSync('/usr/bin/python3', [join(kRoot, 'tests/support/partner.py'), installation], { stdio: 'inherit' });
  const installed = JSON.parse(readFileSync(join(installation, 'installation.json'), 'utf8'));
  deployment = await Deployment.start({}, { bin: installed.programs, config: installed.config_dropbox });
  browser = await launch();
  owner = await Visitor.open(browser);
  await owner.signIn(deployment, kOwner);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Performs `act` and returns the code of the SMS that it causes. */
async function codeOf(act, form) {
  const texts = async () =>
    (await (await fetch(`${deployment.origin}/dev/postbox.json`)).json())
      .filter(mail => mail.kind === 'sms')
      .map(mail => mail.text);
  const earlier = await texts();
  await act();
  return form.exec(await until('a text', async () => (await texts()).find(text => !earlier.includes(text))))[1];
}

/** Returns the only number that a statement selects. */
function count(sql) {
  const script = 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])';
  return Number(
    execFileSync('/usr/bin/python3', ['-c', script, join(deployment.folder, 'data/sx.sqlite'), sql], {
      encoding: 'utf8',
    }),
  );
}

/** Returns how many files lie in the store of sealed files. */
const blobs = () =>
  readdirSync(join(deployment.folder, 'data/storage'), { recursive: true, withFileTypes: true }).filter(each =>
    each.isFile(),
  ).length;

/** Opens the box as a stranger. */
async function stranger(viewport, locale = 'fr-CA') {
  const visitor = await Visitor.open(browser, { viewport, locale });
  await visitor.page.goto(address);
  return visitor;
}

test('a person finds the address of their box, which takes nothing before a mobile protects it', async () => {
  const { page } = owner;
  await page.goto(`${deployment.origin}/drop?lang=fr`);
  address = await page.getAttribute('#address', 'href');
  assert.match(address, /\/drop\/[A-Za-z0-9_-]{22}$/);
  await owner.checkBoth('dropbox-own');
  await page.reload();
  assert.equal(await page.getAttribute('#address', 'href'), address);

  const early = await stranger(kDesk);
  await early.page.fill('#name', 'Nadia Haddad');
  await early.page.click('#send');
  assert.match(await early.page.innerText('[data-part=files-error]'), /Choisissez un fichier/);
  await early.checkBoth('dropbox-empty');
  await early.page.setInputFiles('[data-part=files-input]', [await deployment.file('tot.bin', randomBytes(10))]);
  await early.page.click('#send');
  await early.page.waitForSelector('#failed:not([hidden])');
  assert.match(await early.page.innerText('#failed'), /aucun mobile/);
  await early.check('dropbox-no-mobile');
  await early.close();

  await page.goto(`${deployment.origin}/account?lang=fr`);
  await page.fill('#mobile', '514 555-0142');
  const code = await codeOf(() => page.click('form[action="/account/mobile"] button[type=submit]'), /^(\d{3} \d{3})/);
  await page.fill('#code', code);
  await page.click('#mobile-code button');
  await page.waitForSelector('#protects:enabled');
});

for (const [width, viewport] of [
  ['desk', kDesk],
  ['phone', kPhone],
])
  test(`a stranger drops 60 MB, its owner opens it with a code by SMS, and nothing is left (${width})`, async () => {
    const path = await deployment.file(`plan-${width}.bin`, randomBytes(60_000_000));
    const sender = await stranger(viewport);
    const progress = [];
    await sender.page.exposeFunction('drawn', text => progress.push(text));
    await sender.page.evaluate(() =>
      new MutationObserver(() =>
        globalThis.drawn(document.querySelector('[data-part=progress-text]').textContent),
      ).observe(document.querySelector('[data-part=progress-text]'), { childList: true, subtree: true }),
    );
    const requests = [];
    sender.page.on('request', request => requests.push(request.postData() ?? ''));
    await sender.page.fill('#name', 'Nadia Haddad');
    await sender.page.setInputFiles('[data-part=files-input]', [path]);
    const since = new Date().toISOString();
    await sender.page.click('#send');
    await sender.page.waitForSelector('[data-sx="progress/1"]:not([hidden])');
    await sender.page.waitForSelector('#done:not([hidden])');
    assert.ok(
      progress.filter(text => /^[1-5]\d?(,\d+)?\sMo sur 60\sMo/.test(text)).length > 1,
      `no progress was shown: ${progress}`,
    );
    await sender.check(`dropbox-done-${width}`);
    await sender.close();

    const mail = await deployment.mail(kOwner, each => each.at >= since && each.subject.includes('déposés'));
    assert.match(mail.text, /Nadia Haddad/);
    const link = linksOf(mail).find(each => /\/m\/[A-Za-z0-9_-]{22}#k1_/.test(each));
    assert.equal(count('SELECT COUNT(share) FROM sealed_grant WHERE is_over = 0'), 1);
    assert.equal(blobs(), 2);

    const reader = await Visitor.open(browser, { viewport });
    const { page } = reader;
    await page.goto(link);
    await page.waitForSelector('#read[data-state=gate]');
    assert.match(await page.innerText('#gate-title'), /Nadia Haddad/);
    assert.equal(await page.innerText('#gate-title'), 'Nadia Haddad a déposé des fichiers pour vous');
    assert.equal((await page.innerText('#open')).trim(), 'Ouvrir le dépôt');
    assert.doesNotMatch(await page.innerText('#state-gate'), /message/i);
    assert.equal(await page.innerText('[data-gate=sms] [data-gate-shown=to]'), '•••• 0142');
    const code = await codeOf(() => page.click('[data-gate=sms] [data-gate-ask]'), /#(\d{6})/);
    await page.fill('#sms', code === '000000' ? '111111' : '000000');
    await page.click('#open');
    await page.waitForSelector('#gate-error:not([hidden])');
    await reader.check(`dropbox-gate-${width}`);
    await page.fill('#sms', code);
    await page.click('#open');
    await page.waitForSelector('#read[data-state=reading]');
    assert.match(await page.innerText('#files'), new RegExp(`plan-${width}\\.bin`));
    const [got] = await Promise.all([page.waitForEvent('download'), page.click('#files [data-part=download]')]);
    await page.waitForSelector('#files [data-part=ok]:not([hidden])');
    const file = await got.path();
    assert.equal(statSync(file).size, 60_000_000);
    assert.equal(await sha256(file), await sha256(path));
    await reader.check(`dropbox-reading-${width}`);

    await page.click('[data-finish]:visible');
    await page.click('#finish-yes');
    await page.waitForSelector('#read[data-state=finished]');
    await until('the erasure', () => blobs() === 0);
    assert.equal(count('SELECT COUNT(share) FROM sealed_grant'), 0);
    assert.equal(count('SELECT COUNT(*) FROM dropbox_drop'), 0);
    await page.goto('about:blank');
    await page.goto(link);
    await page.waitForSelector('#read[data-state=refused]');
    await reader.close();
  });

test('the register has the lines, and the receipts verify', async () => {
  const { page } = owner;
  await page.goto(`${deployment.origin}/messages/register?lang=fr`);
  await page.waitForSelector('#register[data-opened]');
  const text = await page.innerText('#register');
  assert.match(text, /Fichiers déposés le/);
  assert.match(text, /Dépôt détruit/);
  assert.doesNotMatch(text, /Message détruit|Message envoyé/);
  await owner.checkBoth('dropbox-register');
  const { events } = await page.evaluate(async () => (await fetch('/api/v1/messages/events')).json());
  for (const kind of ['sent', 'visited', 'asked', 'wrong_secret', 'opened', 'downloaded', 'finished', 'destroyed'])
    assert.equal(events.filter(each => each.kind === kind).length, 2, `${kind} of each drop`);
  assert.match(deployment.run('audit', 'verify'), /every chain verifies/);
});

test('its kind words the dialogs, the refused page and the causes of the register, in both languages', async () => {
  const sender = await stranger(kDesk);
  await sender.page.fill('#name', 'Nadia Haddad');
  await sender.page.setInputFiles('[data-part=files-input]', [await deployment.file('mots.bin', randomBytes(10))]);
  const since = new Date().toISOString();
  await sender.page.click('#send');
  await sender.page.waitForSelector('#done:not([hidden])');
  await sender.close();
  const mail = await deployment.mail(kOwner, each => each.at >= since && each.subject.includes('déposés'));
  const link = linksOf(mail).find(each => each.includes('#k1_'));

  const late = await Visitor.open(browser, { viewport: kPhone, locale: 'en-CA' });
  await late.page.goto(link);
  await late.page.waitForSelector('#read[data-state=gate]');
  assert.match(await late.page.title(), /^Nadia Haddad dropped files for you – /);

  const reader = await Visitor.open(browser, { viewport: kDesk });
  const { page } = reader;
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#sms', await codeOf(() => page.click('[data-gate=sms] [data-gate-ask]'), /#(\d{6})/));
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  assert.match(await page.title(), /^Dépôt scellé – /);
  assert.equal(await page.innerText('.sx-brandmark small'), 'Dépôt scellé');
  await page.click('#destroy-ask');
  assert.match(await page.innerText('#destroy-dialog'), /Détruire ce dépôt maintenant\?/);
  assert.doesNotMatch(await page.innerText('#destroy-dialog'), /message/i);
  await reader.check('dropbox-destroying');
  await page.click('#destroy-no');
  await page.click('#report-ask');
  assert.doesNotMatch(await page.innerText('#report-dialog'), /message/i);
  await page.selectOption('#report-reason', { label: 'Ces fichiers ne sont pas pour moi' });
  await page.click('#report-dialog [type=submit]');
  await until('the report', async () => (await page.innerText('#acts-state')).includes('ouvrir le dépôt'));
  assert.doesNotMatch(await page.innerText('#state-reading'), /message/i);

  // A reload keeps the lease, and words the page in the language that is asked for now.
  await page.goto(`${link.split('#')[0]}?lang=en`);
  await page.waitForSelector('#read[data-state=reading]');
  assert.equal((await page.innerText('#destroy-ask')).trim(), 'Destroy the files');
  await page.click('#destroy-ask');
  await page.click('#destroy-yes');
  await page.waitForSelector('#read[data-state=finished]');
  assert.equal(await page.innerText('#finished-title'), 'File drop destroyed');
  await reader.close();

  // This page has proven to know the link, so it knows whose words to use; a new one must not learn what there was.
  await late.page.fill('#sms', '123456');
  await late.page.click('#open');
  await late.page.waitForSelector('#read[data-state=refused]');
  assert.match(await late.page.innerText('#state-refused'), /This link opens no file drop/);
  assert.match(await late.page.innerText('#state-refused'), /the files were destroyed;/);
  assert.doesNotMatch(await late.page.innerText('#state-refused'), /message/i);
  assert.equal(await late.page.isVisible('#ask-again'), false, 'only messages are asked for again');
  await late.check('dropbox-refused');
  await late.page.goto('about:blank');
  await late.page.goto(link);
  await late.page.waitForSelector('#read[data-state=refused]');
  assert.match(await late.page.innerText('#state-refused'), /This link opens nothing/);
  assert.doesNotMatch(await late.page.innerText('#state-refused'), /message/i);
  assert.equal(await late.page.isVisible('#ask-again'), true);
  await late.close();

  for (const [language, ...lines] of [
    ['fr', 'Signalé : ces fichiers ne sont pas pour moi', 'Accès refusé : dépôt détruit'],
    ['en', 'Reported: these files are not for me', 'Access denied: file drop destroyed'],
  ]) {
    await owner.page.goto(`${deployment.origin}/messages/register?lang=${language}`);
    await owner.page.waitForSelector('#register[data-opened]');
    const text = (await owner.page.innerText('#register')).replace(/\s/g, ' ');
    for (const line of lines) assert.ok(text.includes(line), `${line} in ${text}`);
  }
});
