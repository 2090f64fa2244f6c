// Tests the domains of a company (D6): claimed, proved by DNS, explained, and kept from others.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { NameServer } from './name_server.mjs';
import { Deployment, launch, Visitor } from './rig.mjs';

let names, deployment, browser, admin;

before(async () => {
  names = await NameServer.start({ 'acme.test': 'www A 127.0.0.1' });
  deployment = await Deployment.start({
    SX_DOMAINS_RESOLVERS: names.address,
    SX_DOMAINS_TIMEOUT: '2s',
    SX_DOMAINS_SPF_INCLUDE: 'spf.service.example',
  });
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
  await names?.stop();
});

const list = language => `${deployment.origin}/admin/domains?lang=${language}`;

describe('D6: domains', () => {
  test('a domain that nobody can claim is refused at its field', async () => {
    const { page } = admin;
    await page.goto(list('fr'));
    await admin.checkBoth('domains');
    for (const [typed, words] of [
      ['gmail.com', /domaine public/],
      ['qc.ca', /enregistrer un nom sous celui-ci/],
      ['pas un domaine', /n’est pas un domaine/],
    ]) {
      await page.fill('#name', typed);
      await page.click('main form button[type=submit]');
      await page.waitForSelector('#name-error');
      assert.match(await page.innerText('#name-error'), words);
      assert.equal(await page.inputValue('#name'), typed);
    }
    await admin.checkBoth('domains-error');
  });

  test('a claim shows the record to add, says why it is not found, and is proved by it', async () => {
    const { page } = admin;
    await page.goto(list('fr'));
    await page.fill('#name', 'ACME.test');
    await page.click('main form button[type=submit]');
    await page.waitForURL(/\/admin\/domains\/[0-9a-f-]{36}$/);
    assert.equal(await page.innerText('h1'), 'acme.test');
    const txt = await page.innerText('#txt-value');
    assert.match(txt, /^secure-exchanges-verification=[\w-]{22}$/);
    await page.click('[data-sx-copy=txt-value]');
    await page.waitForSelector('.sx-toast');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), txt);
    await page.waitForSelector('.sx-toast', { state: 'detached' });

    await page.click('form[action$="/verify"] button');
    await page.waitForSelector('.sx-note-warn');
    assert.match(await page.innerText('main'), /aucun de ses enregistrements TXT ne porte la valeur/);
    assert.match(await page.innerText('main'), /v=spf1 mx include:spf\.service\.example ~all/);
    await admin.checkBoth('domain-waiting');

    await names.serve('acme.test', `@ TXT "${txt}"\n@ TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=reject"`);
    await page.click('form[action$="/verify"] button');
    await page.waitForSelector('.sx-note-ok');
    assert.match(await page.innerText('main'), /Le domaine est prouvé/);
    assert.match(await page.innerText('main'), /Les courriels qui échouent sont rejetés/);
    await admin.checkBoth('domain-proved');
  });

  test('a key is made, published, found, and signs', async () => {
    const { page } = admin;
    const txt = await page.innerText('#txt-value');
    await page.click('#sending form button');
    await page.waitForSelector('#sending .font-monospace');
    assert.match(await page.innerText('#sending'), /À publier/);
    const [name, record] = await page.$$eval('#sending dd .font-monospace', all => all.map(one => one.innerText));
    assert.match(name, /^sx\d{8}\._domainkey\.acme\.test$/);
    await admin.checkBoth('domain-key-waiting');
    const pieces = record
      .match(/.{1,200}/g)
      .map(piece => `"${piece}"`)
      .join(' ');
    await names.serve(
      'acme.test',
      `@ TXT "${txt}"\n@ TXT "v=spf1 mx include:spf.service.example -all"\n_dmarc TXT "v=DMARC1; p=reject"\n` +
        `${name.split('.')[0]}._domainkey TXT ${pieces}`,
    );
    await page.click('form[action$="/verify"] button');
    await page.waitForSelector('.sx-note-ok');
    assert.match(await page.innerText('#sending'), /Possible[\s\S]*Signe les courriels/);
    await admin.checkBoth('domain-key-active');
  });

  test('the same in English, and in the list', async () => {
    const { page } = admin;
    await page.goto(list('en'));
    assert.match(await page.innerText('tbody'), /acme\.test\s+Proved/);
    await admin.checkBoth('domains-list-en');
    await page.click('tbody a >> text=acme.test');
    assert.match(await page.innerText('main'), /The TXT record is in place/);
    await admin.checkBoth('domain-proved-en');
  });

  test('removing it says what is lost', async () => {
    const { page } = admin;
    await page.click('[href="#delete-dialog"]');
    await page.waitForSelector('#delete-dialog[open]');
    assert.match(await page.innerText('#delete-dialog'), /No user has an address in this domain/);
    await admin.checkBoth('domain-delete');
    await page.click('#delete-dialog button[type=submit]');
    await page.waitForURL(/done=deleted/);
    assert.doesNotMatch(await page.innerText('main'), /acme\.test/);
  });
});
