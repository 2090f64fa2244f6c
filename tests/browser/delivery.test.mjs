// Tests ways of sending from the composer: protecting the attachments only (A2), a mail for one's own program (A12).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, linksOf, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
let deployment, browser, sender;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  sender = await Visitor.open(browser);
  await sender.signIn(deployment, kSender);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function compose({ to, language = 'fr' }) {
  const { page } = sender;
  await page.goto(`${deployment.origin}/messages/new?lang=${language}`);
  await page.waitForSelector('#composer[data-ready]');
  await page.fill('#recipient', to);
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Acte de vente à relire');
  await page.click('#body');
  await page.keyboard.type('Bonjour Louis, voici les pièces du dossier Marina.');
  return page;
}

async function read(link, code) {
  const reader = await Visitor.open(browser);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]', { timeout: 60_000 });
  return reader;
}

const codeIn = text =>
  /^([0-9A-Z]{3})-([0-9A-Z]{3})$/m.exec(text)?.slice(1).join('') ?? assert.fail(`no code in ${text}`);

test('A2: the attachments only: a clear warning, the text in the mail, the files alone on the page', async () => {
  const page = await compose({ to: 'marina@exemple.com' });
  assert.ok(await page.isHidden('#protect-warning'));
  await page.check('#protect-files');
  assert.match(await page.textContent('#protect-warning'), /voyagent en clair/);
  await page.click('#send');
  await page.waitForSelector('#files-error:not([hidden])');
  await sender.checkBoth('composer-attachments-only');
  await page.setInputFiles('#files-input', [await deployment.file('Projet.pdf', randomBytes(40_000))]);
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  const mail = await deployment.mail('marina@exemple.com');
  assert.equal(mail.subject, 'Acte de vente à relire');
  for (const part of [mail.text, mail.html]) assert.match(part, /dossier Marina/);
  // A13: resending sends the same mail with another code.
  await page.goto(`${deployment.origin}/messages`);
  await page.waitForSelector('#rows[data-opened]');
  await Promise.all([
    page.waitForURL(/\/messages\/[\w-]{22}$/),
    page.locator('#rows a', { hasText: 'Acte de vente' }).first().click(),
  ]);
  await page.click('[data-part=resend]');
  const again = await deployment.mail('marina@exemple.com', found => found.text !== mail.text);
  assert.equal(withoutCode(again), withoutCode(mail));
  assert.match(again.html, /dossier Marina[^]*Bordereau de téléchargement[^]*Projet\.pdf/);
  const reader = await read(
    linksOf(again).find(link => link.includes('#k1_')),
    codeIn(again.text),
  );
  assert.ok(await reader.page.isHidden('#body'));
  assert.equal(await reader.page.locator('#files li').count(), 1);
  await reader.checkBoth('read-attachments-only');
  await reader.close();
});

const withoutCode = mail => mail.text.replace(/^[0-9A-Z]{3}-[0-9A-Z]{3}$/m, 'CODE');

test('A2, A13: a notice that is sent again may be as long as it was at first', async () => {
  const { sender: client, letter } = await nodeClient(deployment);
  const long = { text: 'Voici le dossier. '.repeat(9000), html: `<p>${'Voici le dossier. '.repeat(9000)}</p>` };
  let kept;
  await client().send(
    letter([['Projet.pdf', randomBytes(2000)]], {
      delivery: 'mail',
      protects: 'files',
      subject: 'Long',
      body: long,
      recipients: [{ address: 'longue@exemple.com', password: null }],
    }),
    {
      onLinks: made => {
        kept = made;
      },
    },
  );
  const before = await deployment.mail('longue@exemple.com');
  await client().resend(kept.id, kept.links[0].grant, kept.links[0].secret, kept.notice);
  const after = await deployment.mail('longue@exemple.com', mail => mail.text !== before.text);
  assert.equal(withoutCode(after), withoutCode(before));
  assert.ok(after.text.length > 150_000);
});

test("A12: a mail for one's own program, whose link the server never has", async () => {
  const page = await compose({ to: 'nadia@exemple.com' });
  await page.selectOption('#delivery', 'eml');
  assert.ok(await page.isVisible('#delivery-hint'));
  const bodies = [];
  page.on('request', request => {
    if (request.method() === 'POST') bodies.push(request.postData() ?? '');
  });
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 60_000 });
  await sender.checkBoth('composer-done-eml');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#done-recipients [data-part=eml]')]);
  assert.equal(saved.suggestedFilename(), 'nadia@exemple.com.eml');
  const eml = readFileSync(await saved.path(), 'utf8');
  assert.match(eml, /^X-Unsent: 1\r\n/);
  const text = Buffer.from(/text\/plain[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(eml)[1], 'base64').toString();
  const link = /http\S+#k1_\S+/.exec(text)[0];
  assert.equal(link, await page.inputValue('#done-link-0'));
  assert.ok(bodies.every(body => !body.includes(link.split('#k1_')[1])));
  assert.deepEqual(await deployment.mails('nadia@exemple.com'), []);
  const reader = await read(link, codeIn(text.replaceAll('\r', '')));
  assert.match(await reader.page.textContent('#body'), /dossier Marina/);
  await reader.close();
});
