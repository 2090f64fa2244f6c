// Tests the journal, a person's messages journal, statistics and privacy as administrators use them (D15, J8, J9, J24).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, until, Visitor } from './rig.mjs';

const kAdmin = 'camille.roy@example.com';
let deployment, browser, admin;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, kAdmin);
  const client = await nodeClient(deployment);
  for (let i = 0; i < 2; i++) await client.sender().send(client.letter([], {}));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const goto = (path, lang = 'fr') =>
  admin.page.goto(`${deployment.origin}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);

/** Takes a list as a file through the menu, and returns its name and bytes. */
async function exported(format) {
  const { page } = admin;
  await page.click('details.sx-menu:has(a[href*="format="]) > summary');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`main a[href*="format=${format}"]:not([href*=show])`),
  ]);
  await page.keyboard.press('Escape');
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('D15: the journal says in both languages who did what, and filters', async () => {
  const { page } = admin;
  await goto('/messages');
  await page.click('nav a[href="/admin/journal"]');
  await page.waitForURL(/\/admin\/journal/);
  assert.match(await page.innerText('main'), /Camille Roy s’est connecté\./);
  assert.match(await page.innerText('main'), /Camille Roy a envoyé le message/);
  await admin.checkBoth('journal');
  // Every kind that the demo writes has a sentence: none is shown as its bare name.
  const rows = await page.$$eval('tbody tr', all => all.map(row => ({ kind: row.dataset.kind, text: row.innerText })));
  for (const { kind, text } of rows) assert.ok(!text.split('\n')[0].includes(kind), `${kind} has no sentence`);

  await page.selectOption('#kind', 'messages.sent');
  await page.fill('#actor', 'camille');
  await page.click('form.sx-toolbar button[type=submit]');
  await page.waitForURL(/kind=messages\.sent/);
  assert.equal(await page.locator('.sx-table tbody tr').count(), 2);
  await page.click('tbody tr:first-child details summary');
  assert.match(await page.innerText('.sx-table tbody tr:first-child'), /Destinataires\s+1/);
  await admin.checkBoth('journal-filtered');
  await goto('/admin/journal', 'en');
  assert.match(await page.innerText('main'), /Camille Roy signed in\./);
  await admin.checkBoth('journal-en');
  await goto('/admin/journal?actor=nobody-of-this-name');
  assert.match(await page.innerText('main'), /Aucune entrée ne correspond/);
  await admin.checkBoth('journal-none');
});

test('D15: the filtered list leaves as CSV, Excel, PDF and through the clipboard', async () => {
  const { page } = admin;
  await goto('/admin/journal?kind=messages.sent');
  const csv = await exported('csv');
  assert.match(csv.name, /^journal-\d{4}-\d\d-\d\d\.csv$/);
  const text = csv.bytes.toString('utf8');
  assert.match(text.split('\r\n')[0], /Journal.*événement.*Heures/);
  assert.equal(text.trim().split('\r\n').length, 4);
  assert.doesNotMatch(text, /s’est connecté/);
  assert.equal((await exported('xlsx')).bytes.subarray(0, 2).toString(), 'PK');
  assert.equal((await exported('pdf')).bytes.subarray(0, 5).toString(), '%PDF-');
  await page.click('details.sx-menu:has(a[href*="format="]) > summary');
  await admin.checkBoth('journal-export-menu');
  await page.click('[data-sx-copy-list]');
  const copied = await until('the clipboard', async () => {
    const now = await page.evaluate(() => navigator.clipboard.readText());
    return now.includes('Journal') && now;
  });
  assert.equal(copied.trim().split('\n').length, 4);
});

test('D15: a verification is asked for, and its result appears by itself', async () => {
  const { page } = admin;
  await goto('/admin/journal');
  await page.click('form[action="/admin/journal/verify"] button');
  await page.waitForURL(/done=asked/);
  await page.waitForSelector('#check >> text=Le journal est intact.', { timeout: 60_000 });
  await admin.checkBoth('journal-verified');
});

test('J9: an administrator sees the journal of a person’s messages, never a subject', async () => {
  const { page } = admin;
  const people = await page.evaluate(async () => (await fetch('/api/v1/users?search=camille')).json());
  const { id } = people.items[0];
  await goto(`/admin/people/${id}/messages`);
  assert.equal(await page.locator('.sx-table tbody tr').count(), 2);
  assert.match(await page.innerText('tbody'), /En attente[\s\S]*0 sur/);
  await admin.checkBoth('person-messages');
  const csv = await exported('csv');
  assert.equal(csv.bytes.toString('utf8').trim().split('\r\n').length, 4);
  await goto('/admin/journal?kind=sealed.person_journal_read');
  assert.match(await page.innerText('main'), /Camille Roy a lu le journal des messages de Camille Roy/);
});

test('J8: statistics compare people, with a chart', async () => {
  const { page } = admin;
  await goto('/admin/statistics');
  await page.waitForSelector('#charts[data-drawn=true] canvas');
  assert.match(await page.innerText('.sx-table tbody tr:first-child'), /Toute l’entreprise\s+2/);
  await admin.checkBoth('statistics');
  await page.check('tr:has-text("camille.roy@example.com") input[type=checkbox]');
  await page.click('#compare');
  await page.waitForURL(/people=/);
  assert.equal(await page.locator('.sx-table tbody tr').count(), 2);
  await page.waitForSelector('#charts[data-drawn=true] canvas');
  assert.match((await exported('csv')).bytes.toString('utf8'), /camille\.roy@example\.com,2,2,/);
  await goto('/admin/statistics?q=nobody-of-this-name', 'en');
  await admin.checkBoth('statistics-none-en');
});

test('J24: data of a person as a file, the register of incidents, erasure', async () => {
  const { page } = admin;
  await goto('/admin/privacy?q=camille');
  await admin.checkBoth('privacy');
  await page.click('ul a:has-text("Camille Roy")');
  await page.waitForURL(/\/admin\/privacy\/people\//);
  await admin.checkBoth('privacy-person');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a.btn-primary[download]')]);
  assert.match(readFileSync(await download.path(), 'utf8'), /camille\.roy@example\.com/);
  await page.fill('#confirmation', 'somebody@else.example');
  await page.click('form[action$="/erase"] button');
  await page.waitForURL(/error=address/);
  await admin.checkBoth('privacy-wrong');

  await goto('/admin/privacy/incidents');
  await admin.checkBoth('incidents-none');
  await page.click('a[href$="/incidents/new"]');
  await page.fill('#what', 'Cartable perdu dans le train');
  await page.check('#is_serious');
  await page.check('#is_closed');
  await page.click('main form button[type=submit]');
  await page.waitForSelector('[role=alert]');
  await admin.checkBoth('incident-wrong');
  await page.uncheck('#is_closed');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=saved/);
  assert.match(await page.innerText('main'), /Cartable perdu/);
  await admin.checkBoth('incidents');
});
