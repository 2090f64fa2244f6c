// Tests row A14: replies to a person who protects replies need a code that goes to that person's own mobile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { codeIn, Deployment, kBin, launch, linksOf, until, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
let deployment, browser, camille, node;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  node = await nodeClient(deployment);
  camille = await Visitor.open(browser);
  await camille.signIn(deployment, kSender);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const texts = async () =>
  (await (await fetch(`${deployment.origin}/dev/postbox.json`)).json())
    .filter(mail => mail.kind === 'sms')
    .map(mail => mail.text);
/** Performs `act` and returns the SMS that it causes. */
async function textOf(act) {
  const earlier = await texts();
  await act();
  return until('a text', async () => (await texts()).find(text => !earlier.includes(text)));
}

async function send() {
  const done = await node.sender().send(node.letter([], { opens: 2, asksCode: true }));
  return { id: done.id, ...done.recipients[0] };
}

const replySince = since =>
  deployment.mail(kSender, mail => mail.at >= since && mail.subject.includes('a répondu à votre message confidentiel'));
const readLink = mail =>
  linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')) ?? assert.fail('the mail holds no link');

/** Opens a reply as the person who protects replies, with the code that their mobile gets. */
async function readProtected(mail, shots) {
  const owner = await Visitor.open(browser);
  const { page } = owner;
  await page.goto(readLink(mail));
  await page.waitForSelector('#read[data-state=gate]');
  assert.equal(await page.innerText('[data-gate=sms] [data-gate-shown=to]'), '•••• 0142');
  await page.fill('#code', codeIn(mail));
  await page.click('#open');
  await page.waitForSelector('#sms-error:not([hidden])');
  if (shots) await owner.checkBoth(shots);
  const text = await textOf(() => page.click('[data-gate=sms] [data-gate-ask]'));
  await page.fill('#sms', /#(\d{6})/.exec(text)[1]);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  const body = await page.textContent('#body');
  await owner.close();
  return body;
}

test('A14: the account page protects replies once the mobile is verified', async () => {
  const { page } = camille;
  await page.goto(`${deployment.origin}/account?lang=fr`);
  assert.ok(await page.isDisabled('#protects'));
  await camille.checkBoth('account-unprotected');
  await page.fill('#mobile', '514 555-0142');
  const text = await textOf(() => page.click('form[action="/account/mobile"] button[type=submit]'));
  await page.fill('#code', /^\d{3} \d{3}/.exec(text)[0]);
  await page.click('#mobile-code button');
  await page.waitForSelector('#protects:enabled');
  await page.check('#protects');
  await page.click('#replies-section button[type=submit]');
  await page.waitForSelector('#protects:checked');
  await camille.checkBoth('account-protected');
});

test('A14: a reply of the reading page asks the sender for the code, and the replier learns no number', async () => {
  const since = new Date().toISOString();
  const told = await send();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  const answers = [];
  page.on('response', async response => {
    if (/\/reply/.test(response.url())) answers.push(await response.text().catch(() => ''));
  });
  await page.goto(told.link);
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', told.code);
  await page.click('#open');
  await page.waitForSelector('#reply:not([hidden])');
  await page.click('#reply-body');
  await page.keyboard.type('Voici mon dossier.');
  await page.click('#reply-send');
  await page.waitForSelector('#reply-done:not([hidden])');
  assert.ok(answers.length > 0 && answers.every(text => !text.includes('0142')));
  await reader.close();
  const mail = await replySince(since);
  assert.match(mail.text, /SMS/);
  assert.match(await readProtected(mail, 'protected-reply'), /Voici mon dossier\./);
});

test('A14: so does a reply of the command line', async () => {
  const since = new Date().toISOString();
  const told = await send();
  execFileSync(
    join(kBin, 'sx'),
    ['reply', told.link, '--code', told.code, '--out', join(deployment.folder, 'out'), '--body', 'Du terminal.'],
    { env: { ...process.env, XDG_CACHE_HOME: deployment.folder, XDG_CONFIG_HOME: deployment.folder } },
  );
  assert.match(await readProtected(await replySince(since)), /Du terminal\./);
});

test('A14: it ends only by a code to the same mobile', async () => {
  const { page } = camille;
  await page.goto(`${deployment.origin}/account`);
  assert.equal(await page.getAttribute('#mobile', 'readonly'), '');
  await page.uncheck('#protects');
  const text = await textOf(() => page.click('#replies-section button[type=submit]'));
  await page.waitForSelector('#replies-section #code');
  await camille.checkBoth('account-ending');
  await page.fill('#code', /^\d{3} \d{3}/.exec(text)[0]);
  await page.click('#mobile-code button');
  await page.waitForSelector('#protects:not(:checked)');
});

test('A14: without a way to send the code nothing is sent, and who replies is told why', async () => {
  const { page } = camille;
  await page.check('#protects');
  await page.click('#replies-section button[type=submit]');
  await page.waitForSelector('#protects:checked');
  const told = await send();
  await deployment.kill();
  deployment.environment.SX_SMS_DRIVER = 'none';
  await deployment.serve();
  const reader = await Visitor.open(browser);
  await reader.page.goto(told.link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', told.code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#reply:not([hidden])');
  await reader.page.click('#reply-body');
  await reader.page.keyboard.type('Rien ne se perd.');
  await reader.page.click('#reply-send');
  await reader.page.waitForSelector('#reply-failure:not([hidden])');
  assert.match(await reader.page.innerText('#reply-failure-text'), /protège ses retours par SMS/);
  await reader.checkBoth('reply-unprotectable');
  assert.match(await reader.page.innerText('#reply-body'), /Rien ne se perd\./);
  await reader.close();
  await page.goto(`${deployment.origin}/account`);
  assert.ok(await page.isDisabled('#protects'));
});
