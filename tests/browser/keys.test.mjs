// Tests API keys on their pages (D13): an administrator makes one, copies it, a program uses it, its text is replaced
// while both work, and it is revoked; a member has no such page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, kPhone, launch, Visitor } from './rig.mjs';

let deployment, browser, admin;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'marc.tremblay@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Calls the API with a key and returns the status. */
const status = async key =>
  (await fetch(`${deployment.origin}/api/v1/keys`, { headers: { authorization: `Bearer ${key}` } })).status;

/** Reads the key that the page shows once, and copies it with its button. */
async function copied(page) {
  const shown = await page.innerText('#key-text');
  assert.match(shown, /^sx_[\w-]{11}_[\w-]{43}$/);
  await page.click('[data-sx-copy=key-text]');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown);
  return shown;
}

test('D13: a key is made, used, replaced with an overlap, and revoked', async () => {
  const { page } = admin;
  await page.goto(`${deployment.origin}/messages?lang=fr`);
  await page.click('nav a[href="/keys"]');
  await page.waitForURL(/\/keys/);
  await admin.checkBoth('keys-none');
  await page.click('a[href="/keys/new"]');
  await page.waitForURL(/\/keys\/new/);
  await admin.checkBoth('keys-new');

  await page.click('form[action="/keys/new"] button[type=submit]');
  await page.waitForSelector('[aria-invalid=true]');
  assert.match(await page.innerText('[role=alert]'), /1 champ à corriger/);
  await admin.checkBoth('keys-new-wrong');

  await page.fill('#name', 'Rapports de nuit');
  await page.fill('#application', 'Serveur de comptabilité');
  await page.check('[id="scope-api_keys.own"]');
  await page.fill('#monthly-requests', '100');
  await page.click('form[action="/keys/new"] button[type=submit]');
  await page.waitForSelector('#key-text');
  await admin.checkBoth('keys-made');
  const first = await copied(page);
  assert.equal(await status(first), 200);

  await page.goto(`${deployment.origin}/keys?lang=fr`);
  assert.doesNotMatch(await page.content(), new RegExp(first.slice(15)));
  assert.match(await page.innerText('main'), /1 requêtes? sur 100/);
  await admin.checkBoth('keys');
  await page.click('a[href$="/rotate"]');
  await page.waitForURL(/\/rotate/);
  await admin.checkBoth('keys-rotate');
  await page.selectOption('#overlap', '3600');
  await page.click('form[action$="/rotate"] button[type=submit]');
  await page.waitForSelector('#key-text');
  const second = await copied(page);
  assert.notEqual(first, second);
  assert.deepEqual([await status(first), await status(second)], [200, 200]);

  await page.goto(`${deployment.origin}/keys?q=comptabilit%C3%A9&lang=fr`);
  assert.match(await page.innerText('main'), /Rapports de nuit[\s\S]*Le texte précédent sert jusqu/);
  await page.click('a[href$="/revoke"]');
  await page.waitForURL(/\/revoke/);
  await admin.checkBoth('keys-revoke');
  await page.click('form[action$="/revoke"] button[type=submit]');
  await page.waitForURL(/done=revoked/);
  await admin.checkBoth('keys-revoked');
  assert.deepEqual([await status(first), await status(second)], [401, 401]);
});

test('D13: the pages are in English too, and search that finds nothing says so', async () => {
  const { page } = admin;
  for (const path of ['/keys', '/keys/new', '/keys?q=nothing']) {
    await page.goto(`${deployment.origin}${path}${path.includes('?') ? '&' : '?'}lang=en`);
    await admin.checkBoth(`keys-en${path.replace(/\W/g, '-')}`);
  }
  assert.match(await page.innerText('main'), /No key fits/);
});

test('D13: a member sees no keys in the menu and no page', async () => {
  const member = await Visitor.open(browser, { viewport: kPhone });
  await member.signIn(deployment, 'julie.gagnon@example.com');
  await member.page.goto(`${deployment.origin}/messages?lang=fr`);
  assert.equal(await member.page.locator('nav a[href="/keys"]').count(), 0);
  assert.equal((await member.page.goto(`${deployment.origin}/keys`)).status(), 403);
  await member.close();
});
