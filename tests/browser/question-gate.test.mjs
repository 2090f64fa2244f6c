// Tests a partner's gate from outside the repository: built with the installed SDK, signed, and dropped in. Rows H2 and
// I8, promises P5 and P8.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { codeIn, Deployment, kRoot, launch, linksOf, Visitor } from './rig.mjs';

let folder, config, deployment, browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sx-question-'));
  const installation = process.env.SX_QUESTION ?? join(folder, 'question');
  if (!process.env.SX_QUESTION)
    execFileSync('/usr/bin/python3', [join(kRoot, 'tests/support/partner.py'), installation], { stdio: 'inherit' });
  const installed = JSON.parse(readFileSync(join(installation, 'installation.json'), 'utf8'));
  config = join(folder, 'sxserver.yaml');
  cpSync(installed.config, config); // a test below changes it
  for (const beside of ['plans.yaml', 'taxes.yaml', 'terms.yaml'])
    cpSync(join(kRoot, 'config', beside), join(folder, beside));
  deployment = await Deployment.start({}, { bin: installed.programs, config });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a partner’s gate appears in the composer, the mail and the reading page, and is enforced', async () => {
  const sender = await Visitor.open(browser);
  await sender.signIn(deployment, 'camille.roy@example.com');
  const { page } = sender;
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  await page.fill('#recipient', 'louis@exemple.com');
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Dossier');
  await page.click('#body');
  await page.keyboard.type('Bonjour');
  await page.click('#gate-question');
  await page.fill('#question-text', 'Nom de notre premier chien?');
  await page.click('#send');
  await page.waitForSelector('#summary:not([hidden])');
  assert.match(await page.innerText('#summary-list'), /question et sa réponse/);
  await page.fill('#question-answer', 'Fripon');
  await sender.checkBoth('composer-question');
  // A draft keeps the gate's settings, and nothing of them is stored in clear on the device.
  await page.waitForSelector('#composer[data-draft=kept]');
  assert.doesNotMatch(await devicesContent(page), /Fripon|premier chien/);
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  assert.equal(await page.getAttribute('#gate-question', 'aria-pressed'), 'true');
  assert.ok(await page.isVisible('#question-text'));
  assert.equal(await page.inputValue('#question-text'), 'Nom de notre premier chien?');
  assert.equal(await page.inputValue('#question-answer'), 'Fripon');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');

  const mail = await deployment.mail('louis@exemple.com');
  assert.match(mail.text, /prêt à répondre à la question/);
  assert.doesNotMatch(mail.text + mail.html, /Fripon|premier chien/);
  const code = codeIn(mail);

  const reader = await Visitor.open(browser);
  await reader.page.goto(linksOf(mail).find(link => link.includes('#k1_')));
  await reader.page.waitForSelector('#read[data-state=gate]');
  assert.equal(
    await reader.page.innerText('[data-gate=question] [data-gate-shown=text]'),
    'Nom de notre premier chien?',
  );
  await reader.checkBoth('read-question');
  await reader.page.fill('#code', code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#question-error:not([hidden])');
  await reader.page.fill('#question', 'Médor');
  await reader.page.click('#open');
  await reader.page.waitForSelector('#gate-error:not([hidden])');
  await reader.page.fill('#question', ' FRIPON ');
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]');
  assert.equal(await reader.page.innerText('#body'), 'Bonjour');
  await reader.close();

  await page.goto(`${deployment.origin}/messages/register`);
  const detail = await page.locator('#register td a[href^="/messages/"]').first().getAttribute('href');
  // I8: the register names, by its title, the gate that was answered wrongly, in both languages and in its exports.
  for (const [language, title] of [
    ['fr', 'question secrète'],
    ['en', 'secret question'],
  ]) {
    await page.goto(`${deployment.origin}/messages/register?lang=${language}`);
    await page.waitForSelector('#register[data-opened]');
    assert.match(await page.innerText('#register'), new RegExp(`\\(${title}\\)`));
    const [csv] = await Promise.all([page.waitForEvent('download'), page.click('#export-csv')]);
    assert.match(readFileSync(await csv.path(), 'utf8'), new RegExp(`\\(${title}\\)`));
    const [xlsx] = await Promise.all([page.waitForEvent('download'), page.click('#export-xlsx')]);
    const cells = execFileSync(
      'python3',
      [
        '-c',
        'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); ' +
          'print(*(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))',
        await xlsx.path(),
      ],
      { encoding: 'utf8' },
    );
    assert.ok(cells.includes(`(${title})`));
    await page.goto(`${deployment.origin}${detail}?lang=${language}`);
    assert.match(await page.innerText('main'), new RegExp(`\\(${title}\\)`));
  }
  await sender.close();
});

/** Returns everything that the page keeps in its database, with bytes as text. */
function devicesContent(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opened = indexedDB.open('secure-exchanges', 1);
        opened.onerror = () => reject(opened.error);
        opened.onsuccess = () => {
          const all = opened.result.transaction('device').objectStore('device').getAll();
          all.onsuccess = () => {
            opened.result.close();
            resolve(
              JSON.stringify(all.result, (_, value) =>
                value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
              ),
            );
          };
        };
      }),
  );
}

test('where the plugin of a gate is gone, the message stays closed, and the page says what to do', async () => {
  const { sender, letter, wire } = await nodeClient(deployment);
  const sealed = await sender().send(
    letter([], {
      asksCode: false,
      recipients: [
        {
          address: 'nadia@exemple.com',
          password: null,
          gates: { question: { text: 'Quelle rue?', answer: 'Marquette' } },
        },
      ],
    }),
  );
  const { link } = sealed.recipients[0];
  const text = readFileSync(config, 'utf8');
  const serve = async change => {
    await deployment.kill();
    writeFileSync(config, change(text));
    await deployment.serve();
  };
  await serve(all => all.replace('com.acme.question, ', ''));
  assert.match(deployment.log(), /sealed\.gates\.gone/);
  const reader = await Visitor.open(browser);
  for (const [language, words] of [
    ['en', /no longer offered[^]*Write to the sender/],
    ['fr', /n’est plus offerte[^]*Écrivez à l’expéditeur/],
  ]) {
    await reader.page.goto(link.replace('#', `?lang=${language}#`));
    await reader.page.waitForSelector('#read[data-state=failed]');
    assert.match(await reader.page.innerText('#state-failed'), words);
    await reader.checkBoth(`read-gate-gone-${language}`);
  }
  await serve(all => all);
  await reader.page.click('#failed-retry');
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#question', 'marquette');
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]'); // its only open was not used up
  const events = (
    await wire().json('GET', `/api/v1/messages/events?message=${sealed.id}`, undefined, { tries: 3, longestSeconds: 1 })
  ).events;
  assert.ok(
    events.some(
      event =>
        event.kind === 'refused' &&
        event.cause === 'gate_gone' &&
        /n’est plus offerte|no longer offered/.test(event.text),
    ),
    JSON.stringify(events),
  );
  await reader.close();
});
