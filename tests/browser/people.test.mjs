// Tests the page of a company's people (D8, D12, I9) as an administrator uses it: find, add, change, move to a proved
// address, suspend, delete with what is lost, import 200 people after a preview.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, linksOf, Visitor } from './rig.mjs';

let deployment, browser, admin;
const kPeople = '/admin/people';

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const open = path => admin.page.goto(`${deployment.origin}${path}${path.includes('?') ? '&' : '?'}lang=fr`);
const names = () => admin.page.locator('tbody tr td:first-child a').allInnerTexts();

async function add(address, first, last, role = 'member') {
  const { page } = admin;
  await open(`${kPeople}/new`);
  await page.fill('#address', address);
  await page.fill('#first-name', first);
  await page.fill('#last-name', last);
  await page.selectOption('#role', role);
  await page.click('main form button[type=submit]');
}

test('D8: the list is in the menu, sorts by a head, and finds a name without its accents', async () => {
  const { page } = admin;
  await open('/messages');
  await page.click(`nav a[href="${kPeople}"]`);
  await page.waitForURL(url => url.pathname === kPeople);
  assert.deepEqual(await names(), ['Camille Roy', 'Julie Gagnon', 'Marc Tremblay']);
  await admin.checkBoth('people');
  await page.click('th[aria-sort=ascending] a');
  await page.waitForSelector('th[aria-sort=descending]');
  assert.deepEqual(await names(), ['Marc Tremblay', 'Julie Gagnon', 'Camille Roy']);
  await page.fill('#search', 'GAGNÔN');
  await page.press('#search', 'Enter');
  await page.waitForURL(/search=/);
  assert.deepEqual(await names(), ['Julie Gagnon']);
  await page.fill('#search', 'personne du tout');
  await page.press('#search', 'Enter');
  await page.waitForSelector('.sx-empty');
  await admin.checkBoth('people-none');
});

test('D8, D12: somebody is added, gets the activation mail and signs in; a wrong or taken address is told at its field', async () => {
  const { page } = admin;
  await add('éve', 'Ève', 'Côté');
  await page.waitForSelector('#address[aria-invalid=true]');
  assert.equal(await page.inputValue('#first-name'), 'Ève');
  await admin.checkBoth('person-wrong');
  await page.fill('#address', 'JULIE.gagnon@example.com');
  await page.click('main form button[type=submit]');
  await page.waitForSelector('text=a déjà cette adresse');
  await page.fill('#address', 'eve.cote@example.com');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=activation/);
  await admin.checkBoth('person');
  const mail = await deployment.mail('eve.cote@example.com');
  assert.match(mail.subject, /Votre compte chez Notaires Boréal est prêt/);
  assert.ok(linksOf(mail).some(link => link === `${deployment.origin}/sign-in`));
  const eve = await Visitor.open(browser);
  await eve.signIn(deployment, 'eve.cote@example.com');
  assert.match(eve.page.url(), /messages/);
  await eve.page.goto(`${deployment.origin}${kPeople}`);
  assert.doesNotMatch(await eve.page.innerText('main'), /Julie/);
  await eve.close();
});

test('D8: names, role and zone change; nobody changes their own role', async () => {
  const { page } = admin;
  await open(`${kPeople}?search=eve`);
  await page.click('tbody a');
  await page.fill('#last-name', 'Roy-Côté');
  await page.selectOption('#role', 'admin');
  await page.selectOption('#time-zone', 'America/Vancouver');
  await page.click('form[data-sx-guard] button[type=submit]');
  await page.waitForURL(/done=saved/);
  assert.equal(await page.innerText('h1'), 'Ève Roy-Côté');
  assert.equal(await page.inputValue('#role'), 'admin');
  assert.equal(await page.inputValue('#time-zone'), 'America/Vancouver');
  await open(`${kPeople}?search=camille`);
  await page.click('tbody a');
  assert.equal(await page.isDisabled('#role'), true);
  assert.equal(await page.locator('form[action$="/deactivate"]').count(), 0);
  await admin.checkBoth('person-self');
});

test('I9: an address changes once the new one is proved, and what was there stays', async () => {
  const { page } = admin;
  await open(`${kPeople}?search=eve`);
  await page.click('tbody a');
  const path = new URL(page.url()).pathname;
  await page.fill('#new-address', 'julie.gagnon@example.com');
  await page.click('form[action$="/address"] button');
  await page.waitForSelector('#new-address[aria-invalid=true]');
  await page.fill('#new-address', 'Eve@Example.com');
  await page.click('form[action$="/address"] button');
  await page.waitForURL(/done=asked/);
  assert.match(await page.innerText('main'), /En attente de confirmation\s*:\s*eve@example.com/);
  await admin.checkBoth('person-waiting');
  const mail = await deployment.mail('eve@example.com', found => /Confirmez/.test(found.subject));
  const link = linksOf(mail).find(each => each.includes('/confirm-address/'));
  const eve = await Visitor.open(browser);
  await eve.page.goto(link); // what a scanner of links does
  await open(path);
  assert.match(await page.innerText('dl'), /eve\.cote@example\.com/);
  await eve.checkBoth('confirm-address');
  await eve.page.click('main form button[type=submit]');
  await eve.page.waitForSelector('main a[href="/sign-in"]');
  await eve.checkBoth('confirm-address-done');
  await open(path);
  assert.match(await page.innerText('dl'), /eve@example\.com/);
  await deployment.mail('eve.cote@example.com', found => /a changé/.test(found.subject));
  assert.equal((await eve.page.goto(link)).status(), 404);
  await eve.page.waitForSelector('text=ne fonctionne plus');
  await eve.signIn(deployment, 'eve@example.com');
  assert.match(eve.page.url(), /messages/);
  await eve.close();
});

test('D8: somebody is suspended, resumed, and deleted after a page that says what is lost', async () => {
  const { page } = admin;
  await open(`${kPeople}?search=eve`);
  await page.click('tbody a');
  await page.click('form[action$="/deactivate"] button');
  await page.waitForURL(/done=deactivated/);
  assert.match(await page.innerText('dl'), /Suspendu/);
  await page.click('form[action$="/activate"] button');
  await page.waitForURL(/done=activated/);
  await page.click('a[href$="/delete"]');
  await page.waitForSelector('text=détruit pour de bon');
  await admin.checkBoth('person-delete');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=removed/);
  assert.deepEqual(await names(), ['Camille Roy', 'Julie Gagnon', 'Marc Tremblay']);
});

test('D8: 200 people are imported after a preview that shows the problem of each line', async () => {
  const { page } = admin;
  await open(`${kPeople}/import`);
  const [model] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
  assert.equal(model.suggestedFilename(), 'modele-utilisateurs.csv');
  const rows = Array.from({ length: 200 }, (_, i) => `p${i}@example.com;Ana${i};Roy;membre`);
  const text = ['Courriel;Prénom;Nom;Rôle', ...rows, 'julie.gagnon@example.com;Julie;X;', 'nul;Nul;Nul;', ''].join(
    '\r\n',
  );
  await page.setInputFiles('#file', { name: 'gens.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'latin1') });
  await page.waitForSelector('#preview:not([hidden])');
  assert.match(await page.innerText('#preview-count'), /200 personnes seront ajoutées, 2 laissées de côté/);
  const wrong = await page.locator('#lines .text-danger').allInnerTexts();
  assert.equal(wrong.length, 2);
  assert.match(wrong[0], /déjà cette adresse/);
  assert.equal(await page.locator('#lines tr').nth(200).locator('[data-part=number]').innerText(), '202');
  await admin.checkBoth('people-import');
  await page.click('#import');
  await page.waitForSelector('#done:not([hidden])');
  assert.match(await page.innerText('#done-title'), /200 personnes sont ajoutées/);
  await page.click('#done a');
  await page.waitForURL(url => url.pathname === kPeople);
  await page.click('a[rel=next]');
  await page.waitForURL(/before=/);
  assert.equal((await names()).length, 50);
  await admin.checkBoth('people-many');
  await page.goBack();
  assert.equal((await names())[0], 'Ana0 Roy');
});

test('D8: the page speaks English', async () => {
  await admin.page.goto(`${deployment.origin}${kPeople}?lang=en`);
  assert.equal(await admin.page.innerText('h1'), 'Users');
  await admin.checkBoth('people-en');
  await admin.page.goto(`${deployment.origin}${kPeople}/import?lang=en`);
  await admin.checkBoth('people-import-en');
});
