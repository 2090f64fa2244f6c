// Tests the address book (A15) and a person's own mobile (D3), as people use them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Deployment, launch, until, Visitor } from './rig.mjs';

let deployment, browser, person;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  person = await Visitor.open(browser);
  await person.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const kTable =
  '\ufeffPrénom;Nom de famille;Adresse de messagerie;Tél. mobile\r\n' +
  'Louis;Gagné;louis.gagne@example.com;514 555-0142\r\n' +
  '"Nadia ""Nad""";Benali;nadia.b@example.com;\r\n' +
  'Sans;Adresse;;514 555-0143\r\n' +
  'Numéro;Court;court@example.com;911\r\n' +
  'Louis;Encore;LOUIS.GAGNE@example.com;\r\n';

const kCards = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'N:Tremblay;Zoé;;;',
  'FN:Zoé Tremblay',
  'item1.EMAIL;TYPE=INTERNET:zoe.tremblay@exa',
  ' mple.com',
  'TEL;TYPE=WORK:+1 514 555-0100',
  'TEL;TYPE=CELL:+1 514 555-0144',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:C=C3=B4t=C3=A9;=C3=89mile',
  'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=89mile C=C3=B4t=C3=A9',
  'EMAIL;PREF;INTERNET:emile@example.com',
  'TEL;CELL;VOICE:(514) 555-0145',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:4.0',
  'FN:Louis Gagné',
  'EMAIL:louis.gagne@example.com',
  'TEL;VALUE=uri;TYPE=cell:tel:+1-514-555-0146',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'ceci n’est pas une ligne',
  'END:VCARD',
  '',
].join('\r\n');

async function results() {
  return person.page.$$eval('#lines tr', rows =>
    rows.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent.trim())),
  );
}

async function choose(name, content) {
  const { page } = person;
  await page.goto(`${deployment.origin}/contacts/import`);
  await page.setInputFiles('#file', await deployment.file(name, content));
  await page.waitForSelector('#preview:not([hidden])');
}

describe('A15: contacts', () => {
  test('an empty book says what to do', async () => {
    await person.page.goto(`${deployment.origin}/contacts?lang=fr`);
    await person.checkBoth('contacts-empty');
  });

  test('a CSV of Outlook is seen before it is imported, with what is wrong on each line', async () => {
    const { page } = person;
    await choose('contacts.csv', kTable);
    const rows = await results();
    assert.deepEqual(
      rows.map(row => row[0]),
      ['2', '3', '4', '5', '6'],
    );
    assert.deepEqual(rows[0].slice(1), ['Louis Gagné', 'louis.gagne@example.com', '+1 514-555-0142', 'Sera ajouté']);
    assert.equal(rows[1][1], 'Nadia "Nad" Benali');
    assert.match(rows[2][4], /adresse courriel manque/);
    assert.match(rows[3][4], /Sera ajouté, sans le cellulaire/);
    assert.match(rows[4][4], /double/);
    assert.match(await page.textContent('#preview-count'), /3 contacts seront importés, 2 laissés/);
    await person.checkBoth('contacts-import-fr');
    await page.click('#import');
    await page.waitForSelector('#done:not([hidden])');
    assert.match(await page.textContent('#done-title'), /3 contacts importés/);
    await page.goto(`${deployment.origin}/contacts`);
    assert.equal(await page.locator('tbody tr').count(), 3);
  });

  test('vCards 2.1, 3 and 4 too; duplicates are updated when asked', async () => {
    const { page } = person;
    await choose('contacts.vcf', kCards);
    let rows = await results();
    assert.deepEqual(rows[0].slice(1), ['Zoé Tremblay', 'zoe.tremblay@example.com', '+1 514-555-0144', 'Sera ajouté']);
    assert.deepEqual(rows[1].slice(1), ['Émile Côté', 'emile@example.com', '+1 514-555-0145', 'Sera ajouté']);
    assert.match(rows[2][4], /Déjà/);
    assert.match(rows[3][4], /Illisible/);
    await page.selectOption('#duplicates', 'replace');
    await until('the preview again', async () => /mis à jour/.test((await results())[2]?.[4] ?? ''));
    await page.click('#import');
    await page.waitForSelector('#done:not([hidden])');
    await page.goto(`${deployment.origin}/contacts?q=gagne&lang=en`);
    assert.match(await page.textContent('tbody'), /\+1 514-555-0146/);
    await page.goto(`${deployment.origin}/contacts?lang=en`);
    assert.equal(await page.locator('tbody tr').count(), 5);
    await person.checkBoth('contacts-en');
  });

  test('what is exported can be imported again', async () => {
    const { page } = person;
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('a[href="/contacts/contacts.csv"]'),
    ]);
    await page.goto(`${deployment.origin}/contacts/import?lang=en`);
    await page.setInputFiles('#file', await deployment.file('wrong.csv', 'Name,E-mail Address\nX,bad\n'));
    await page.waitForSelector('#lines tr');
    assert.match((await results())[0][4], /address is not complete/, 'in the language of the page, not of the person');
    await page.setInputFiles('#file', await download.path());
    await until('the other preview', async () => (await results()).length === 5);
    await page.waitForSelector('#preview:not([hidden])');
    assert.deepEqual(
      (await results()).map(row => row[4]),
      Array(5).fill('Already in your contacts'),
    );
    assert.ok(await page.isDisabled('#import'));
    await page.goto(`${deployment.origin}/contacts?lang=fr`);
  });

  test('a file that is neither is refused beside the field', async () => {
    const { page } = person;
    await page.goto(`${deployment.origin}/contacts/import`);
    await page.setInputFiles('#file', await deployment.file('photo.csv', 'bonjour\nle monde\n'));
    await page.waitForSelector('#file-error:not([hidden])');
    assert.equal(await page.getAttribute('#file', 'aria-invalid'), 'true');
  });

  test('a contact is edited, and its deletion says what is lost', async () => {
    const { page } = person;
    await page.goto(`${deployment.origin}/contacts`);
    await page.click('text=Nadia "Nad" Benali');
    await person.checkBoth('contact-form');
    await page.fill('#mobile', '514 55');
    await page.click('main form button[type=submit]');
    assert.equal(await page.inputValue('#mobile'), '514 55');
    await person.checkBoth('contact-form-wrong');
    await page.fill('#mobile', '514 555-0147');
    await page.click('main form button[type=submit]');
    await page.waitForURL('**/contacts');
    await page.click('text=Émile Côté');
    await page.click('a[href$="/delete"]');
    assert.match(await page.textContent('main'), /emile@example\.com/);
    await person.checkBoth('contact-delete');
    await page.click('main form button[type=submit]');
    await page.waitForURL('**/contacts');
    assert.equal(await page.locator('tbody tr').count(), 4);
  });

  test('the composer proposes contacts by keyboard and takes the one that is chosen', async () => {
    const { page } = person;
    await page.goto(`${deployment.origin}/messages/new?lang=fr`);
    await page.waitForSelector('#composer[data-ready]');
    await page.locator('#recipient').pressSequentially('gagn');
    await page.waitForSelector('#recipient-contacts:not([hidden])');
    assert.equal(await page.getAttribute('#recipient', 'aria-expanded'), 'true');
    await page.press('#recipient', 'ArrowDown');
    assert.equal(await page.getAttribute('#recipient', 'aria-activedescendant'), 'recipient-contact-0');
    await person.checkBoth('composer-contacts');
    await page.press('#recipient', 'Enter');
    assert.equal(await page.inputValue('#recipient'), '');
    assert.match(await page.textContent('#recipients'), /Louis Gagné.*louis\.gagne@example\.com/s);
    assert.equal(await page.getAttribute('#recipient', 'aria-expanded'), 'false');
    await page.locator('#recipient').pressSequentially('zoe');
    await page.locator('#recipient-contacts [role=option]').first().click();
    assert.match(await page.textContent('#recipients'), /Zoé Tremblay/);
    await page.locator('#recipient').pressSequentially('zo');
    await page.waitForSelector('#recipient-contacts:not([hidden])');
    await page.press('#recipient', 'Escape');
    await page.waitForSelector('#recipient-contacts', { state: 'hidden' });
  });
});

describe('D3: a person’s own mobile', () => {
  test('counts once the code that was sent has been typed', async () => {
    const { page } = person;
    await page.goto(`${deployment.origin}/account?lang=fr`);
    await person.checkBoth('account-mobile');
    await page.fill('#mobile', '514 555');
    await page.click('form[action="/account/mobile"] button');
    assert.equal(await page.inputValue('#mobile'), '514 555');
    await person.checkBoth('account-mobile-wrong');
    await page.fill('#mobile', '514 555-0148');
    await page.click('form[action="/account/mobile"] button');
    await page.waitForSelector('#code');
    await person.checkBoth('account-mobile-code');
    const text = await deployment.mail('+15145550148', found => found.kind === 'sms');
    await page.fill('#code', /\d{3} \d{3}/.exec(text.text)[0]);
    await page.click('form[action="/account/mobile/code"] button');
    await page.waitForSelector('strong:has-text("+1 514-555-0148")');
    await page.goto(`${deployment.origin}/account?lang=en`);
    await person.checkBoth('account-mobile-verified-en');
    await page.goto(`${deployment.origin}/dev/postbox?q=5550148`);
    await person.checkBoth('postbox-sms-en');
    await page.goto(`${deployment.origin}/contacts?lang=fr`);
  });
});
