// Tests that an act belongs to the tab and the person who began it, that a press does one thing once, and that no clock
// that jumps changes what is said or shown.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { compose, Deployment, launch, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kDay = 86_400_000;
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

const sent = (files = [], more = { opens: 1 }) =>
  sender()
    .send(letter(files, more))
    .then(({ recipients }) => recipients[0]);

async function read(page, { link, code }) {
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', code);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
}

/** Lets a test move a page's clock. */
const movable = () => {
  const Real = Date;
  let off = 0;
  window.moveClock = by => (off += by);
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Real.now() + off]));
    }
    static now() {
      return Real.now() + off;
    }
  };
};

for (const jump of [kDay, -kDay])
  test(`a clock that jumps by ${jump / kDay} day while a message is read changes nothing`, async () => {
    const visitor = await Visitor.open(browser);
    await visitor.page.addInitScript(movable);
    const { page } = visitor;
    await read(page, await sent([['a.txt', Buffer.from('a')]]));
    await page.evaluate(by => window.moveClock(by), jump);
    await page.waitForTimeout(1_500); // the clock ticks once at least
    assert.equal(await page.getAttribute('#read', 'data-state'), 'reading');
    assert.match(await page.textContent('[data-part="lease-left"]'), /^59 min/);
    const download = page.waitForEvent('download');
    await page.click('[data-part="files"] [data-part="download"]');
    await download;
    await page.click('[data-finish] >> visible=true');
    await page.click('#finish-yes');
    await page.waitForSelector('#read[data-state=finished]');
    const today = new Intl.DateTimeFormat('fr-CA', { day: 'numeric', month: 'long' }).format(new Date());
    assert.ok((await page.textContent('#finished-text')).includes(today.replace(/^1 /, '1er ')), today);
    await visitor.close();
  });

for (const off of [kDay, -kDay])
  test(`the composer tells the true day of expiry on a device ${off / kDay} day off`, async () => {
    const told = [];
    for (const by of [0, off]) {
      const visitor = await Visitor.open(browser);
      await visitor.page.addInitScript(movable);
      await visitor.page.addInitScript(given => window.moveClock(given), by);
      await visitor.signIn(deployment, kSender);
      await visitor.page.goto(`${deployment.origin}/messages/new?lang=fr`);
      await visitor.page.waitForSelector('#composer[data-ready]');
      told.push((await visitor.page.textContent('#options')).match(/détruit.{0,200}/s)?.[0].replace(/\s+/g, ' '));
      await visitor.close();
    }
    assert.ok(told[0]);
    assert.equal(told[1], told[0]);
  });

test('a message that opens once is read in the tab that opened it; another tab takes nothing from it', async () => {
  const { link, code } = await sent();
  const visitor = await Visitor.open(browser);
  const other = await visitor.context.newPage();
  await other.goto(link);
  await other.waitForSelector('#read[data-state=gate]');
  await read(visitor.page, { link, code });
  await other.fill('#code', code);
  await other.click('#open');
  await other.waitForSelector('#read[data-state=refused]');
  await other.close();
  await visitor.page.reload();
  await visitor.page.waitForSelector('#read[data-state=reading]');
  assert.equal((await visitor.page.textContent('#subject')).trim(), 'Acte');
  await visitor.close();
});

test('two tabs that reply to one message lose nothing of each other', async () => {
  const it = await sent([], { opens: 3 });
  const visitor = await Visitor.open(browser);
  const [one, two] = [visitor.page, await visitor.context.newPage()];
  for (const tab of [one, two]) await read(tab, it);
  const kept = text => tab =>
    tab.waitForFunction(
      wanted =>
        document.querySelector('#reply-state')?.textContent !== '' &&
        document.querySelector('#reply-body')?.textContent.includes(wanted),
      text,
    );
  for (const [tab, text] of [
    [one, 'Réponse un'],
    [two, 'Réponse deux'],
  ]) {
    await tab.click('#reply-body');
    await tab.keyboard.type(text);
    await kept(text)(tab);
  }
  await one.reload();
  await kept('Réponse un')(one);
  await two.click('#reply-send');
  await two.waitForSelector('#reply-done:not([hidden])', { timeout: 120_000 });
  await one.reload();
  await kept('Réponse un')(one);
  // A third tab begins blank while the first writes.
  const three = await visitor.context.newPage();
  await read(three, it);
  await three.waitForSelector('#reply-body');
  assert.equal((await three.textContent('#reply-body')).trim(), '');
  await visitor.close();
});

test('many drafts that wait cost one question for their locks, and a dropped one leaves nothing behind', async () => {
  const { page, context } = await signedIn();
  await page.addInitScript(() => {
    window.asked = 0;
    const query = navigator.locks.query.bind(navigator.locks);
    navigator.locks.query = () => {
      window.asked += 1;
      return query();
    };
  });
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  for (const subject of ['Un', 'Deux', 'Trois']) {
    await page.waitForSelector('#composer[data-ready]');
    await page.fill('#subject', subject);
    await page.waitForSelector('#composer[data-draft=kept]');
    await page.reload();
    await page.waitForSelector('#composer[data-ready]');
    assert.equal(await page.inputValue('#subject'), subject);
    await page.click('#blank');
    await page.waitForFunction(() => document.querySelector('#subject')?.value === '');
  }
  await page.waitForSelector('#composer[data-ready]');
  await page.waitForFunction(() => document.querySelectorAll('#drafts li').length === 3);
  assert.equal(await page.evaluate(() => window.asked), 1);
  for (let left = 2; left >= 0; left--) {
    await page.click('[data-part="draft-drop"] >> nth=0');
    await page.waitForFunction(count => document.querySelectorAll('#drafts li').length === count, left);
  }
  const keys = await page.evaluate(
    () =>
      new Promise(go => {
        indexedDB.open('secure-exchanges', 1).onsuccess = event => {
          const all = event.target.result.transaction('device').objectStore('device').getAllKeys();
          all.onsuccess = () => go(all.result.filter(key => /^(draft|open):.*#/.test(key)));
        };
      }),
  );
  assert.deepEqual(
    keys.filter(key => !key.startsWith('open:')),
    [],
  );
  await context.close();
});

/** Counts the requests of a page whose method and path fit, and what was pressed twice. */
function counted(page, method, shape) {
  const seen = [];
  page.on('request', request => {
    if (request.method() === method && shape.test(new URL(request.url()).pathname)) seen.push(request.url());
  });
  return seen;
}

const twice = (page, selector) =>
  page.evaluate(found => {
    const button = document.querySelector(found);
    button.click();
    button.click();
  }, selector);

test('on the reading page, every act that is pressed twice is done once', async () => {
  const visitor = await Visitor.open(browser);
  const { page } = visitor;
  const it = await sent([['a.txt', Buffer.from('a')]], { opens: 2 });
  await page.goto(it.link);
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', it.code);
  const opens = counted(page, 'POST', /\/open$/);
  await twice(page, '#open');
  await page.waitForSelector('#read[data-state=reading]');
  assert.equal(opens.length, 1);
  const files = counted(page, 'GET', /\/files\//);
  const downloads = [];
  page.on('download', download => downloads.push(download));
  await twice(page, '[data-part="files"] [data-part="download"]');
  await page.waitForSelector('[data-part="files"] [data-part="ok"]:not([hidden])');
  assert.ok(files.length <= 1 && downloads.length <= 1, `${files.length} ${downloads.length}`);
  const reports = counted(page, 'POST', /\/report$/);
  await page.click('[data-part="report-ask"]');
  await twice(page, '[data-part="report-form"] [type=submit], #report-form button:not([type=button])');
  await page.waitForFunction(() => document.querySelector('[data-part="acts-state"]').textContent !== '');
  assert.equal(reports.length, 1);
  const ends = counted(page, 'POST', /\/finish$/);
  await page.click('[data-finish] >> visible=true');
  await twice(page, '#finish-yes');
  await page.waitForSelector('#read[data-state=finished]');
  assert.equal(ends.length, 1);
  // The second open: a real double click on the button that opens a dialog confirms nothing.
  await page.click('#reopen');
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', it.code);
  await page.press('#code', 'Enter');
  await page.waitForSelector('#read[data-state=reading]');
  const destroys = counted(page, 'POST', /\/destroy$/);
  await page.dblclick('[data-part="destroy-ask"]', { delay: 10 });
  await page.waitForSelector('[data-part="destroy-dialog"][open]');
  await twice(page, '[data-part="destroy-yes"]');
  await page.waitForSelector('#read[data-state=finished]');
  assert.equal(destroys.length, 1);
  await visitor.close();
});

async function signedIn(address = kSender) {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, address);
  return visitor;
}

test('the second press of a double click confirms nothing that the first brought up', async () => {
  const { page, context } = await signedIn();
  await compose(deployment, page, 'louis@exemple.com', 'Brouillon');
  const { x, y, width, height } = await page.locator('#cancel').boundingBox();
  await page.evaluate(
    ([left, top]) => {
      // The dialog's yes stands where the button was, as it may in a small window.
      const yes = document.querySelector('#discard-yes');
      Object.assign(yes.style, {
        position: 'fixed',
        left: `${left - 60}px`,
        top: `${top - 30}px`,
        width: '120px',
        height: '60px',
      });
    },
    [x + width / 2, y + height / 2],
  );
  await page.mouse.dblclick(x + width / 2, y + height / 2, { delay: 20 });
  await page.waitForSelector('#discard-dialog[open]');
  await page.waitForTimeout(300); // long enough for a confirmation to leave the page
  assert.equal(new URL(page.url()).pathname, '/messages/new');
  assert.equal(await page.inputValue('#subject'), 'Brouillon');
  // Enter that is held down on the same button asks once.
  await page.click('#discard-no');
  await page.focus('#cancel');
  await page.keyboard.down('Enter');
  for (let i = 0; i < 5; i++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.waitForSelector('#discard-dialog[open]');
  assert.equal(await page.inputValue('#subject'), 'Brouillon');
  await context.close();
});

test('in the portal, acts that are pressed twice are done once', async () => {
  const { page, context } = await signedIn();
  // A contact, by a form without a script of its own.
  await page.goto(`${deployment.origin}/contacts/new`);
  const contacts = counted(page, 'POST', /\/contacts/);
  await page.fill('#name', 'Zoé Côté');
  await page.fill('#address', 'zoe@bücher.example');
  await Promise.all([page.waitForURL(/\/contacts(\?|$)/), twice(page, 'main form[method=post] button[type=submit]')]);
  assert.equal(contacts.length, 1);
  assert.match(await page.textContent('main'), /zoe@xn--bcher-kva\.example/);
  // An import.
  await page.goto(`${deployment.origin}/contacts/import`);
  const imports = counted(page, 'POST', /\/import$/);
  await page.setInputFiles('#file', {
    name: 'amis.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Liste\n\nNom;Courriel\nAna;ana@exemple.com\nLuc;luc@bücher.example\n'),
  });
  await page.waitForSelector('#preview:not([hidden])');
  await twice(page, '#import');
  await page.waitForSelector('#done:not([hidden])');
  assert.equal(imports.length, 2, 'one trial, one import');
  assert.match(await page.textContent('#done-title'), /^2 /);
  await page.setInputFiles('#file', {
    name: 'a.xls',
    mimeType: '',
    buffer: Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
  });
  await page.waitForFunction(() => /\.xls/.test(document.querySelector('#file-error').textContent));
  // Discarding.
  await compose(deployment, page, 'louis@exemple.com', 'À jeter');
  await page.waitForSelector('#composer[data-draft=kept]');
  await page.click('#cancel');
  await Promise.all([page.waitForURL(/\/messages$/), twice(page, '#discard-yes')]);
  await context.close();
});

test('a link that was not copied keeps its page, and a copied one lets it go', async () => {
  const { page, context } = await signedIn();
  await compose(deployment, page, 'lien@exemple.com', 'Lien');
  await page.selectOption('#delivery', 'link');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  assert.doesNotMatch(await page.textContent('#done'), /personne ne pourra/);
  const asked = [];
  page.on('dialog', async dialog => {
    asked.push(dialog.type());
    await dialog.dismiss();
  });
  await page.click('a[href="/messages"] >> visible=true >> nth=0');
  await page.waitForFunction(() => document.querySelector('#done') !== null);
  assert.deepEqual(asked, ['beforeunload']);
  await page.click('#done [data-part="copy-link"]');
  await page.click('#done [data-part="copy-code"]');
  await Promise.all([page.waitForURL(/\/messages$/), page.click('a[href="/messages"] >> visible=true >> nth=0')]);
  assert.equal(asked.length, 1);
  await context.close();
});

test('another person’s session while files are uploaded sends nothing under their name', async () => {
  const visitor = await signedIn();
  const { page, context } = visitor;
  await compose(deployment, page, 'louis.session@exemple.com', 'De Camille', [
    { name: 'a.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(9_000_000, 1) },
  ]);
  let go;
  const isMeanwhile = new Promise(resolve => (go = resolve));
  let isHeld;
  const held = new Promise(resolve => (isHeld = resolve));
  await page.route('**/parts/1', async route => {
    isHeld();
    await isMeanwhile;
    await route.continue().catch(() => undefined);
  });
  await page.click('#send');
  await held;
  await context.clearCookies();
  const other = new Visitor(context, await context.newPage());
  await other.signIn(deployment, 'julie.gagnon@example.com');
  go();
  await page.unroute('**/parts/1');
  for (const wanted of [/session est terminée/, /julie\.gagnon@example\.com a maintenant la session/]) {
    await page.waitForFunction(
      shape => new RegExp(shape).test(document.querySelector('#failure-text')?.textContent ?? ''),
      wanted.source,
    );
    await page.click('#send');
  }
  assert.equal((await deployment.mails('louis.session@exemple.com')).length, 0);
  assert.equal(await page.inputValue('#subject'), 'De Camille');
  // Camille again: it goes on, with what was uploaded.
  await context.clearCookies();
  await other.signIn(deployment, kSender);
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  assert.match((await deployment.mail('louis.session@exemple.com')).subject, /Camille/);
  await context.close();
});

test('signing out in another tab takes nothing of what is being written', async () => {
  const visitor = await signedIn();
  const { page, context } = visitor;
  await compose(deployment, page, 'louis@exemple.com', 'Gardé');
  await page.waitForSelector('#composer[data-draft=kept]');
  const other = await context.newPage();
  await other.goto(`${deployment.origin}/messages`);
  await other.evaluate(() => document.querySelector('form[action$="/sign-out"]').requestSubmit());
  await other.waitForURL(/sign/);
  await page.click('#send');
  await page.waitForFunction(() =>
    /session est terminée/.test(document.querySelector('#failure-text')?.textContent ?? ''),
  );
  assert.equal(await page.inputValue('#subject'), 'Gardé');
  await new Visitor(context, other).signIn(deployment, kSender);
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  await context.close();
});

test('a code that nobody could have is no try, and one is found in what was pasted', async () => {
  const { link, code } = await sent();
  const { page, context } = await Visitor.open(browser);
  await page.goto(link);
  await page.waitForSelector('#read[data-state=gate]');
  const opens = counted(page, 'POST', /\/open$/);
  await page.fill('#code', `O${code.slice(1)}`);
  await page.click('#open');
  await page.waitForFunction(() => /ni 0, O, 1, I ni L/.test(document.querySelector('#code-error').textContent));
  assert.equal(opens.length, 0);
  const wide = [...code].map(each => String.fromCharCode(each.charCodeAt(0) + 0xfee0)).join('');
  await page.fill('#code', `Code d’ouverture : ${wide.slice(0, 3)}−${wide.slice(3)}.`);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  await context.close();
});
