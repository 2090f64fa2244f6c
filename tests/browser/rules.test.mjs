// Tests the rules for recipients' domains (D7, J6, I12) as people meet them: an administrator sets them, the composer
// obeys, and the dry run says what would happen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Deployment, kDesk, launch, Visitor } from './rig.mjs';

let deployment, browser, sender;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  sender = await Visitor.open(browser);
  await sender.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function addRule(domain, protection, { gates = [], opens = '', applies = 'all' } = {}) {
  const { page } = sender;
  await page.goto(`${deployment.origin}/admin/rules/new?lang=fr`);
  await page.fill('#domain', domain);
  await page.check(`#applies-${applies}`);
  await page.check(`#protection-${protection}`);
  for (const gate of gates) await page.check(`#gate-${gate}`);
  await page.fill('#opens_max', opens);
  await page.click('form.sx-card button[type=submit]');
  await page.waitForURL(/done=saved/);
}

async function compose(...to) {
  const { page } = sender;
  const start = async () => {
    await page.goto(`${deployment.origin}/messages/new?lang=fr`);
    await page.waitForSelector('#advice[data-ready]', { state: 'attached' });
  };
  await start();
  await page.click('#cancel'); // discards the draft of an earlier test
  await page.click('#discard-yes');
  await page.waitForURL(/\/messages$/);
  await start();
  for (const each of to) await add(each);
  await page.fill('#subject', 'Acte de vente');
  await page.click('#body');
  await page.keyboard.type('Bonjour');
}

async function add(address) {
  await sender.page.fill('#recipient', address);
  await sender.page.press('#recipient', 'Enter');
}

describe('the page of the rules', () => {
  test('an administrator forbids a domain, and finds the rules in the order in which they decide', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/admin/rules?lang=fr`);
    await sender.checkBoth('rules-empty');
    await page.goto(`${deployment.origin}/admin/rules/new?lang=fr`);
    await page.fill('#domain', 'pas un domaine');
    await page.click('form.sx-card button[type=submit]');
    await page.waitForSelector('#domain-error');
    await sender.checkBoth('rule-error');
    await addRule('*', 'default', { gates: ['password'], applies: 'with_files' });
    await addRule('Interdit.example', 'forbidden');
    await addRule('banque.example', 'mandatory', { gates: ['sms'], opens: '2' });
    await addRule('école.example', 'off');
    const rows = await page.locator('tbody tr').allInnerTexts();
    assert.match(rows[0], /banque\.example[^]*Obligatoire[^]*SMS[^]*2 ouvertures au plus/);
    assert.match(rows[1], /interdit\.example[^]*Interdit/);
    assert.match(rows[2], /école\.example[^]*Libre/);
    assert.match(rows[3], /Tous les domaines[^]*fichiers[^]*Choisie d’avance/);
    await sender.checkBoth('rules');
  });

  test('a rule is changed and removed, which says what that means', async () => {
    const { page } = sender;
    await addRule('provisoire.example', 'mandatory', { gates: ['password'] });
    await page.click('a:has-text("provisoire.example")');
    await page.check('#protection-forbidden');
    await page.click('form.sx-card button[type=submit]');
    await page.waitForURL(/done=saved/);
    await page.click('a:has-text("provisoire.example")');
    await page.click('[data-sx-dialog]');
    await page.waitForSelector('#delete-dialog[open]');
    assert.match(await page.innerText('#delete-dialog'), /des messages peuvent partir vers ce domaine/);
    await sender.check('rule-delete');
    await page.click('#delete-dialog button[type=submit]');
    await page.waitForURL(/done=deleted/);
    assert.ok(!(await page.innerText('main')).includes('provisoire'));
  });
});

describe('the composer obeys', () => {
  test('a forbidden recipient is named at the field, and nothing leaves', async () => {
    const { page } = sender;
    await compose('ana@interdit.example');
    await page.waitForSelector('#recipient-error:not([hidden])');
    assert.match(await page.innerText('#recipient-error'), /ne laisse rien partir vers ana@interdit\.example/);
    await page.click('#send');
    await page.waitForSelector('[data-sx="summary/1"]:not([hidden]), #recipient[aria-invalid=true]');
    await sender.checkBoth('composer-forbidden');
    assert.ok(await page.isVisible('#editing'));
    await page.locator('#recipients > li [data-part=remove]').click();
    await page.waitForSelector('#recipient-error', { state: 'hidden' });
  });

  test('a required protection is locked on, says who set it, and the opens are limited', async () => {
    const { page } = sender;
    await compose('louis@banque.example');
    await page.waitForSelector('#gate-sms[aria-pressed=true][aria-disabled=true]');
    assert.match(await page.innerText('#options'), /Fixé par votre entreprise/);
    // Who may change the rules is led to them; everybody else would read who can.
    assert.equal(await page.locator('[data-part=gates-page][href="/admin/rules"]:visible').count(), 1);
    assert.ok(await page.isHidden('[data-part=gates-who]'));
    await page.click('#gate-sms', { force: true });
    assert.equal(await page.getAttribute('#gate-sms', 'aria-pressed'), 'true');
    assert.ok(await page.locator('#gate-sms .sx-toggle-lock').isVisible());
    await page.fill('#opens', '3');
    await page.press('#opens', 'Tab');
    await page.waitForSelector('#opens-error:not([hidden])');
    assert.match(await page.innerText('#opens-hint'), /de 1 à 2 · Fixé par votre entreprise/);
    await sender.checkBoth('composer-locked');
    await page.fill('#opens', '2');
    await page.locator('#recipients > li [data-part=mobile]').fill('514 555-0142');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  });

  test('a rule for one of two recipients is theirs alone', async () => {
    const { page } = sender;
    await compose('louis@banque.example', 'zoe@exemple.com');
    await page.waitForSelector('#advice-note:not([hidden])');
    await page.waitForFunction(() => document.querySelector('#sms-choice-0')?.value === 'own');
    assert.equal(await page.inputValue('#sms-choice-1'), 'all');
    assert.equal(await page.getAttribute('#gate-sms', 'aria-pressed'), 'false');
    await page.locator('#recipients > li').first().locator('[data-part=rules-toggle]').click();
    assert.ok(await page.locator('#sms-choice-0 option[value=none]').isDisabled());
    assert.ok(await page.locator('#sms-choice-0 option[value=all]').isDisabled());
    await sender.checkBoth('composer-one-locked');
  });

  test('a protection chosen beforehand is on, and may be turned off', async () => {
    const { page } = sender;
    await compose('zoe@exemple.com');
    await page.setInputFiles('input[type=file]', {
      name: 'Acte.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('acte'),
    });
    await page.waitForSelector('#gate-password[aria-pressed=true]');
    await page.click('#gate-password');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    assert.ok(!(await page.isVisible('#done-password')));
  });
});

describe('I12: the dry run', () => {
  for (const [language, verdicts] of [
    ['fr', [/ne partirait pas/, /Cela partirait/]],
    ['en', [/would not leave/, /It would leave/]],
  ])
    test(`says what would happen, and which rule decides (${language})`, async () => {
      const { page } = sender;
      await page.goto(`${deployment.origin}/admin/rules/try?lang=${language}`);
      await page.setViewportSize(kDesk);
      await page.fill('#to', 'louis@banque.example\nana@interdit.example');
      await page.click('form.sx-card button[type=submit]');
      await page.waitForSelector('#verdict');
      assert.match(await page.innerText('#verdict'), verdicts[0]);
      assert.match(await page.innerText('#by'), /banque\.example[^]*louis@banque\.example[^]*interdit\.example/);
      await sender.checkBoth(`dry-run-refused-${language}`);
      await page.fill('#to', 'louis@banque.example');
      await page.check('#gate-sms');
      await page.click('form.sx-card button[type=submit]');
      await page.waitForFunction(() => document.querySelectorAll('#by > li').length === 1);
      assert.match(await page.innerText('#verdict'), verdicts[1]);
      await sender.checkBoth(`dry-run-${language}`);
    });
});
