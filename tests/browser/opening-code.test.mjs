// Tests who is asked for the opening code (rows A12, I1, J1): those whom neither a password nor a code by SMS protects,
// everybody if the sender or the company wants it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { codeIn, Deployment, launch, linksOf, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kSecret = 'Érable-Rouge-7';
let deployment, browser, sender;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  sender = await Visitor.open(browser);
  await sender.signIn(deployment, kSender);
  sender.page.on('dialog', dialog => dialog.accept()); // a code that was not copied
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const pressed = page => page.getAttribute('#gate-code', 'aria-pressed');
const hint = page => page.innerText('#gate-code-hint');
const rulesOf = (page, number) => page.locator('#recipients > li').nth(number).locator('[data-part=rules-toggle]');
const readLink = mail =>
  linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')) ?? assert.fail('the mail holds no link');

/** Writes a message in an empty composer, whatever an earlier test left. */
async function compose(to, { visitor = sender, language = 'fr', text = 'Bonjour' } = {}) {
  const { page } = visitor;
  const start = async () => {
    await page.goto(`${deployment.origin}/messages/new?lang=${language}`);
    await page.waitForSelector('#advice[data-ready]', { state: 'attached' });
  };
  await start();
  await page.click('#cancel');
  await page.click('#discard-yes');
  await page.waitForURL(/\/messages$/);
  await start();
  for (const address of to) {
    await page.fill('#recipient', address);
    await page.press('#recipient', 'Enter');
  }
  await page.fill('#subject', 'Dossier');
  await page.click('#body');
  await page.keyboard.type(text);
  await page.selectOption('#language', language);
  return page;
}

async function send(page) {
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');
}

/** Opens a link and waits for its gate. */
async function reading(link) {
  const reader = await Visitor.open(browser);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  return reader;
}

async function opens(reader, fields, text = 'Bonjour') {
  for (const [field, value] of Object.entries(fields)) await reader.page.fill(field, value);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]');
  assert.equal(await reader.page.innerText('#body'), text);
  await reader.close();
}

describe('in the composer', () => {
  test('the code goes off with a password or a code by SMS, comes back, and may be asked all the same', async () => {
    const page = await compose(['louis@exemple.com']);
    assert.equal(await pressed(page), 'true');
    assert.match(await hint(page), /Six caractères/);
    await page.click('#gate-password');
    assert.equal(await pressed(page), 'false');
    assert.match(await hint(page), /n’est pas nécessaire ici/);
    assert.equal(await page.isVisible('#gates-warning'), false, 'the password stands there');
    await sender.checkBoth('opening-code-needless');
    await page.click('#gate-password');
    assert.equal(await pressed(page), 'true', 'with neither, as before');
    await page.click('#gate-sms');
    assert.equal(await pressed(page), 'false');
    // The sender's own choice stays whatever follows.
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'true');
    await page.click('#gate-password');
    await page.click('#gate-sms');
    assert.equal(await pressed(page), 'true');
    await page.waitForSelector('#composer[data-draft=kept]');
    await page.reload();
    await page.waitForSelector('#composer[data-ready]');
    assert.equal(await pressed(page), 'true', 'and after a reload');
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'false');
    await page.click('#gate-password');
    assert.equal(await pressed(page), 'true', 'no choice any more: it follows the other gates');
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'false');
    assert.ok(await page.isVisible('#gates-warning'), 'off by choice, with nothing else');
    await page.click('#gate-password');
    await page.click('#gate-password');
    assert.equal(await pressed(page), 'false', 'off by choice stays, with its warning');
    assert.ok(await page.isVisible('#gates-warning'));
  });

  test('recipients with rules of their own make it asked of some, and each gets what they need', async () => {
    const page = await compose(['louis@exemple.com', 'nadia@exemple.com']);
    await page.click('#gate-password');
    await page.fill('#password', kSecret);
    await rulesOf(page, 1).click();
    await page.selectOption('#password-choice-1', 'none');
    assert.equal(await pressed(page), 'mixed');
    assert.match(await hint(page), /demandé seulement aux destinataires sans mot de passe ni code par SMS/);
    assert.equal(await page.isVisible('#gates-warning'), false, 'nobody has nothing');
    await sender.checkBoth('opening-code-some');
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'true');
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'false');
    assert.ok(await page.isVisible('#gates-warning'), 'Nadia would have nothing');
    await page.click('#gate-code');
    assert.equal(await pressed(page), 'mixed', 'each as they need');
    const since = new Date().toISOString();
    await send(page);
    assert.match(await page.innerText('#done-steps'), /Celui qui n’a ni mot de passe ni code par SMS tape le code/);
    await sender.checkBoth('opening-code-some-done');
    const [louis, nadia] = await Promise.all(
      ['louis@exemple.com', 'nadia@exemple.com'].map(to => deployment.mail(to, mail => mail.at >= since)),
    );
    assert.doesNotMatch(louis.text, /code d’ouverture/i);
    assert.match(louis.text, /Protections.*Mot de passe$/m);
    const reader = await reading(readLink(louis));
    assert.equal(await reader.page.isVisible('#code'), false);
    await reader.checkBoth('opening-code-password-gate');
    await opens(reader, { '#password': kSecret });
    const other = await reading(readLink(nadia));
    assert.equal(await other.page.isVisible('#password'), false);
    await other.page.fill('#code', '222222');
    await other.page.click('#open');
    await other.page.waitForSelector('#code-error:not([hidden])');
    await page.click('#done-detail');
    await page.waitForSelector('#message');
    assert.match(await page.innerText('main'), /Code refusé 1 fois/);
    await opens(other, { '#code': codeIn(nadia) });

    // Only a new notice to Nadia has a new code to speak of.
    await page.waitForSelector('[data-part=resend]:visible');
    const states = page.locator('[data-part=resend-state]');
    for (const [number, says] of [
      [0, false],
      [1, true],
    ]) {
      await page.locator('[data-part=resend]').nth(number).click();
      await page.waitForFunction(
        at => document.querySelectorAll('[data-part=resend-state]')[at].textContent !== '',
        number,
      );
      assert.equal(/ne fonctionne plus/.test(await states.nth(number).innerText()), says);
    }
  });

  test('a message with a password opens with the link and the password alone, in English', async () => {
    const page = await compose(['owen@exemple.com'], { language: 'en', text: 'Hello' });
    await page.click('#gate-password');
    await page.fill('#password', kSecret);
    assert.match(await hint(page), /is not needed here/);
    await sender.checkBoth('opening-code-needless-en');
    const since = new Date().toISOString();
    await send(page);
    assert.doesNotMatch(await page.innerText('#done-steps'), /opening code/);
    const mail = await deployment.mail('owen@exemple.com', found => found.at >= since);
    assert.doesNotMatch(mail.text, /opening code/i);
    await opens(await reading(readLink(mail)), { '#password': kSecret }, 'Hello');
  });

  test('a rule of the thesaurus that forces the code asks everybody', async () => {
    await sender.page.goto(`${deployment.origin}/admin/thesaurus/new?lang=fr`);
    await sender.page.fill('#name', 'Successions');
    await sender.page.fill('#words', 'testament');
    await sender.page.check('#action-force');
    await sender.page.check('#gate-code');
    await sender.page.click('form.sx-card button[type=submit]');
    await sender.page.waitForURL(/done=saved/);
    const page = await compose(['louis@exemple.com', 'nadia@exemple.com']);
    await rulesOf(page, 0).click();
    await page.selectOption('#password-choice-0', 'own');
    assert.equal(await pressed(page), 'mixed');
    await page.click('#body');
    await page.keyboard.type(' testament');
    await page.waitForSelector('#gate-code[aria-pressed=true][aria-disabled=true]');
    await page.selectOption('#delivery', 'link');
    await send(page);
    const codes = await page
      .locator('#done-recipients [data-part=code]')
      .evaluateAll(all => all.map(each => each.value));
    assert.ok(codes.every(code => code.length === 6) && codes.length === 2, codes.join());
  });
});

describe('J1: constant protection', () => {
  test('its administrator turns it on', async () => {
    const admin = await Visitor.open(browser);
    await admin.signIn(deployment, 'marc.tremblay@example.com');
    await admin.page.goto(`${deployment.origin}/admin/settings?lang=fr`);
    assert.match(await admin.page.innerText('main'), /Protection constante/);
    await admin.page.selectOption('#sealed-constant_protection', 'true');
    await admin.page.click('.sx-savebar button');
    await admin.page.waitForURL(/done=saved/);
    await admin.checkBoth('constant-protection-setting');
    await admin.close();
  });

  for (const [language, says] of [
    ['fr', /votre entreprise le fait taper à chaque ouverture/],
    ['en', /your company has everybody type it at each open/],
  ])
    test(`everybody is asked for the code, whatever else protects (${language})`, async () => {
      const page = await compose(['louis@exemple.com'], { language });
      await page.click('#gate-password');
      await page.fill('#password', kSecret);
      assert.equal(await pressed(page), 'true');
      assert.match(await hint(page), says);
      await page.click('#gate-code', { force: true });
      assert.equal(await pressed(page), 'true', 'nobody turns it off');
      await page.waitForSelector('#gate-code[aria-disabled=true]');
      await sender.checkBoth(`constant-protection-${language}`);
      const since = new Date().toISOString();
      await send(page);
      const mail = await deployment.mail('louis@exemple.com', found => found.at >= since);
      const reader = await reading(readLink(mail));
      await reader.page.fill('#password', kSecret);
      await reader.page.click('#open');
      await reader.page.waitForSelector('#code-error:not([hidden])');
      await opens(reader, { '#code': codeIn(mail) });
    });
});

describe('J1: how the code travels', () => {
  const choose = async way => {
    const admin = await Visitor.open(browser);
    await admin.signIn(deployment, 'marc.tremblay@example.com');
    await admin.page.goto(`${deployment.origin}/admin/branding?lang=fr`);
    await admin.page.check(`#sealed-code_delivery-${way}`);
    await admin.page.uncheck('#sealed-constant_protection');
    await admin.page.click('#brand button[type=submit]');
    await admin.page.waitForURL(/done=saved/);
    assert.ok(await admin.page.isChecked(`#sealed-code_delivery-${way}`));
    await admin.close();
  };

  test('in a second mail, which holds no link', async () => {
    await choose('mail');
    const page = await compose(['louis@exemple.com']);
    assert.match(await hint(page), /dans un courriel à part/);
    const since = new Date().toISOString();
    await send(page);
    assert.equal(await page.isVisible('#done-codes'), false);
    const notice = await deployment.mail('louis@exemple.com', mail => mail.at >= since && mail.text.includes('#k1_'));
    const second = await deployment.mail(
      'louis@exemple.com',
      mail => mail.at >= since && /^Code d’ouverture/.test(mail.subject),
    );
    assert.doesNotMatch(second.text + second.html, /\/m\/|#k1_/);
    assert.match(notice.text, /second courriel/);
    const reader = await reading(readLink(notice));
    assert.match(await reader.page.innerText('#code-help'), /second courriel/);
    await reader.checkBoth('code-delivery-mail-gate');
    await opens(reader, { '#code': codeIn(second) });
  });

  test('not by mail: the sender is shown it, and gives it', async () => {
    await choose('author');
    const page = await compose(['louis@exemple.com']);
    assert.match(await hint(page), /que vous donnez vous-même/);
    const since = new Date().toISOString();
    await send(page);
    assert.ok(await page.isVisible('#done-codes'));
    await sender.checkBoth('code-delivery-author-done');
    const code = await page.inputValue('#done-recipients [data-part=code]');
    assert.equal(code.length, 6);
    const mail = await deployment.mail('louis@exemple.com', found => found.at >= since);
    for (const shown of [code, `${code.slice(0, 3)}-${code.slice(3)}`])
      assert.ok(!`${mail.subject}${mail.text}${mail.html}`.includes(shown), 'the mail holds the code');
    // The device kept the code beside the link, so that who forgot it finds it where the notice is sent again.
    await page.click('#done-detail');
    await page.waitForSelector('[data-part=resend]:visible');
    await page.click('[data-part=resend]');
    await page.waitForFunction(() => document.querySelector('[data-part=resend-state]').textContent !== '');
    assert.match(await page.innerText('[data-part=resend-state]'), new RegExp(`reste ${code}`));
    const reader = await reading(readLink(mail));
    assert.match(await reader.page.innerText('#code-hint'), /que l’expéditeur vous donne/);
    await reader.checkBoth('code-delivery-author-gate');
    await opens(reader, { '#code': code });
  });
});
