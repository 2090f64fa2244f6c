// Tests the company's thesaurus (A16) and the warnings before sending (I7), from the administrator's list to the
// composer.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Deployment, launch, Visitor } from './rig.mjs';

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

async function addList(name, { words = '', kind = 'words', action = 'propose', gates = ['password'] }) {
  const { page } = sender;
  await page.goto(`${deployment.origin}/admin/thesaurus/new?lang=fr`);
  await page.fill('#name', name);
  await page.check(`#kind-${kind}`);
  await page.fill('#words', words);
  await page.check(`#action-${action}`);
  for (const gate of gates) await page.check(`#gate-${gate}`);
  await page.click('form.sx-card button[type=submit]');
  await page.waitForURL(/done=saved/);
}

async function compose(text, { to = 'louis@exemple.com', subject = 'Dossier' } = {}) {
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
  await page.fill('#recipient', to);
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', subject);
  await page.click('#body');
  await page.keyboard.type(text);
}

describe('A16: the thesaurus', () => {
  test('an administrator pastes a list, and finds it again', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/admin/thesaurus?lang=fr`);
    await sender.checkBoth('thesaurus-empty');
    await page.goto(`${deployment.origin}/admin/thesaurus/new?lang=fr`);
    await sender.checkBoth('thesaurus-list');
    await addList('Identité', { words: 'NAS; carte de crédit\nnuméro de passeport', action: 'propose' });
    await addList('Santé', { words: 'diagnostic, ordonnance', action: 'force' });
    await addList('Cartes', { kind: 'card', action: 'force' });
    assert.match(await page.innerText('tbody'), /NAS, carte de crédit, numéro de passeport/);
    await sender.checkBoth('thesaurus');
    await page.goto(`${deployment.origin}/admin/thesaurus?q=ordonnance`);
    assert.equal(await page.locator('tbody tr').count(), 1);
  });

  test('a forced rule turns the gate on, says why, and does not let it be taken off while the word is there', async () => {
    const { page } = sender;
    await compose('Voici le DIAGNOSTIC de Louis');
    await page.waitForSelector('#gate-password[aria-pressed=true][aria-disabled=true]');
    await page.keyboard.type(' et la suite');
    assert.match(await page.innerText('#body'), /DIAGNOSTIC de Louis et la suite/, 'the caret stays where it was');
    assert.match(await page.innerText('#advice'), /«\sdiagnostic\s» \(Santé\).*exige une protection \(mot de passe\)/);
    assert.match(await page.innerText('#advice'), /hors de votre organisation\s: louis@exemple\.com/);
    await page.click('#gate-password', { force: true });
    assert.equal(await page.getAttribute('#gate-password', 'aria-pressed'), 'true');
    await sender.checkBoth('advice-forced');
    await page.click('#body');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Rien de tel');
    await page.waitForSelector('#gate-password:not([aria-disabled])');
    await page.click('#gate-password');
    assert.equal(await page.getAttribute('#gate-password', 'aria-pressed'), 'false');
  });

  test('a forced rule holds for every recipient: nobody goes without, and who has a password of their own needs no other (A3)', async () => {
    const { page } = sender;
    await compose('Bonjour');
    await page.fill('#recipient', 'nadia@exemple.com');
    await page.press('#recipient', 'Enter');
    for (const [number, choice] of [
      [0, 'own'],
      [1, 'none'],
    ]) {
      await page.locator('#recipients > li').nth(number).locator('[data-part=rules-toggle]').click();
      await page.selectOption(`#password-choice-${number}`, choice);
    }
    await page.click('#body');
    await page.keyboard.type(' diagnostic');
    await page.waitForSelector('#gate-password[aria-pressed=true][aria-disabled=true]');
    assert.equal(await page.inputValue('#password-choice-1'), 'all', 'nobody goes without');
    assert.ok(await page.locator('#password-choice-1 option[value=none]').isDisabled());
    assert.equal(await page.inputValue('#password-choice-0'), 'own');
    await sender.checkBoth('advice-own-rules');
    await page.selectOption('#password-choice-1', 'own');
    await page.waitForSelector('#gate-password:not([aria-disabled])');
    await page.click('#gate-password');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    assert.equal(await page.locator('#done-recipients [data-part=password-field]:visible').count(), 2);
  });

  test('a proposed one asks before sending, and the message leaves as chosen', async () => {
    const { page } = sender;
    await compose('Son nas est ci-joint.', { to: 'nadia@exemple.com' });
    await page.click('#send');
    await page.waitForSelector('#advice-dialog[open]');
    assert.match(await page.innerText('#advice-text'), /«\sNAS\s» \(Identité\)/);
    await sender.check('advice-dialog');
    await page.click('#advice-back');
    assert.ok(await page.isVisible('#editing'));
    await page.click('#send');
    await page.click('#advice-add');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    assert.ok(await page.isVisible('#done-password'), 'with a password');
    await compose('Son nas est ci-joint.', { to: 'nadia@exemple.com' });
    await page.click('#send');
    await page.click('#advice-without');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    assert.ok(!(await page.isVisible('#done-password')), 'without');
  });

  test('a card number is known by its digits, and none of the text leaves the page for the check', async () => {
    const { page } = sender;
    const asked = [];
    page.on('request', request => asked.push(`${request.url()} ${request.postData() ?? ''}`));
    await compose('Ma carte : 4111 1111 1111 1111');
    await page.waitForSelector('#gate-password[aria-disabled=true]');
    assert.match(await page.innerText('#advice'), /•••• 1111/);
    assert.ok(!(await page.innerText('#advice')).includes('4111'), 'the number is not repeated');
    assert.deepEqual(
      asked.filter(each => /4111|carte/.test(decodeURIComponent(each))),
      [],
    );
  });
});

describe('templates of options', () => {
  test('are saved from a message, applied beforehand, and ordered on their page', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/new?lang=fr`);
    await page.waitForSelector('#templates[data-ready]');
    await page.fill('#opens', '7');
    await page.fill('#expiry', '36');
    await page.selectOption('#expiry-unit', '1');
    await page.click('#template-save');
    await page.click('#template-form button[type=submit]');
    await page.waitForSelector('#template-error:not([hidden])');
    await page.fill('#template-name', 'Actes');
    await page.check('#template-default');
    await sender.check('template-dialog');
    await page.click('#template-form button[type=submit]');
    await page.waitForSelector('#template-dialog', { state: 'hidden' });
    await page.click('#cancel');
    await page.click('#discard-yes');
    await page.waitForURL(/\/messages$/);
    await page.goto(`${deployment.origin}/messages/new?lang=fr`);
    await page.waitForSelector('#templates[data-ready]');
    assert.deepEqual(
      [await page.inputValue('#opens'), await page.inputValue('#expiry'), await page.inputValue('#expiry-unit')],
      ['7', '36', '1'],
    );
    assert.equal(await page.locator('#template option:checked').innerText(), 'Actes');
    await page.fill('#opens', '2');
    await page.selectOption('#template', { label: 'Actes' });
    await sender.checkBoth('composer-template');
    await page.goto(`${deployment.origin}/messages/templates?lang=fr`);
    assert.match(await page.innerText('tbody'), /Actes\s+À vous\s+7 ouvertures, 36 heures, Français\s+Par défaut/);
    await sender.checkBoth('templates');
    await page.click('tbody form:last-child button');
    await page.waitForURL(/done=deleted/);
    assert.match(await page.innerText('main'), /Aucun modèle/);
  });
});

describe('I7: warnings', () => {
  test('the password in the subject or the text', async () => {
    const { page } = sender;
    await compose('Bonjour');
    await page.click('#gate-password');
    await page.fill('#password', 'Érable-Rouge-7');
    await page.fill('#subject', 'Votre code : érable-rouge-7');
    await page.waitForSelector('#secret-warning:not([hidden])');
    await page.fill('#subject', 'Dossier');
    await page.waitForSelector('#secret-warning', { state: 'hidden' });
  });

  test('an address that looks mistyped, and a number of recipients that is near the most', async () => {
    const { page } = sender;
    await compose('Bonjour', { to: 'louis@gmial.com' });
    assert.match(await page.innerText('#recipients'), /louis@gmail\.com/);
    await page.fill('#recipient', Array.from({ length: 45 }, (_, i) => `personne${i}@exemple.com`).join(', '));
    await page.click('#recipient-add');
    await page.waitForSelector('#advice-note:not([hidden])');
    assert.match(await page.innerText('#advice'), /46 destinataires sur 50 au plus/);
  });
});
