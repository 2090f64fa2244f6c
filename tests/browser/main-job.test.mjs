// Tests the main job as the people at both ends do it: write, seal, send, open, download, destroy.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { codeIn, Deployment, kPhone, launch, linksOf, sha256, until, Visitor } from './rig.mjs';

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

async function compose(
  visitor,
  { to, subject, text, files = [], opens, language = 'fr', delivery = 'mail', password = false },
) {
  const { page } = visitor;
  await page.goto(`${deployment.origin}/messages/new?lang=${language}`);
  await page.waitForSelector('#composer[data-ready]');
  for (const address of to) {
    await page.fill('#recipient', address);
    await page.press('#recipient', 'Enter');
  }
  await page.fill('#subject', subject);
  await page.click('#body');
  await page.keyboard.type(text);
  if (files.length > 0) await page.setInputFiles('#files-input', files);
  if (password) await page.click('#gate-password');
  await page.fill('#opens', String(opens ?? 1));
  await page.selectOption('#language', language);
  await page.selectOption('#delivery', delivery);
  return password ? page.inputValue('#password') : null;
}

async function sent(visitor, act) {
  await act();
  await visitor.page.waitForSelector('#done:not([hidden])', { timeout: 180_000 });
  return new URL(await visitor.page.getAttribute('#done-detail', 'href'), deployment.origin).pathname.split('/').pop();
}

const readLink = mail =>
  linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')) ?? assert.fail('the mail holds no link');

async function openAs(link, { code, password, ...options } = {}) {
  const reader = await Visitor.open(browser, options);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  if (code) await reader.page.fill('#code', code);
  if (password) await reader.page.fill('#password', password);
  return reader;
}

async function enter(reader) {
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]', { timeout: 120_000 });
}

async function download(reader, row) {
  const [got] = await Promise.all([
    reader.page.waitForEvent('download'),
    reader.page.click(`#files li:nth-child(${row}) [data-part=download]`),
  ]);
  const path = await got.path();
  await reader.page.waitForSelector(`#files li:nth-child(${row}) [data-part=ok]:not([hidden])`, { timeout: 120_000 });
  return { name: got.suggestedFilename(), sha256: await sha256(path) };
}

async function finish(reader) {
  await reader.page.click('[data-finish]:visible');
  await reader.page.click('#finish-yes');
  await reader.page.waitForSelector('#read[data-state=finished]');
}

describe('the main job, in French', () => {
  const [small, big] = ['Projet d’acte.pdf', 'visite.mp4'];
  let paths, id, mail, reader;

  test('composes with two files and sends with Ctrl+Enter', async () => {
    paths = [await deployment.file(small, randomBytes(12_345)), await deployment.file(big, randomBytes(60_000_000))];
    await compose(sender, {
      to: ['Louis Gagné <louis@exemple.com>'],
      subject: 'Acte de vente, version à relire',
      text: 'Bonjour Louis, voici le projet.',
      files: paths,
      opens: 1,
    });
    await sender.checkBoth('composer');
    id = await sent(sender, () => sender.page.keyboard.press('Control+Enter'));
    await sender.check('composer-done');
  });

  test('mails the link and the code, with names, sizes and hashes, and not the subject', async () => {
    mail = await deployment.mail('louis@exemple.com');
    assert.match(mail.text, /Camille Roy/);
    for (const path of paths)
      assert.ok(mail.text.replace(/\s/g, '').includes(await sha256(path)), 'the hash of a file');
    assert.ok(!JSON.stringify(mail).includes('version à relire'), 'the subject stays sealed');
  });

  test('the sent list shows the subject while it lives, on this device alone', async () => {
    await sender.page.goto(`${deployment.origin}/messages`);
    await sender.page.waitForSelector('#rows[data-opened]');
    assert.match(await sender.page.innerText('#rows'), /Acte de vente, version à relire/);
    await sender.checkBoth('sent');
    const other = await Visitor.open(browser);
    await other.signIn(deployment, kSender);
    await other.page.goto(`${deployment.origin}/messages`);
    await other.page.waitForSelector('#rows[data-opened]');
    assert.doesNotMatch(await other.page.innerText('#rows'), /Acte de vente/);
    assert.match(await other.page.innerText('#rows'), /Louis Gagné/);
    await other.close();
    await sender.page.fill('#search', 'visite acte');
    assert.equal(await sender.page.locator('#rows tr:visible').count(), 1);
    await sender.page.fill('#search', 'rien de tel');
    await sender.page.waitForSelector('#search-none:not([hidden])');
  });

  test('shows the gates and takes the key out of the address at once', async () => {
    reader = await openAs(readLink(mail));
    assert.equal(new URL(reader.page.url()).hash, '');
    assert.match(await reader.page.innerText('#gate-title'), /Camille Roy/);
    await reader.checkBoth('gate');
  });

  test('counts a wrong code and says how many tries are left', async () => {
    await reader.page.fill('#code', 'AAA-AAA');
    await reader.page.click('#open');
    await reader.page.waitForSelector('#code-error:not([hidden])');
    assert.match(await reader.page.innerText('#code-error'), /\d+ essais?/);
    await reader.check('gate-wrong');
  });

  test('opens with the code, however it is typed', async () => {
    await reader.page.fill(
      '#code',
      codeIn(mail)
        .toLowerCase()
        .replace(/^(...)/, '$1-'),
    );
    await enter(reader);
    assert.equal(await reader.page.innerText('#subject'), 'Acte de vente, version à relire');
    assert.match(await reader.page.innerText('#body'), /Bonjour Louis, voici le projet\./);
    await reader.checkBoth('read');
  });

  test('downloads both files and verifies their fingerprints', async () => {
    for (const [i, path] of paths.entries())
      assert.deepEqual(await download(reader, i + 1), { name: [small, big][i], sha256: await sha256(path) });
    await reader.check('read-downloaded');
  });

  test('a reload within the lease takes no second open', async () => {
    await reader.page.reload();
    await reader.page.waitForSelector('#read[data-state=reading]');
    assert.deepEqual((await download(reader, 1)).sha256, await sha256(paths[0]));
  });

  test('finishing destroys, and the link opens nothing any more', async () => {
    await finish(reader);
    await reader.check('finished');
    assert.equal(await reader.page.evaluate(() => sessionStorage.length + localStorage.length), 0);
    await reader.close();
    const late = await Visitor.open(browser, { viewport: kPhone });
    await late.page.goto(readLink(mail));
    await late.page.waitForSelector('#read[data-state=refused]');
    await late.check('refused');
    await late.close();
  });

  test('the sender is mailed at the open', async () => {
    const openNotice = await deployment.mail(
      kSender,
      each => /louis/i.test(each.text ?? '') && !linksOf(each).some(link => link.includes('/sign-in/')),
    );
    assert.match(openNotice.text, /louis@exemple\.com|Louis Gagné/);
  });

  test('the register has the open, and the receipt can be kept', async () => {
    await sender.page.goto(`${deployment.origin}/messages/${id}`);
    await sender.page.waitForSelector('#message[data-opened]');
    assert.match(await sender.page.innerText('main'), /Ouverture 1 sur 1/);
    await sender.checkBoth('detail');
    const [got] = await Promise.all([sender.page.waitForEvent('download'), sender.page.click('a[download]')]);
    const receipt = JSON.parse(readFileSync(await got.path(), 'utf8'));
    assert.equal(receipt.receipt.message, id);
    assert.ok(receipt.signature.length > 80);
  });
});

describe('the main job, in English, with a password and a copied link', () => {
  let id, link, code, password;

  test('shows each link and code once', async () => {
    password = await compose(sender, {
      to: ['nadia@example.com', 'owen@example.com'],
      subject: 'Deed of sale',
      text: 'Hello Nadia',
      opens: 2,
      language: 'en',
      delivery: 'link',
      password: true,
    });
    await sender.page.click('#gate-code'); // besides the password
    assert.match(await sender.page.innerText('#consequence'), /2 opens/);
    id = await sent(sender, () => sender.page.click('#send'));
    [link, code] = [await sender.page.inputValue('#done-link-0'), await sender.page.inputValue('#done-code-0')];
    assert.notEqual(link, await sender.page.inputValue('#done-link-1'));
    await sender.checkBoth('composer-done-link');
    for (const copy of await sender.page.locator('[data-part=copy-link]').all()) await copy.click();
    assert.equal(
      await sender.page.evaluate(() => navigator.clipboard.readText()),
      await sender.page.inputValue('#done-link-1'),
    );
    assert.deepEqual(await deployment.mails('nadia@example.com'), [], 'the server mails nothing');
  });

  test('opens on a phone with code and password', async () => {
    const reader = await openAs(link.replace('#', '?lang=en#'), {
      code,
      password: 'wrong',
      viewport: kPhone,
      locale: 'en-CA',
    });
    await reader.page.click('#open');
    await reader.page.waitForSelector('#gate-error:not([hidden])', { timeout: 90_000 });
    assert.match(await reader.page.innerText('#gate-error'), /tries left/);
    await reader.page.fill('#password', password);
    await enter(reader);
    assert.equal(await reader.page.innerText('#subject'), 'Deed of sale');
    await reader.checkBoth('read-en');
    await finish(reader);
    assert.match(await reader.page.innerText('#finished-text'), /1 open is left/);
    await reader.close();
  });

  test('destroying asks first, then nothing opens', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/${id}?lang=en`);
    await page.click('a[href="#destroy-dialog"]');
    await sender.check('destroy-dialog');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Keep it');
    await page.click('#destroy-dialog button[type=submit]');
    await page.waitForURL(/destroyed=1/);
    await sender.check('detail-destroyed');
    const late = await Visitor.open(browser, { locale: 'en-CA' });
    await late.page.goto(link);
    await late.page.waitForSelector('#read[data-state=refused]');
    await late.close();
  });
});

describe('what must not happen', () => {
  let link, code;

  test('a robot that runs scripts and presses every button takes no open', async () => {
    await compose(sender, { to: ['robot@example.com'], subject: 'Un seul', text: 'Une seule ouverture.', opens: 1 });
    await sent(sender, () => sender.page.click('#send'));
    const mail = await deployment.mail('robot@example.com');
    [link, code] = [readLink(mail), codeIn(mail)];
    const robot = await Visitor.open(browser);
    await robot.page.goto(link);
    await robot.page.waitForSelector('#read[data-state=gate]');
    for (const button of await robot.page.locator('main button:visible, main a:visible, main input:visible').all())
      await button.click({ timeout: 2000 }).catch(() => undefined);
    await robot.page.waitForTimeout(500);
    assert.equal(await robot.page.getAttribute('#read', 'data-state'), 'gate');
    await robot.close();
    const reader = await openAs(link, { code });
    await enter(reader);
    await reader.close();
  });

  test('the page is the same for every token, and a link without its key asks for it', async () => {
    const bytes = async path =>
      // The time of the answer is all that may differ.
      (await (await fetch(deployment.origin + path, { headers: { 'Accept-Language': 'fr' } })).text()).replace(
        / data-now="\d+"/,
        '',
      );
    const known = new URL(link).pathname;
    assert.equal(await bytes(known), await bytes('/m/AAAAAAAAAAAAAAAAAAAAAA'));
    const reader = await Visitor.open(browser);
    await reader.page.goto(deployment.origin + known);
    await reader.page.waitForSelector('#read[data-state=paste]');
    await reader.checkBoth('paste');
    await reader.page.fill('#paste', 'bonjour');
    await reader.page.click('#paste-form button');
    await reader.page.waitForSelector('#paste-error:not([hidden])');
    await reader.page.fill('#paste', link.replace('#', '%23'));
    await reader.page.click('#paste-form button');
    await until('an answer', async () =>
      ['gate', 'refused'].includes(await reader.page.getAttribute('#read', 'data-state')),
    );
    await reader.close();
  });

  test('no secret stands in the server’s log', () => {
    const log = deployment.log();
    assert.ok(!log.includes('k1_') && !log.includes(code), log);
  });
});

describe('bad days', () => {
  test('errors stand at their fields, with a summary', async () => {
    const { page } = sender;
    await page.goto(`${deployment.origin}/messages/new`);
    await page.waitForSelector('#composer[data-ready]');
    await page.fill('#opens', '0');
    await page.click('#send');
    await page.waitForSelector('#summary:not([hidden])');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'summary');
    assert.equal(await page.locator('#summary-list a').count(), 4);
    await sender.checkBoth('composer-errors');
    await page.click('#summary-list a >> nth=1');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'subject');
  });

  test('a draft survives a closed page, sealed on the device', async () => {
    const { page } = sender;
    await compose(sender, { to: ['brouillon@example.com'], subject: 'Secret du brouillon', text: 'À garder.' });
    await page.waitForSelector('#composer[data-draft=kept]');
    assert.match(await page.innerText('#draft-state'), /Brouillon gardé/);
    await page.goto(`${deployment.origin}/messages/new`);
    await page.waitForSelector('#composer[data-ready]');
    assert.equal(await page.inputValue('#subject'), 'Secret du brouillon');
    assert.match(await page.innerText('#body'), /À garder/);
    assert.match(await page.innerText('#recipients'), /brouillon@example\.com/);
    await page.click('#cancel');
    await Promise.all([page.waitForURL(/\/messages$/), page.click('#discard-yes')]);
  });

  test('a draft that is still being kept while its message leaves does not stay behind', async () => {
    const tab = new Visitor(sender.context, await sender.context.newPage());
    const { page } = tab;
    await page.addInitScript(() => {
      const seal = crypto.subtle.encrypt.bind(crypto.subtle);
      window.drafts = { begun: 0, ended: 0 };
      crypto.subtle.encrypt = async (how, ...rest) => {
        if (!/^sx.1.draft .*com$/.test(new TextDecoder().decode(how.additionalData)) || drafts.begun > 0)
          return seal(how, ...rest);
        drafts.begun++;
        await new Promise(go => setTimeout(go, 3000)); // simulates a slow device
        drafts.ended++;
        return seal(how, ...rest);
      };
    });
    await compose(tab, { to: ['tard@example.com'], subject: 'Gardé trop tard', text: 'Parti.' });
    await page.waitForFunction(() => drafts.begun === 1);
    await sent(tab, () => page.click('#send'));
    await page.waitForFunction(() => drafts.ended === 1);
    await page.goto(`${deployment.origin}/messages/new`);
    await page.waitForSelector('#composer[data-ready]');
    assert.equal(await page.inputValue('#subject'), '');
    await page.close();
  });

  test('an upload waits for a server that was killed and goes on by itself', async () => {
    const { page } = sender;
    const path = await deployment.file('gros.bin', randomBytes(40_000_000));
    await compose(sender, { to: ['panne@example.com'], subject: 'Panne', text: 'Pendant l’envoi.', files: [path] });
    await page.click('#send');
    await page.waitForSelector('#files progress:not([hidden])');
    await deployment.kill();
    await until('the wait', async () => /réseau/.test(await page.innerText('#progress-title')));
    await sender.check('composer-network');
    await deployment.serve();
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    const mail = await deployment.mail('panne@example.com');
    const reader = await openAs(readLink(mail), { code: codeIn(mail) });
    await enter(reader);
    assert.equal((await download(reader, 1)).sha256, await sha256(path));
    await reader.close();
  });

  test('sending can be paused, resumed and stopped; nothing is lost', async () => {
    const { page } = sender;
    const path = await deployment.file('pause.bin', randomBytes(25_000_000));
    await compose(sender, { to: ['pause@example.com'], subject: 'Pause', text: 'Avec pause.', files: [path] });
    let letGo;
    const held = new Promise(go => (letGo = go)); // or a quick machine has sent all before it is paused
    await page.route('**/parts/2', async route => {
      await held;
      await route.continue().catch(() => undefined); // what was stopped meanwhile does not go on
    });
    await page.click('#send');
    await page.click('#files [data-part=pause]');
    assert.match(await page.innerText('#files'), /En pause/);
    await page.click('#progress-stop');
    await until('the draft', async () => !(await page.isDisabled('#send')));
    assert.equal(await page.inputValue('#subject'), 'Pause');
    await page.click('#send');
    await page.click('#files [data-part=pause]');
    letGo();
    await page.click('#files [data-part=resume]');
    await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
    await deployment.mail('pause@example.com');
    assert.equal((await deployment.mails('pause@example.com')).length, 1);
    await page.unroute('**/parts/2');
  });

  test('a session that ended loses nothing: sign in elsewhere, send again', async () => {
    const { page, context } = sender;
    await compose(sender, { to: ['session@example.com'], subject: 'Session', text: 'Toujours là.' });
    await context.clearCookies({ name: 'sx_session' });
    await page.click('#send');
    await page.waitForSelector('#failure:not([hidden])');
    assert.match(await page.innerText('#failure'), /session/);
    const other = new Visitor(context, await context.newPage());
    await other.signIn(deployment, kSender);
    await other.page.close();
    await sent(sender, () => page.click('#send'));
    await deployment.mail('session@example.com');
  });
});
