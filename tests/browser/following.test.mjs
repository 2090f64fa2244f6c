// Tests following a message (A13), the register (A9, I8) and robots in it (I1), as a sender uses them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { codeIn, Deployment, launch, linksOf, until, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
let deployment, browser, sender, id;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  sender = await Visitor.open(browser, { timezoneId: 'America/Toronto' });
  await sender.signIn(deployment, kSender);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function send(to, subject, delivery = 'mail') {
  const { page } = sender;
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  for (const address of to) {
    await page.fill('#recipient', address);
    await page.press('#recipient', 'Enter');
  }
  await page.fill('#subject', subject);
  await page.click('#body');
  await page.keyboard.type('Bonjour, voici.');
  await page.fill('#opens', '3');
  await page.selectOption('#language', 'fr');
  await page.selectOption('#delivery', delivery);
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 180_000 });
  return new URL(await page.getAttribute('#done-detail', 'href'), deployment.origin).pathname.split('/').pop();
}

const readLink = mail =>
  linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')) ?? assert.fail('the mail holds no link');

async function read(mail) {
  const reader = await Visitor.open(browser);
  await reader.page.goto(readLink(mail));
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', codeIn(mail));
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]', { timeout: 120_000 });
  await reader.close();
}

describe('A13: the sent list and the message', () => {
  test('an open is seen without a reload', async () => {
    id = await send(['Louis Gagné <louis@exemple.com>'], 'Acte de vente');
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages`);
    await page.waitForSelector('#rows[data-opened]');
    assert.match(await page.innerText(`tr[data-id="${id}"]`), /En attente/);
    await read(await deployment.mail('louis@exemple.com'));
    await page.waitForFunction(
      which => /Lu 1 fois sur 3/.test(document.querySelector(`tr[data-id="${which}"]`).innerText),
      id,
    );
    assert.match(await page.innerText(`tr[data-id="${id}"]`), /Acte de vente/, 'the subject stays');
    await sender.checkBoth('following-sent');
  });

  test('a recipient is found in all messages, a subject on this device', async () => {
    await send(['nadia@exemple.com'], '=Procuration');
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages`);
    await page.waitForSelector('#rows[data-opened]');
    await page.fill('#search', 'PROCURATION');
    assert.equal(await page.locator('#rows tr:visible').count(), 1);
    await page.fill('#search', 'louis@');
    await page.press('#search', 'Enter');
    await page.waitForSelector('#rows[data-opened]');
    assert.equal(await page.locator('#rows tr:visible').count(), 1);
    assert.match(await page.innerText('#rows'), /Louis Gagné/);
    await page.goto(`${deployment.origin}/messages?q=personne`);
    assert.match(await page.innerText('#list'), /Aucun message ne correspond/);
    await sender.check('following-none');
  });

  test('the notice is sent again with a new code, from the device that sent it', async () => {
    const { page } = sender;
    const first = await deployment.mail('louis@exemple.com');
    await page.goto(`${deployment.origin}/messages/${id}`);
    await page.waitForSelector('#message[data-opened]');
    await page.click('[data-part=resend]');
    await until('the notice to be sent again', async () =>
      /Avis renvoyé/.test(await page.innerText('[data-part=resend-state]')),
    );
    const mails = await until('a second mail', async () => {
      const all = await deployment.mails('louis@exemple.com');
      return all.length === 2 && all;
    });
    const second = mails.find(mail => mail.at >= first.at && codeIn(mail) !== codeIn(first));
    assert.equal(readLink(second), readLink(first), 'the same link');
    await read(second);
    await sender.checkBoth('following-detail');
  });

  test('another device says plainly that it cannot', async () => {
    const other = await Visitor.open(browser);
    await other.signIn(deployment, kSender);
    await other.page.goto(`${deployment.origin}/messages/${id}`);
    await other.page.waitForSelector('#message[data-opened]');
    assert.ok(await other.page.isVisible('#no-link'));
    assert.equal(await other.page.locator('[data-part=resend]:visible').count(), 0);
    await other.close();
  });

  test('limits are shortened, and a destroyed message loses its link on the device', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/${id}`);
    await page.click('a[href="#limits-dialog"]');
    await page.fill('#expires-in', '2');
    await sender.check('following-limits');
    await page.click('#limits-dialog button[type=submit]');
    await page.waitForURL(/done=shortened/);
    await page.click('a[href="#destroy-dialog"]');
    assert.match(await page.innerText('#destroy-dialog'), /1 ouverture restante/);
    await page.click('#destroy-dialog button[type=submit]');
    await page.waitForURL(/destroyed=1/);
    await page.waitForSelector('#message[data-opened]');
    const kept = await page.evaluate(
      which =>
        new Promise(go => {
          const opened = indexedDB.open('secure-exchanges');
          opened.onsuccess = () => {
            const asked = opened.result.transaction('device').objectStore('device').get(`links:${which}`);
            asked.onsuccess = () => go(asked.result !== undefined);
          };
        }),
      id,
    );
    assert.equal(kept, false);
  });
});

describe('A9, I8, I1: the register of opens', () => {
  test('has opens, refusals with their cause and a robot told apart', async () => {
    const mail = await deployment.mail('nadia@exemple.com');
    const robot = await browser.newContext({ userAgent: 'Mozilla/5.0 (compatible; ScannerBot/1.0)' });
    const visit = await robot.newPage();
    await visit.goto(readLink(mail));
    await visit.waitForSelector('#read[data-state=gate]');
    await robot.close();
    const refused = await Visitor.open(browser);
    await refused.page.goto(readLink(mail));
    await refused.page.waitForSelector('#read[data-state=gate]');
    await refused.page.fill('#code', '222222');
    await refused.page.click('#open');
    await refused.page.waitForSelector('#code[aria-invalid=true], #gate-error:not([hidden])');
    await refused.close();
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/register`);
    await page.waitForSelector('#register[data-opened]');
    const text = await page.innerText('#events');
    assert.match(text, /Visite d’un robot de courriel/);
    assert.match(text, /incorrect/);
    assert.match(text, /Code d’ouverture incorrect, il restait/);
    assert.match(text, /Ouverture 1 sur 3/);
    assert.match(text, /Procuration/, 'the subject, on this device');
    await sender.checkBoth('register');
    await page.goto(`${deployment.origin}/messages/register?kind=opens&q=nadia`);
    assert.match(await page.innerText('#register'), /Aucun événement avec ces filtres/);
  });

  test('leaves as CSV without running formulas, and as xlsx', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/register`);
    await page.waitForSelector('#register[data-opened]');
    const [csv] = await Promise.all([page.waitForEvent('download'), page.click('#export-csv')]);
    const bytes = readFileSync(await csv.path());
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').split('\r\n');
    assert.match(lines[0], /Date et heure,Événement,Destinataire,Objet/);
    assert.match(lines[1], /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},/);
    assert.ok(
      lines.some(line => line.includes(",'=Procuration,")),
      'a subject that begins with = stays text',
    );
    const [xlsx] = await Promise.all([page.waitForEvent('download'), page.click('#export-xlsx')]);
    assert.match(xlsx.suggestedFilename(), /registre-des-ouvertures\.xlsx/);
    const sheet = execFileSync(
      'python3',
      [
        '-c',
        'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode())',
        await xlsx.path(),
      ],
      { encoding: 'utf8' },
    );
    assert.ok(!sheet.includes('<f>'), 'no formula');
    assert.deepEqual(sender.complaints, []);
  });
});
