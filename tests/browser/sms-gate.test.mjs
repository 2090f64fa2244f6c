// Tests the code by SMS that the recipient requests (rows A4 and I8), and that a robot pressing every button uses
// nothing up (P2, I1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, until, Visitor } from './rig.mjs';

const kMobile = { number: '514 555-0142', country: 'CA' };
let deployment, browser, sender, letter, wire;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  ({ sender, letter, wire } = await nodeClient(deployment));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function sent(more = {}) {
  const done = await sender().send(
    letter([], {
      asksCode: false,
      recipients: [{ address: 'louis@exemple.com', password: null, mobile: kMobile }],
      ...more,
    }),
  );
  return { id: done.id, ...done.recipients[0] };
}

async function texts() {
  const all = await (await fetch(`${deployment.origin}/dev/postbox.json`)).json();
  return all.filter(mail => mail.kind === 'sms').map(mail => mail.text);
}

const opensLeft = async id =>
  (await wire().json('GET', `/api/v1/messages/${id}`, undefined, { tries: 3, longestSeconds: 1 })).recipients[0]
    .opens_left;

test('A4: opens with the code that came by SMS, and not without it', async () => {
  const { link } = await sent();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  assert.equal(await page.innerText('[data-gate=sms] [data-gate-shown=to]'), '•••• 0142');
  await reader.checkBoth('gate-sms');
  // Phones offer the digits of a text where they are asked, and nothing looks as if it were typed already.
  for (const [field, autocomplete] of [
    ['#sms', 'one-time-code'],
    ['#code', 'off'],
  ]) {
    assert.equal(await page.getAttribute(field, 'autocomplete'), autocomplete);
    assert.equal(await page.getAttribute(field, 'placeholder'), null);
  }
  await page.click('#open');
  await page.waitForSelector('#sms-error:not([hidden])');
  const before = (await texts()).length;
  await page.click('[data-gate=sms] [data-gate-ask]');
  await page.waitForSelector('#sms-status:not(:empty)');
  const text = (
    await until('the text', async () => {
      const all = await texts();
      return all.length > before ? all : null;
    })
  ).find(each => each.includes('#'));
  const code = /#(\d{6})/.exec(text)[1];
  assert.match(text, new RegExp(`^${code}.*Notaires Boréal`), 'who sends it');
  await page.fill('#sms', code === '000000' ? '111111' : '000000');
  await page.click('#open');
  await page.waitForSelector('#gate-error:not([hidden])');
  await page.fill('#sms', code);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  assert.equal(await page.innerText('#body'), 'Bonjour');
  await reader.close();
});

test('A4: the wait before another code counts down, is said twice and no more, and outlives a reload', async () => {
  const { link } = await sent({ opens: 2 });
  const reader = await Visitor.open(browser);
  const { page } = reader;
  await page.clock.install();
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  const ask = page.locator('[data-gate=sms] [data-gate-ask]');
  await page.evaluate(() => {
    window.heard = [];
    new MutationObserver(() => window.heard.push(document.querySelector('#sms-status').textContent)).observe(
      document.querySelector('#sms-status'),
      { childList: true, characterData: true, subtree: true },
    );
  });
  await ask.click();
  await page.waitForFunction(() => /Code envoyé/.test(document.querySelector('#sms-status').textContent));
  assert.match(await ask.innerText(), /Autre code dans \d+ s/);
  assert.ok(await ask.isDisabled());
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'sms');
  await reader.checkBoth('gate-sms-wait');
  await page.clock.runFor(31_000);
  assert.equal(await ask.innerText(), 'Recevoir un autre code');
  assert.ok(await ask.isEnabled());
  const heard = (await page.evaluate(() => window.heard)).filter(each => each !== '');
  assert.deepEqual(heard, [
    'Code envoyé. Il est valide 10 minutes. Vous pourrez en demander un autre dans 30 s.',
    'Vous pouvez maintenant demander un autre code.',
  ]);
  await reader.close();

  const again = await Visitor.open(browser, { locale: 'en-CA' });
  await again.page.goto(link.replace('#', '?lang=en#')); // the message is in French
  await again.page.waitForSelector('#read[data-state=gate]');
  assert.match(await again.page.innerText('[data-gate=sms] [data-gate-ask]'), /Another code in \d+ s/);
  await again.checkBoth('gate-sms-wait-en');
  await again.close();
});

test('A4: at the limit of a mobile the page says how long to wait, and whom to call', async () => {
  const strict = await Deployment.start({ SX_PLUGINS_SETTINGS_SMS_CODE_NUMBER_DAY: '1' });
  const client = await nodeClient(strict);
  const links = [];
  for (let i = 0; i < 2; i++) {
    const done = await client.sender().send(
      client.letter([], {
        asksCode: false,
        recipients: [{ address: 'louis@exemple.com', password: null, mobile: kMobile }],
      }),
    );
    links.push(done.recipients[0].link);
  }
  const reader = await Visitor.open(browser);
  const { page } = reader;
  for (const [link, words] of [
    [links[0], /Code envoyé/],
    [links[1], /Trop de codes.*Attendez environ \d+ (h|min|s).*appelez l’expéditeur/],
  ]) {
    await page.goto(link);
    await page.waitForSelector('#read[data-state=gate]');
    await page.click('[data-gate=sms] [data-gate-ask]');
    await page.waitForSelector('#sms-status:not(:empty)');
    assert.match(await page.innerText('#sms-status'), words);
  }
  assert.match(await page.innerText('[data-gate=sms] [data-gate-ask]'), /Autre code dans \d+ (h|min|s)/);
  await reader.check('gate-sms-limited');
  await reader.close();
  await strict.stop();
});

test('A4, I8: wrong codes bring a wait, then only the sender helps; his register names the gate', async () => {
  const { id, link } = await sent();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  for (let turn = 0; turn < 5; turn++) {
    await page.fill('#sms', '000000');
    await page.click('#open');
    await page.waitForFunction(
      left => document.querySelector('#gate-error:not([hidden])')?.textContent?.includes(String(left)),
      14 - turn,
    );
  }
  assert.match(await page.innerText('#gate-error'), /10 essais.*Attendez environ 1 min/s);
  await page.click('#open');
  await page.waitForFunction(() => /^\s*Trop d’essais/.test(document.querySelector('#gate-error')?.textContent ?? ''));
  await page.click('[data-gate=sms] [data-gate-ask]');
  await page.waitForFunction(() => /Trop d’essais/.test(document.querySelector('#sms-status').textContent));
  await reader.check('gate-sms-locked');
  const { events } = await wire().json('GET', `/api/v1/messages/events?message=${id}&kind=refusals`, undefined, {
    tries: 3,
    longestSeconds: 1,
  });
  assert.match(events.find(event => event.kind === 'wrong_secret').text, /\((code SMS|SMS code)\)/);
  await reader.close();
});

test('P2, I1: a robot that follows the link and presses every button takes no open', async () => {
  const { id, link } = await sent();
  const robot = await Visitor.open(browser);
  const { page } = robot;
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  for (let round = 0; round < 2; round++) {
    for (const button of await page.locator('main button:visible:enabled').all())
      await button.click({ timeout: 2000, noWaitAfter: true }).catch(() => undefined);
    await page
      .locator('#sms')
      .fill('123456')
      .catch(() => undefined);
  }
  assert.equal(await opensLeft(id), 1);
  await robot.close();
});

test('A4, A15: the composer asks for each recipient’s mobile and keeps what was typed wrong', async () => {
  const visitor = await Visitor.open(browser);
  const { page } = visitor;
  await visitor.signIn(deployment, 'camille.roy@example.com');
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  for (const address of ['louis@exemple.com', 'nadia@exemple.com']) {
    await page.fill('#recipient', address);
    await page.press('#recipient', 'Enter');
  }
  await page.fill('#subject', 'Dossier');
  await page.click('#body');
  await page.keyboard.type('Bonjour');
  await page.click('#gate-sms');
  assert.equal(await page.inputValue('#opens'), '3'); // the default of messages with gates
  await page.fill('#mobile-0', '514 555-0142');
  await visitor.checkBoth('composer-sms');
  await page.click('#send');
  await page.waitForSelector('#summary:not([hidden])');
  assert.match(await page.innerText('#summary-list'), /nadia@exemple\.com/);
  await page.fill('#mobile-1', '12');
  await page.click('#send');
  await page.waitForSelector('#mobile-1[aria-invalid=true]');
  await page.waitForFunction(() => document.querySelector('#summary-list')?.textContent?.includes('12'));
  assert.equal(await page.inputValue('#mobile-0'), '514 555-0142');
  assert.equal(await page.inputValue('#subject'), 'Dossier');
  await page.fill('#mobile-1', '438 555-0199');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');
  const mail = await deployment.mail('nadia@exemple.com');
  assert.match(mail.text, /SMS/);
  await visitor.close();
});
