// What protects a message, as its sender chooses it: the company's password suggestion (A3), and templates that keep the gates (A4).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, kBin, kRoot, launch, Visitor } from './rig.mjs';

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

/** An empty composer, whatever an earlier test left. */
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
    await page.waitForFunction(() => document.querySelector('#password-field [data-part=password-state]').textContent !== '');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), all.at(-1));
  });

  test('is as long and made of what the company’s settings say, in the composer and for a reply', async () => {
    const strict = await Deployment.start({ SX_MESSAGES_PASSWORD_LENGTH: '20', SX_MESSAGES_PASSWORD_CHARACTERS: 'digits' });
    try {
      const visitor = await Visitor.open(browser);
      await visitor.signIn(strict, 'camille.roy@example.com');
      const page = await compose(visitor, { at: strict });
      await page.click('#gate-password');
      assert.match(await page.inputValue('#password'), /^[2-9]{20}$/);
      await visitor.close();

      const { sender: client, letter } = await nodeClient(strict);
      const { recipients: [{ link }] } = await client().send(letter([], { asksCode: false }));
      const reader = await Visitor.open(browser);
      await reader.page.goto(link);
      await reader.page.waitForSelector('#read[data-state=gate]');
      await reader.page.click('#open');
      await reader.page.waitForSelector('#read[data-state=reading]');
      await reader.page.click('#reply-protect summary');
      assert.equal(await reader.page.inputValue('#reply-password'), '', 'on request only');
      const [suggested] = await suggestions(reader.page, '#reply-password', '#reply-protect [data-part=password-suggest]', 1);
      assert.match(suggested, /^[2-9]{20}$/);
      await reader.checkBoth('reply-password');
      await reader.close();
    } finally {
      await strict.stop();
    }
  });

  test('settings that make no password are refused at start, at their place', () => {
    for (const [setting, fault] of [['password_characters: []', /has less than 1 entries/], ['password_characters: [digits, letters]', /expects upper, lower, digits, special/],
      ['password_length: 7', /is less than 8/], ['password_length: 65', /is more than 64/]]) {
      const config = join(deployment.folder, 'wrong.yaml');
      const text = readFileSync(join(kRoot, 'config/demo.yaml'), 'utf8').replace('  settings:\n', `  settings:\n    messages:\n      ${setting}\n`);
      writeFileSync(config, text);
      const line = text.split('\n').findIndex(each => each.includes(setting)) + 1;
      for (const verb of ['check-config', 'serve']) {
        assert.throws(() => execFileSync(join(kBin, 'sxserver'), [verb, '--config', config], { env: deployment.environment, encoding: 'utf8', stdio: 'pipe' }), error => {
          const said = error.stdout + error.stderr;
          assert.match(said, fault);
          assert.match(said, new RegExp(`wrong\\.yaml:${line}:\\d+: plugins\\.settings\\.messages\\.${setting.split(':')[0]} `));
          return true;
        });
      }
    }
  });
});

test('A4: a template keeps whether a code by SMS is asked', async () => {
  let page = await compose();
  await page.click('#gate-sms');
  await page.click('#gate-code');
  await page.click('#template-save');
  await page.fill('#template-name', 'Banque');
  await page.click('#template-form button[type=submit]');
  await page.waitForSelector('#template-dialog', { state: 'hidden' });
  page = await compose();
  assert.deepEqual([await page.getAttribute('#gate-sms', 'aria-pressed'), await page.getAttribute('#gate-code', 'aria-pressed')], ['false', 'true']);
  await page.selectOption('#template', { label: 'Banque' });
  assert.deepEqual([await page.getAttribute('#gate-sms', 'aria-pressed'), await page.getAttribute('#gate-code', 'aria-pressed')], ['true', 'false']);
  await page.goto(`${deployment.origin}/messages/templates?lang=fr`);
  assert.match(await page.innerText('tbody'), /Banque[\s\S]*code par SMS/);
});
