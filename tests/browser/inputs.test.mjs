// Tests what people's devices and habits bring: wrong clocks, pasted lists, a language that was chosen, a word's Enter.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kHour = 3_600_000;
let deployment, browser, sender, letter;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  ({ sender, letter } = await nodeClient(deployment));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Opens a window whose clock is off. */
async function withClock(off) {
  const visitor = await Visitor.open(browser);
  await visitor.page.addInitScript(by => {
    const Real = Date;
    window.Date = class extends Real {
      constructor(...given) {
        super(...(given.length > 0 ? given : [Real.now() + by]));
      }
      static now() {
        return Real.now() + by;
      }
    };
  }, off);
  return visitor;
}

for (const hours of [-24, -2, 1.1, 24, 24 * 366])
  test(`I1: a reader whose clock is ${hours} hours off reads the one open that there is`, async () => {
    const { link, code } = (await sender().send(letter([], { opens: 1 }))).recipients[0];
    const { page, context } = await withClock(hours * kHour);
    await page.goto(link);
    await page.fill('#code', code);
    await page.click('#open');
    await page.waitForSelector('#read[data-state=reading]');
    assert.notEqual((await page.textContent('#subject')).trim(), '');
    assert.match(await page.textContent('[data-part="lease-left"]'), /^59 min|^1 h 0?0|^(0 h )?59/);
    await page.waitForTimeout(1_500); // the clock ticks once at least
    assert.equal(await page.getAttribute('#read', 'data-state'), 'reading');
    await context.close();
  });

for (const hours of [-24, 24])
  test(`D1: a person whose clock is ${hours} hours off signs in`, async () => {
    const visitor = await withClock(hours * kHour);
    await visitor.signIn(deployment, kSender);
    await visitor.page.goto(`${deployment.origin}/messages`);
    assert.equal(new URL(visitor.page.url()).pathname, '/messages');
    await visitor.close();
  });

test('G1: the language that a person chose stays on the pages that follow', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, kSender);
  const { page } = visitor;
  await page.goto(`${deployment.origin}/messages?lang=en`);
  for (const path of ['/messages', '/contacts', '/account', '/messages/new']) {
    await page.goto(deployment.origin + path);
    assert.equal(await page.getAttribute('html', 'lang'), 'en-CA', path);
  }
  await page.goto(`${deployment.origin}/messages?lang=fr`);
  await page.goto(`${deployment.origin}/account`);
  assert.equal(await page.getAttribute('html', 'lang'), 'fr-CA');
  await visitor.close();
});

test('A1: a list pasted from Outlook, a spreadsheet or a phone gives its people, and nothing is lost', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, kSender);
  const { page } = visitor;
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  const paste = text =>
    page.evaluate(given => {
      const data = new DataTransfer();
      data.setData('text/plain', given);
      document
        .querySelector('#recipient')
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  const rows = () => page.locator('#recipients [data-part="recipient-row"], #recipients > *').allTextContents();
  await paste('Gagné, Louis <louis@exemple.com>; "Roy, Luc" <luc@exemple.com>\nAna Lee\tana@exemple.com\n');
  const all = (await rows()).join(' ');
  for (const each of ['Gagné, Louis', 'Roy, Luc', 'Ana Lee', 'ana@exemple.com']) assert.ok(all.includes(each), all);
  assert.equal(await page.inputValue('#recipient'), '');
  await paste('o’brien@exemple.com; josé@exemple.com');
  assert.ok((await rows()).join(' ').includes("o'brien@exemple.com"));
  assert.equal(await page.inputValue('#recipient'), 'josé@exemple.com');
  assert.match(await page.textContent('#recipient-error'), /sans accent avant le @/);
  await visitor.checkBoth('composer-recipients-pasted');
  // The Enter that ends the composition of a word adds nobody.
  await page.fill('#recipient', 'たなか');
  await page.evaluate(() =>
    document
      .querySelector('#recipient')
      .dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      ),
  );
  assert.equal(await page.inputValue('#recipient'), 'たなか');
  assert.doesNotMatch((await page.textContent('#recipient-error')) ?? '', /たなか/);
  await visitor.close();
});

test('B7: a printed message is the message, with all of its files and nothing of the screen', async () => {
  const files = Array.from({ length: 16 }, (_, i) => [`Annexe ${i + 1}.txt`, Buffer.from(`n° ${i}`)]);
  const { link, code } = (await sender().send(letter(files))).recipients[0];
  const visitor = await Visitor.open(browser);
  const { page } = visitor;
  await page.goto(link);
  await page.fill('#code', code);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const shown = await page.evaluate(() => {
    const isSeen = each => each.checkVisibility() && each.getBoundingClientRect().height > 0;
    const names = [...document.querySelectorAll('#state-reading [data-part="files"] [data-part="name"]')].filter(
      isSeen,
    );
    const list = document.querySelector('#state-reading [data-part="files"]').getBoundingClientRect();
    return {
      names: names.filter(each => each.getBoundingClientRect().bottom <= list.bottom + 1).length,
      hashes: isSeen(document.querySelector('#state-reading [data-part="hashes"]')),
      others: [
        ...document.querySelectorAll('.sx-topbar, footer, .sx-leasebar, aside, .btn, [data-reader], progress'),
      ].filter(isSeen).length,
      body: isSeen(document.querySelector('#body')),
    };
  });
  assert.deepEqual(shown, { names: 16, hashes: true, others: 0, body: true });
  if (process.env.SX_SHOTS) await page.screenshot({ path: `${process.env.SX_SHOTS}/read-print.png`, fullPage: true });
  await visitor.close();
});

test('B4: a subject that this device knows is found on whatever page it stands', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, kSender);
  const { page } = visitor;
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  await page.fill('#recipient', 'louis@exemple.com');
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Acte de la marina');
  await page.click('#body');
  await page.keyboard.type('Bonjour Louis.');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  for (let i = 0; i < 30; i++) await sender().send(letter([], { opens: 1 }));
  await page.goto(`${deployment.origin}/messages`);
  assert.doesNotMatch(await page.textContent('#rows'), /marina/);
  await page.fill('#search', 'marina');
  await page.waitForSelector('#elsewhere li');
  assert.equal(await page.locator('#elsewhere li').count(), 1);
  assert.match(await page.textContent('#elsewhere'), /1 message absent .*Acte de la marina/s);
  await visitor.checkBoth('sent-elsewhere');
  // Enter searches recipients on the server, which knows none of that name; the subject is found all the same.
  await page.press('#search', 'Enter');
  await page.waitForURL(/q=marina/);
  await page.waitForSelector('#elsewhere li');
  await page.fill('#search', 'introuvable');
  await page.waitForFunction(() =>
    /^0 message/.test(document.querySelector('[data-part="elsewhere-count"]').textContent),
  );
  await visitor.close();
});

/** Opens the composer in a new tab of a person's window, and writes something. */
async function write(visitor, { to, subject, text }) {
  const tab = new Visitor(visitor.context, await visitor.context.newPage());
  await tab.page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await tab.page.waitForSelector('#composer[data-ready]');
  if (to) {
    await tab.page.fill('#recipient', to);
    await tab.page.press('#recipient', 'Enter');
  }
  if (subject) await tab.page.fill('#subject', subject);
  if (text) {
    await tab.page.click('#body');
    await tab.page.keyboard.type(text);
  }
  if (to || subject || text) await tab.page.waitForSelector('#composer[data-draft=kept]');
  return tab;
}

async function signedIn(address = kSender) {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, address);
  return visitor;
}

test('A1: two tabs write two messages, and none takes from the other', async () => {
  const visitor = await signedIn();
  const one = await write(visitor, { to: 'louis@exemple.com', subject: 'Onglet un', text: 'Un.' });
  const two = await write(visitor, {});
  assert.equal(await two.page.inputValue('#subject'), '', 'the second tab begins blank');
  assert.equal((await two.page.textContent('#recipients')).includes('louis'), false);
  await two.page.fill('#subject', 'Onglet deux');
  await two.page.waitForSelector('#composer[data-draft=kept]');
  for (const [tab, subject] of [
    [one, 'Onglet un'],
    [two, 'Onglet deux'],
  ]) {
    await tab.page.reload();
    await tab.page.waitForSelector('#composer[data-ready]');
    assert.equal(await tab.page.inputValue('#subject'), subject);
  }
  // Discarding the second leaves the first.
  await two.page.click('#cancel');
  await Promise.all([two.page.waitForURL(/\/messages$/), two.page.click('#discard-yes')]);
  await one.page.reload();
  await one.page.waitForSelector('#composer[data-ready]');
  assert.equal(await one.page.inputValue('#subject'), 'Onglet un');
  // A draft whose tab was closed waits, and is offered beside a blank message.
  const three = await write(visitor, { subject: 'Onglet trois' });
  await three.page.close();
  await one.page.reload();
  await one.page.waitForSelector('#drafts:not([hidden])');
  assert.match(await one.page.textContent('#drafts'), /1 autre brouillon.*Onglet trois/s);
  await one.checkBoth('composer-drafts');
  await one.page.click('[data-part="draft-resume"]');
  await one.page.waitForFunction(() => document.querySelector('#subject')?.value === 'Onglet trois');
  await one.page.waitForSelector('#composer[data-ready]');
  assert.match(await one.page.textContent('#drafts'), /Onglet un/);
  await one.page.click('#blank');
  await one.page.waitForFunction(() => document.querySelectorAll('#drafts li').length === 2);
  assert.equal(await one.page.inputValue('#subject'), '');
  await one.page.click('[data-part="draft-drop"] >> nth=0');
  await one.page.waitForFunction(() => document.querySelectorAll('#drafts li').length === 1);
  await visitor.close();
});

test('A1: two presses send one message', async () => {
  const visitor = await signedIn();
  const { page } = await write(visitor, { to: 'double@exemple.com', subject: 'Une fois', text: 'Une fois.' });
  await page.evaluate(() => {
    const button = document.querySelector('#send');
    button.click();
    button.click();
  });
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  const other = await write(visitor, { to: 'double@exemple.com', subject: 'Une fois', text: 'Une fois.' });
  const { x, y, width, height } = await other.page.locator('#send').boundingBox();
  await other.page.mouse.dblclick(x + width / 2, y + height / 2, { delay: 20 });
  await other.page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  await page.goto(`${deployment.origin}/messages?q=double`);
  assert.equal(await page.locator('#rows tr').count(), 2);
  await visitor.close();
});

test('D1: what one person wrote never leaves under the name of another', async () => {
  const visitor = await signedIn();
  const tab = await write(visitor, { to: 'louis@exemple.com', subject: 'De Camille', text: 'Bonjour.' });
  await visitor.context.clearCookies();
  await visitor.signIn(deployment, 'julie.gagnon@example.com');
  for (const wanted of [/session est terminée/, /julie\.gagnon@example\.com a maintenant la session/]) {
    await tab.page.click('#send');
    await tab.page.waitForFunction(
      shape => new RegExp(shape).test(document.querySelector('#failure-text')?.textContent ?? ''),
      wanted.source,
    );
  }
  assert.equal((await deployment.mails('louis@exemple.com')).filter(mail => /Julie/.test(mail.subject)).length, 0);
  assert.equal(await tab.page.inputValue('#subject'), 'De Camille');
  await visitor.close();
});

test('A1: a proxy that refuses is told apart from the server', async () => {
  const visitor = await signedIn();
  const tab = await write(visitor, { to: 'louis@exemple.com', subject: 'Derrière un proxy', text: 'Bonjour.' });
  for (const [status, wanted] of [
    [413, /taille \(413\)/],
    [403, /refusé \(403\)/],
  ]) {
    const page = '<html><h1>Refused</h1></html>';
    await tab.page.route('**/parts/**', route => route.fulfill({ status, contentType: 'text/html', body: page }));
    await tab.page.click('#send');
    await tab.page.waitForFunction(
      shape => new RegExp(shape).test(document.querySelector('#failure-text')?.textContent ?? ''),
      wanted.source,
    );
    await tab.page.unroute('**/parts/**');
  }
  await tab.page.click('#send');
  await tab.page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  await visitor.close();
});
