// Tests replying from the reading page and the conversation (A8), and a recipient's own acts (I6).
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { codeIn, Deployment, launch, linksOf, sha256, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kRecipient = 'louis@exemple.com';
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

const send = async (more, files = []) => {
  const done = await node.sender().send(node.letter(files, more));
  return { id: done.id, ...done.recipients[0] };
};
const readLink = mail =>
  linksOf(mail).find(link => link.includes('/m/') && link.includes('#k1_')) ?? assert.fail('the mail holds no link');

async function reading({ link, code, password }, options = {}) {
  const reader = await Visitor.open(browser, options);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', code);
  if (password) await reader.page.fill('#password', password);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]', { timeout: 60_000 });
  return reader;
}

async function write(reader, text) {
  await reader.page.waitForSelector('#reply:not([hidden])');
  await reader.page.click('#reply-body');
  await reader.page.keyboard.type(text);
}

async function reply(reader) {
  await reader.page.click('#reply-send');
  await reader.page.waitForSelector('#reply-done:not([hidden])', { timeout: 120_000 });
}

const replyTo = (address, since) =>
  deployment.mail(address, mail => mail.at >= since && mail.subject.includes('a répondu à votre message confidentiel'));

describe('A8: replying from the reading page', () => {
  test('a reply with a file and a password reaches the sender, and the conversation goes both ways', async () => {
    const since = new Date().toISOString();
    const reader = await reading(await send({ opens: 1 }));
    await write(reader, 'Tout est exact, merci.');
    const path = await deployment.file('annexe.bin', randomBytes(300_000));
    await reader.page.setInputFiles('#reply-files-input', [path]);
    await reader.page.click('#reply-protect summary');
    await reader.page.fill('#reply-password', 'court');
    await reader.page.click('#reply-send');
    await reader.page.waitForSelector('#reply-password-error:not([hidden])');
    await reader.page.fill('#reply-password', 'neige de novembre');
    await reader.checkBoth('reply');
    await reply(reader);
    await reader.checkBoth('reply-sent');

    const mail = await replyTo(kSender, since);
    assert.equal(
      linksOf(mail)
        .filter(link => link.includes('/m/'))
        .every(link => link === readLink(mail)),
      true,
    );
    const owner = await reading({ link: readLink(mail), code: codeIn(mail), password: 'neige de novembre' });
    const { page } = owner;
    assert.match(await page.textContent('#subject'), /^RE\s: Acte$/);
    assert.match(await page.textContent('#body'), /Tout est exact, merci\./);
    assert.ok(await page.locator('#state-reading [data-part=unverified]').first().isVisible());
    const [got] = await Promise.all([page.waitForEvent('download'), page.click('#files [data-part=download]')]);
    await page.waitForSelector('#files [data-part=ok]:not([hidden])');
    assert.equal(await sha256(await got.path()), await sha256(path));

    // The sender replies from the same page.
    await write(owner, 'Merci Louis.');
    await reply(owner);
    const back = await replyTo(kRecipient, since);
    const louis = await reading({ link: readLink(back), code: codeIn(back) });
    assert.match(await louis.page.textContent('#body'), /Merci Louis\./);
    assert.match(await louis.page.textContent('#subject'), /^RE\s: Acte$/);
    for (const each of [reader, owner, louis]) await each.close();
  });

  test('the portal lists what came back, with its conversation, and answers', async () => {
    const told = await send({ opens: 2 });
    const reader = await reading(told);
    await write(reader, 'Voici ma réponse.');
    await reply(reader);
    await reader.close();
    const { page } = camille;
    await page.goto(`${deployment.origin}/messages/received`);
    await page.waitForSelector('tbody tr');
    await camille.checkBoth('received');
    await page.click('tbody tr:first-child td a.fw-semibold');
    await page.waitForSelector('#conversation');
    assert.equal(await page.locator('#conversation li').count(), 2);
    await camille.checkBoth('conversation');
    await page.click('#conversation a[href*="reply_to"]');
    await page.waitForSelector('#composer[data-ready]');
    assert.match(await page.textContent('#recipients'), /louis@exemple\.com/);
    await camille.checkBoth('composer-answering');
    await page.fill('#subject', 'Suite');
    await page.click('#body');
    await page.keyboard.type('Bien reçu.');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])', { timeout: 60_000 });
    await page.goto(`${deployment.origin}/messages/${told.id}`);
    assert.equal(await page.locator('#conversation li').count(), 3);
  });

  test('a reply that is not sent survives a reload, and goes when the reading ends', async () => {
    const reader = await reading(await send({ opens: 1 }));
    await write(reader, 'À moitié écrit');
    await reader.page.waitForFunction(() => document.querySelector('#reply-state').textContent !== '');
    await reader.page.reload();
    await reader.page.waitForFunction(() =>
      document.querySelector('#reply-body')?.textContent.includes('À moitié écrit'),
    );
    await reader.page.locator('[data-finish]').last().click();
    assert.ok(await reader.page.isVisible('#finish-reply'));
    await reader.page.click('#finish-yes');
    await reader.page.waitForSelector('#read[data-state=finished]');
    assert.equal(await reader.page.textContent('#reply-body'), '');
    const kept = await reader.page.evaluate(
      () =>
        new Promise(go => {
          indexedDB.open('secure-exchanges').onsuccess = event => {
            const all = event.target.result.transaction('device').objectStore('device').getAllKeys();
            all.onsuccess = () => go(all.result.filter(key => key.startsWith('draft:')));
          };
        }),
    );
    assert.deepEqual(kept, []);
    await reader.close();
  });
});

describe('I6: what a recipient may do', () => {
  test('destroys the message, which the sender sees', async () => {
    const told = await send({ opens: 3 });
    const reader = await reading(told, { locale: 'fr-CA' });
    await reader.page.click('#destroy-ask');
    assert.match(await reader.page.textContent('#destroy-opens'), /2 ouvertures/);
    await reader.checkBoth('destroy-ask');
    await reader.page.click('#destroy-yes');
    await reader.page.waitForSelector('#read[data-state=finished]');
    assert.equal(await reader.page.textContent('#finished-title'), 'Message détruit');
    await reader.checkBoth('destroyed');
    await reader.page.goto('about:blank');
    await reader.page.goto(told.link);
    await reader.page.waitForSelector('#read[data-state=refused]');
    await camille.page.goto(`${deployment.origin}/messages/${told.id}`);
    assert.match(await camille.page.textContent('main'), /Accès détruit par le destinataire/);
    assert.match(await camille.page.textContent('main'), /Détruit par le destinataire/);
    await reader.close();
  });

  test('reports it, which the sender sees with the reason', async () => {
    const told = await send({ opens: 2 });
    const reader = await reading(told);
    await reader.page.click('#report-ask');
    await reader.checkBoth('report-ask');
    await reader.page.selectOption('#report-reason', 'unknown_sender');
    await reader.page.click('#report-form button[type=submit]');
    await reader.page.waitForFunction(() => document.querySelector('#acts-state').textContent.includes('transmis'));
    await camille.page.goto(`${deployment.origin}/messages/${told.id}`);
    assert.match(await camille.page.textContent('main'), /Signalé\s: expéditeur inconnu/);
    await reader.close();
  });

  test('asks for it again: the sender decides, a stranger learns nothing', async () => {
    const told = await send({ opens: 1 });
    const first = await reading(told);
    await first.page.locator('[data-finish]').last().click();
    await first.page.click('#finish-yes');
    await first.page.waitForSelector('#read[data-state=finished]');
    await first.close();
    const ask = async link => {
      const visitor = await Visitor.open(browser);
      await visitor.page.goto(link);
      await visitor.page.waitForSelector('#read[data-state=refused]');
      await visitor.page.click('#ask-again');
      await visitor.page.waitForFunction(() => document.querySelector('#ask-again-state').textContent !== '');
      const said = await visitor.page.textContent('#state-refused');
      await visitor.checkBoth('asked-again');
      await visitor.close();
      return said;
    };
    const since = new Date().toISOString();
    const known = await ask(told.link);
    assert.equal(await ask(told.link.replace(/\/m\/[^#]+/, '/m/AQEBAQEBAQEBAQEBAQEBAQ')), known);
    const mail = await deployment.mail(
      kSender,
      each => each.at >= since && each.subject.includes('demande de recevoir de nouveau'),
    );
    await camille.page.goto(linksOf(mail).find(link => link.includes('/again/')));
    await camille.checkBoth('again');
    await camille.page.click('main a[href*="reply_to"]');
    await camille.page.waitForSelector('#composer[data-ready]');
    assert.match(await camille.page.textContent('#recipients'), /louis@exemple\.com/);
  });
});
