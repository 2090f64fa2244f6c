// Tests how a sender protects a message: recipients with their own gates (A1, A3, A4, A5), the company's password
// suggestion (A3), and option templates that keep the gates (A4).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, kBin, kPhone, kRoot, launch, until, Visitor } from './rig.mjs';

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

/** Opens an empty composer, whatever an earlier test left. */
async function compose(visitor = sender, { at = deployment, language = 'fr' } = {}) {
  const { page } = visitor;
  const start = async () => {
    await page.goto(`${at.origin}/messages/new?lang=${language}`);
    await page.waitForSelector('#templates[data-ready]');
  };
  await start();
  await page.click('#cancel');
  await page.click('#discard-yes');
  await page.waitForURL(/\/messages$/);
  await start();
  return page;
}

async function suggestions(page, field, button, count) {
  const all = [];
  for (let i = 0; i < count; i++) {
    await page.click(button);
    all.push(await page.inputValue(field));
  }
  return all;
}

describe('A3: the password suggestion', () => {
  test('has twelve characters, one of each sort, none that looks like another', async () => {
    const page = await compose();
    await page.click('#gate-password');
    const all = await suggestions(page, '#password', '#password-field [data-part=password-suggest]', 40);
    assert.equal(new Set(all).size, all.length);
    for (const each of all) {
      assert.equal(each.length, 12);
      for (const sort of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) assert.match(each, sort);
      assert.doesNotMatch(each, /[0O1lIi]/);
    }
    await page.click('#password-field [data-part=password-copy]');
    await page.waitForFunction(
      () => document.querySelector('#password-field [data-part=password-state]').textContent !== '',
    );
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), all.at(-1));
  });

  test('is as long and made of what the company’s settings say, in the composer and for a reply', async () => {
    const strict = await Deployment.start({
      SX_MESSAGES_PASSWORD_LENGTH: '20',
      SX_MESSAGES_PASSWORD_CHARACTERS: 'digits',
    });
    try {
      const visitor = await Visitor.open(browser);
      await visitor.signIn(strict, 'camille.roy@example.com');
      const page = await compose(visitor, { at: strict });
      await page.click('#gate-password');
      assert.match(await page.inputValue('#password'), /^[2-9]{20}$/);
      await visitor.close();

      const { sender: client, letter } = await nodeClient(strict);
      const {
        recipients: [{ link }],
      } = await client().send(letter([], { asksCode: false }));
      const reader = await Visitor.open(browser);
      await reader.page.goto(link);
      await reader.page.waitForSelector('#read[data-state=gate]');
      await reader.page.click('#open');
      await reader.page.waitForSelector('#read[data-state=reading]');
      await reader.page.click('#reply-protect summary');
      assert.equal(await reader.page.inputValue('#reply-password'), '', 'on request only');
      const [suggested] = await suggestions(
        reader.page,
        '#reply-password',
        '#reply-protect [data-part=password-suggest]',
        1,
      );
      assert.match(suggested, /^[2-9]{20}$/);
      await reader.checkBoth('reply-password');
      await reader.close();
    } finally {
      await strict.stop();
    }
  });

  test('settings that make no password are refused at start, at their place', () => {
    for (const [setting, fault] of [
      ['password_characters: []', /has less than 1 entries/],
      ['password_characters: [digits, letters]', /expects upper, lower, digits, special/],
      ['password_length: 7', /is less than 8/],
      ['password_length: 65', /is more than 64/],
    ]) {
      const config = join(deployment.folder, 'wrong.yaml');
      const text = readFileSync(join(kRoot, 'config/demo.yaml'), 'utf8').replace(
        '    messages:\n',
        `    messages:\n      ${setting}\n`,
      );
      for (const beside of ['plans.yaml', 'taxes.yaml', 'terms.yaml'])
        copyFileSync(join(kRoot, 'config', beside), join(deployment.folder, beside));
      writeFileSync(config, text);
      const line = text.split('\n').findIndex(each => each.includes(setting)) + 1;
      for (const verb of ['check-config', 'serve']) {
        assert.throws(
          () =>
            execFileSync(join(kBin, 'sxserver'), [verb, '--config', config], {
              env: deployment.environment,
              encoding: 'utf8',
              stdio: 'pipe',
            }),
          error => {
            const said = error.stdout + error.stderr;
            assert.match(said, fault);
            assert.match(
              said,
              new RegExp(`wrong\\.yaml:${line}:\\d+: plugins\\.settings\\.messages\\.${setting.split(':')[0]} `),
            );
            return true;
          },
        );
      }
    }
  });
});

test('A4: a template keeps whether a code by SMS is asked', async () => {
  let page = await compose();
  await page.click('#gate-sms'); // and with it the opening code off
  await page.click('#template-save');
  await page.fill('#template-name', 'Banque');
  await page.click('#template-form button[type=submit]');
  await page.waitForSelector('#template-dialog', { state: 'hidden' });
  page = await compose();
  assert.deepEqual(
    [await page.getAttribute('#gate-sms', 'aria-pressed'), await page.getAttribute('#gate-code', 'aria-pressed')],
    ['false', 'true'],
  );
  await page.selectOption('#template', { label: 'Banque' });
  assert.deepEqual(
    [await page.getAttribute('#gate-sms', 'aria-pressed'), await page.getAttribute('#gate-code', 'aria-pressed')],
    ['true', 'false'],
  );
  await page.goto(`${deployment.origin}/messages/templates?lang=fr`);
  assert.match(await page.innerText('tbody'), /Banque[\s\S]*code par SMS/);
});

describe('A1, A3, A4, A5: recipients with gates of their own', () => {
  const kLouis = 'Érable-Rouge-7',
    kNadia = 'Sapin-Bleu-48';
  const kept = page => page.waitForSelector('#composer[data-draft=kept]');

  async function write(page, people) {
    for (const each of people) {
      await page.fill('#recipient', each);
      await page.press('#recipient', 'Enter');
    }
    await page.fill('#subject', 'Dossier');
    await page.click('#body');
    await page.keyboard.type('Bonjour');
  }

  const row = (page, number) => page.locator('#recipients > li').nth(number);
  const rulesOf = (page, number) => row(page, number).locator('[data-part=rules-toggle]');
  const summary = (page, number) => row(page, number).locator('[data-part=rules-summary]').innerText();

  async function reading(link) {
    const reader = await Visitor.open(browser);
    await reader.page.goto(link);
    await reader.page.waitForSelector('#read[data-state=gate]');
    return reader;
  }

  async function refuses(reader, fields) {
    for (const [field, value] of Object.entries(fields)) await reader.page.fill(field, value);
    await reader.page.click('#open');
    await reader.page.waitForSelector('#gate-error:not([hidden])');
  }

  async function opens(reader, fields) {
    for (const [field, value] of Object.entries(fields)) await reader.page.fill(field, value);
    await reader.page.click('#open');
    await reader.page.waitForSelector('#read[data-state=reading]');
    assert.equal(await reader.page.innerText('#body'), 'Bonjour');
  }

  test('are chosen row by row, survive a reload, and each link opens with its own', async () => {
    const page = await compose();
    await write(page, ['Louis Gagné <louis@exemple.com>', 'nadia@exemple.com', 'owen@exemple.com']);
    await rulesOf(page, 0).focus();
    await page.keyboard.press('Enter');
    assert.equal(await rulesOf(page, 0).getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'password-choice-0', 'by the keyboard alone');
    await page.selectOption('#password-choice-0', 'own');
    assert.match(await page.inputValue('#password-0'), /^.{12}$/, 'one is suggested');
    await page.fill('#password-0', kLouis);
    await page.selectOption('#opens-choice-0', 'own');
    assert.equal(await page.inputValue('#opens-0'), '3', 'as messages with gates have');
    await rulesOf(page, 1).click();
    await page.selectOption('#password-choice-1', 'own');
    await page.fill('#password-1', kNadia);
    await page.selectOption('#sms-choice-1', 'own');
    await page.fill('#mobile-1', '514 555-0142');
    await page.click('#gate-code'); // the opening code of everybody, not only of Owen
    assert.match(await page.innerText('#consequence'), /de 1 à 3/);
    await sender.checkBoth('composer-own-rules');
    await page.selectOption('#delivery', 'link');
    await kept(page);

    await page.reload();
    await page.waitForSelector('#composer[data-ready]');
    assert.equal(await summary(page, 0), 'Mot de passe propre · 3 ouvertures');
    assert.equal(await summary(page, 1), 'Mot de passe propre · code par SMS');
    assert.equal(await row(page, 2).locator('[data-part=rules-summary]').isVisible(), false, 'as for all');
    assert.deepEqual(
      [await page.inputValue('#password-0'), await page.inputValue('#password-1'), await page.inputValue('#mobile-1')],
      [kLouis, kNadia, '514 555-0142'],
    );
    await sender.checkBoth('composer-own-rules-closed');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])');
    assert.match(await page.innerText('#done-password'), /Louis Gagné, nadia@exemple\.com\.$/);
    await sender.checkBoth('done-own-rules');
    const fields = name =>
      page.locator(`#done-recipients [data-part=${name}]`).evaluateAll(all => all.map(each => each.value));
    assert.deepEqual(await fields('password'), [kLouis, kNadia, '']);
    const [links, codes] = [await fields('link'), await fields('code')];
    assert.match(await page.innerText('#done-steps'), /de 1 à 3/);

    const louis = await reading(links[0]);
    assert.equal(await louis.page.isVisible('[data-gate=sms]'), false);
    assert.match(await louis.page.innerText('[data-life]'), /3 ouvertures/);
    await refuses(louis, { '#code': codes[0], '#password': kNadia });
    await opens(louis, { '#password': kLouis });

    const nadia = await reading(links[1]);
    const asked = Date.now();
    await nadia.page.click('[data-gate=sms] [data-gate-ask]');
    const text = await until('the text', async () =>
      (await (await fetch(`${deployment.origin}/dev/postbox.json`)).json()).find(
        mail => mail.kind === 'sms' && Date.parse(mail.at) >= asked - 60_000 && /#\d{6}/.test(mail.text),
      ),
    );
    const sms = /#(\d{6})/.exec(text.text)[1];
    await refuses(nadia, { '#code': codes[1], '#password': kLouis, '#sms': sms });
    await opens(nadia, { '#password': kNadia, '#sms': sms });

    const owen = await reading(links[2]);
    assert.deepEqual(
      [await owen.page.isVisible('#password'), await owen.page.isVisible('[data-gate=sms]')],
      [false, false],
    );
    assert.match(await owen.page.innerText('[data-life]'), /1 ouverture/);
    await opens(owen, { '#code': codes[2] });
    await Promise.all([louis, nadia, owen].map(each => each.close()));

    await page.click('#done-detail');
    await page.waitForURL(/\/messages\/[\w-]{22}/);
    assert.match(
      await page.locator('section', { hasText: 'louis@exemple.com' }).first().innerText(),
      /Protections\s: mot de passe, code d’ouverture$/m,
    );
    assert.match(
      await page.locator('section', { hasText: 'nadia@exemple.com' }).first().innerText(),
      /Protections\s: mot de passe, code d’ouverture, code SMS$/m,
    );
    await sender.checkBoth('detail-own-rules');
  });

  test('what is wrong in a row stands in the summary, and its link opens the row', async () => {
    const page = await compose();
    await write(page, ['louis@exemple.com', 'nadia@exemple.com']);
    await rulesOf(page, 1).click();
    await page.selectOption('#password-choice-1', 'own');
    await page.fill('#password-1', 'court');
    await page.selectOption('#opens-choice-1', 'own');
    await page.fill('#opens-1', '0');
    await page.selectOption('#sms-choice-1', 'own');
    await rulesOf(page, 1).click();
    await page.click('#send');
    await page.waitForSelector('#summary:not([hidden])');
    const lines = await page.locator('#summary-list li').allInnerTexts();
    assert.equal(lines.length, 3);
    assert.ok(
      lines.every(line => line.includes('nadia@exemple.com')),
      lines.join(),
    );
    await page.locator('#summary-list a', { hasText: 'mot de passe' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'password-1');
    await sender.checkBoth('composer-own-rules-faults');
    await page.fill('#password-1', kNadia);
    await page.fill('#opens-1', '5');
    await page.fill('#mobile-1', '514 555-0142');
    await page.waitForSelector('#summary', { state: 'hidden' });
    assert.equal(await summary(page, 1), 'Mot de passe propre · code par SMS · 5 ouvertures');
  });

  test('the warning about robots goes when every recipient has a gate, and a password in the text is told whosever it is', async () => {
    const page = await compose();
    await write(page, ['louis@exemple.com', 'nadia@exemple.com']);
    await page.click('#gate-code');
    await page.waitForSelector('#gates-warning:not([hidden])');
    for (const number of [0, 1]) {
      assert.ok(await page.isVisible('#gates-warning'));
      await rulesOf(page, number).click();
      await page.selectOption(`#password-choice-${number}`, 'own');
    }
    await page.waitForSelector('#gates-warning', { state: 'hidden' });
    await page.click('#gate-password');
    await page.selectOption('#password-choice-0', 'none');
    await page.waitForSelector('#gates-warning:not([hidden])');
    await page.fill('#password-1', kNadia);
    await page.fill('#subject', `Le code est ${kNadia}`);
    await page.waitForSelector('#secret-warning:not([hidden])');
    await page.selectOption('#password-choice-1', 'all');
    await page.waitForSelector('#secret-warning', { state: 'hidden' });
  });

  test('fits a phone, in English', async () => {
    const visitor = await Visitor.open(browser, { locale: 'en-CA' });
    await visitor.signIn(deployment, 'camille.roy@example.com');
    const page = await compose(visitor, { language: 'en' });
    await page.setViewportSize(kPhone);
    await write(page, ['Louis Gagné <louis.gagne.notaire@exemple.com>', 'nadia@exemple.com']);
    await rulesOf(page, 0).click();
    await page.selectOption('#password-choice-0', 'own');
    await page.selectOption('#opens-choice-0', 'own');
    await page.fill('#opens-0', '12');
    assert.equal(await summary(page, 0), 'Own password · 12 opens');
    await visitor.checkBoth('composer-own-rules-en');
    await visitor.close();
  });
});
