// Tests many and large files (rows A11, A8, I3): resumed after a closed tab, paused, retried, in folders, and
// downloaded as one zip.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, sha256, until, Visitor } from './rig.mjs';

/** Checks every CRC of a zip, and prints names and hashes. */
const kUnzip =
  'import sys,zipfile,hashlib,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None;' +
  'print(json.dumps([[n, hashlib.sha256(z.read(n)).hexdigest()] for n in z.namelist()]))';
const kSender = 'camille.roy@example.com';
let deployment, browser, sender;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch('--js-flags=--expose-gc');
  sender = await Visitor.open(browser);
  await sender.signIn(deployment, kSender);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function composer(page) {
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
}

async function write(page, { to, subject, files = [] }) {
  await composer(page);
  await page.fill('#recipient', to);
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', subject);
  await page.setInputFiles('#files-input', files);
  await page.selectOption('#delivery', 'link');
}

/** Collects the numbers of the parts that a page uploads, except those of the manifest. */
function puts(page) {
  const seen = [];
  page.on('request', request => {
    const match = /\/files\/([^/]+)\/parts\/(\d+)$/.exec(request.url());
    if (match && request.method() === 'PUT' && !/^A+$/.test(match[1])) seen.push(Number(match[2]));
  });
  return seen;
}

async function sent(page) {
  await page.waitForSelector('#done:not([hidden])', { timeout: 180_000 });
  return { link: await page.inputValue('#done-link-0'), code: await page.inputValue('#done-code-0') };
}

async function open({ link, code }, options = {}) {
  const reader = await Visitor.open(browser, options);
  await reader.page.goto(link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]');
  return reader;
}

async function download(page, button, ok) {
  const [got] = await Promise.all([page.waitForEvent('download', { timeout: 120_000 }), page.click(button)]);
  await page.waitForSelector(ok, { timeout: 120_000 });
  return { name: got.suggestedFilename(), path: await got.path() };
}

describe('A11 and I3: an upload goes on after a closed tab', () => {
  let path, told;

  test('the parts that are there stay there; the same file, chosen again, sends the rest', async () => {
    path = await deployment.file('visite.bin', randomBytes(60_000_000));
    const first = new Visitor(sender.context, await sender.context.newPage());
    const before = puts(first.page);
    let held = 0;
    // The network fails in the middle: parts from the fourth on get no answer.
    await first.page.route(/\/parts\/[3-9]$/, route => {
      held++;
      return route.abort('internetdisconnected');
    });
    await write(first.page, { to: 'reprise@exemple.com', subject: 'Reprise', files: [path] });
    await first.page.click('#send');
    await until('the first parts', () => held > 0 && before.includes(2));
    await until('the wait', async () => /réseau/.test(await first.page.innerText('#progress-title')));
    await until('a kept draft', async () => (await first.page.getAttribute('#composer', 'data-draft')) === 'kept');
    await first.page.waitForTimeout(700); // the draft is saved at most half a second after a change
    await first.page.close({ runBeforeUnload: false });

    const { page } = sender;
    const after = puts(page);
    await composer(page);
    assert.match(await page.innerText('#unfinished'), /attend la suite/);
    assert.match(await page.innerText('#files'), /visite\.bin[\s\S]*joindre de nouveau/i);
    await sender.checkBoth('composer-unfinished');
    await page.click('#send');
    assert.match(await page.innerText('#summary'), /visite\.bin/, 'nothing is sent without its files');
    await page.setInputFiles('#files-input', [path]);
    await until('the file', async () => !/joindre de nouveau/i.test(await page.innerText('#files')));
    await page.click('#send');
    told = await sent(page);
    assert.ok(after.length > 0 && after.every(part => part >= 3), `parts went up again: ${after}`);
  });

  test('and the file comes out whole, with its fingerprint', async () => {
    const reader = await open(told);
    const got = await download(reader.page, '#files [data-part=download]', '#files [data-part=ok]:not([hidden])');
    assert.equal(await sha256(got.path), await sha256(path));
    await reader.close();
  });

  test('another file of that name and size is sent from its start', async () => {
    const { page } = sender;
    const other = await deployment.file('autre.bin', randomBytes(20_000_000));
    await page.route(/\/parts\/2$/, route => route.abort('internetdisconnected'));
    await write(page, { to: 'change@exemple.com', subject: 'Changé', files: [other] });
    const seen = puts(page);
    await page.click('#send');
    await until('the wait', async () => /réseau/.test(await page.innerText('#progress-title')));
    await page.click('#progress-stop');
    await until('the draft', async () => (await page.getAttribute('#composer', 'data-draft')) === 'kept');
    await page.unroute(/\/parts\/2$/);
    await composer(page);
    const changed = randomBytes(20_000_000);
    writeFileSync(other, changed);
    utimesSync(other, new Date(), new Date(Date.now() + 5000));
    seen.length = 0;
    await page.setInputFiles('#files-input', [other]);
    await until('the file', async () => !/joindre de nouveau/i.test(await page.innerText('#files')));
    await page.click('#send');
    const reader = await open(await sent(page));
    assert.deepEqual([...new Set(seen)].sort(), [0, 1, 2]);
    const got = await download(reader.page, '#files [data-part=download]', '#files [data-part=ok]:not([hidden])');
    assert.equal(await sha256(got.path), await sha256(other));
    await reader.close();
  });

  test('a sealing program that did not come at first does not leave the message waiting', async () => {
    const { page } = sender;
    const file = await deployment.file('programme.bin', randomBytes(10_000_000));
    await page.route(/\/parts\/1$/, route => route.abort('internetdisconnected'));
    await write(page, { to: 'programme@exemple.com', subject: 'Programme', files: [file] });
    await page.click('#send');
    await until('the wait', async () => /réseau/.test(await page.innerText('#progress-title')));
    await page.click('#progress-stop');
    await until('the draft', async () => (await page.getAttribute('#composer', 'data-draft')) === 'kept');
    await page.unroute(/\/parts\/1$/);
    await composer(page);
    const program = new URL(await page.getAttribute('#composer', 'data-seal-worker'), deployment.origin).href;
    let refused = 0;
    await page.route(program, route => (refused++ === 0 ? route.abort('connectionreset') : route.continue()));
    // The worker's first request is for the file's fingerprint.
    await page.setInputFiles('#files-input', [file]);
    await until('the file', async () => !/joindre de nouveau/i.test(await page.innerText('#files')));
    assert.equal(refused, 1);
    await page.click('#send');
    await sent(page);
    await page.unroute(program);
  });

  test('throwing the draft away destroys what was begun', async () => {
    const { page } = sender;
    await page.route(/\/parts\/1$/, route => route.abort('internetdisconnected'));
    await write(page, {
      to: 'jete@exemple.com',
      subject: 'Jeté',
      files: [await deployment.file('jete.bin', randomBytes(10_000_000))],
    });
    const created = page.waitForResponse(
      answer => answer.url().endsWith('/api/v1/messages') && answer.status() === 201,
    );
    await page.click('#send');
    const { id } = await (await created).json();
    await until('the wait', async () => /réseau/.test(await page.innerText('#progress-title')));
    await page.click('#progress-stop');
    await page.unroute(/\/parts\/1$/);
    await until('the draft', async () => !(await page.isDisabled('#send')));
    await page.click('#cancel');
    await Promise.all([page.waitForURL(/\/messages$/), page.click('#discard-yes')]);
    assert.equal(
      await page.evaluate(
        async at => (await fetch(`/api/v1/messages/${at}/files/AAAAAAAAAAAAAAAAAAAAAA/parts`)).status,
        id,
      ),
      404,
    );
    await composer(page);
    assert.ok(await page.isHidden('#unfinished'));
  });
});

describe('A11: many files at once', () => {
  test('folders and doubles keep a name of their own, what is too much is refused by name', async () => {
    const { page } = sender;
    await composer(page);
    await page.evaluate(async () => {
      const data = new DataTransfer();
      for (const text of ['un', 'deux']) data.items.add(new File([text], 'note.txt', { lastModified: text.length }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await until('two files', async () => (await page.locator('#files li').count()) === 2);
    assert.deepEqual(await page.locator('#files [data-part=name]').allInnerTexts(), ['note.txt', 'note (2).txt']);
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(500)], 'image.png', { type: 'image/png' }));
      document
        .querySelector('#body')
        .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await until('the picture', async () => (await page.locator('#files li').count()) === 3);
    await page.evaluate(() => {
      const data = new DataTransfer();
      for (let i = 0; i < 120; i++) data.items.add(new File([String(i)], `page-${i}.txt`));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('#files-error:not([hidden])');
    assert.match(await page.innerText('#files-error'), /23 fichiers.*100 par message/);
    assert.equal(await page.locator('#files li').count(), 100);
    await sender.checkBoth('composer-many');
    await page.click('#files-clear');
    assert.equal(await page.locator('#files li').count(), 0);
    // Otherwise the next page would ask for the hundred files again.
    await page.waitForSelector('#composer[data-draft=kept]');
  });

  const again = /joindre de nouveau/i;
  const names = page => page.locator('#files [data-part=name]').allInnerTexts();

  /** Drops files and folders from the person's machine, as the system's drag and drop does. */
  async function drop(page, paths) {
    await page.locator('#drop').scrollIntoViewIfNeeded();
    const { x, y } = await page.locator('#drop').boundingBox();
    const devtools = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'])
      await devtools.send('Input.dispatchDragEvent', {
        type,
        x: x + 5,
        y: y + 5,
        data: { items: [], files: paths, dragOperationsMask: 1 },
      });
    await devtools.detach();
  }

  function folder(name, files) {
    const path = join(deployment.folder, name);
    for (const [file, content] of files) {
      mkdirSync(join(path, file, '..'), { recursive: true });
      writeFileSync(join(path, file), content);
    }
    return path;
  }

  test('a dropped folder keeps its paths, and another tab finds its files without asking', async () => {
    const plan = randomBytes(3000);
    const path = folder('Dossier Marina', [
      ['Plans/2026/plan.bin', plan],
      ['note.txt', 'note'],
      ['Été/vide.txt', ''],
    ]);
    const first = new Visitor(sender.context, await sender.context.newPage());
    await write(first.page, { to: 'dossier@exemple.com', subject: 'Dossier' });
    await drop(first.page, [path, await deployment.file('seul.txt', 'seul')]);
    const dropped = [
      'Dossier Marina/Plans/2026/plan.bin',
      'Dossier Marina/note.txt',
      'Dossier Marina/Été/vide.txt',
      'seul.txt',
    ];
    await until('the files', async () => (await first.page.locator('#files li').count()) === 4);
    assert.deepEqual((await names(first.page)).sort(), [...dropped].sort());
    await first.page.waitForSelector('#composer[data-draft=kept]');
    await first.page.close({ runBeforeUnload: false });

    // One of the files is moved away for a while: the page asks for it, and finds it once it is back.
    const [there, elsewhere] = [join(path, 'note.txt'), join(deployment.folder, 'ailleurs.txt')];
    renameSync(there, elsewhere);
    const { page } = sender;
    await composer(page);
    assert.deepEqual(await page.locator('#files li', { hasText: again }).locator('[data-part=name]').allInnerTexts(), [
      'Dossier Marina/note.txt',
    ]);
    renameSync(elsewhere, there);
    await page.click('#unfinished-files');
    await until('the file', async () => !again.test(await page.innerText('#files')));
    await page.click('#send');
    const reader = await open(await sent(page));
    assert.deepEqual((await names(reader.page)).sort(), [...dropped].sort());
    const got = await download(reader.page, '#archive [data-part=download]', '#archive [data-part=ok]:not([hidden])');
    const listed = new Map(JSON.parse(execFileSync('python3', ['-c', kUnzip, got.path], { encoding: 'utf8' })));
    assert.deepEqual([...listed.keys()].sort(), [...dropped].sort());
    assert.equal(listed.get(dropped[0]), createHash('sha256').update(plan).digest('hex'));
    await reader.close();
  });

  test('a browser without handles reads a dropped folder too, past the hundred entries that come at once', async () => {
    const visitor = new Visitor(sender.context, await sender.context.newPage());
    await visitor.page.addInitScript(() => {
      delete DataTransferItem.prototype.getAsFileSystemHandle;
    });
    await composer(visitor.page);
    await drop(visitor.page, [
      folder(
        'Photos',
        Array.from({ length: 130 }, (_, i) => [`Chantier/${i}.txt`, String(i)]),
      ),
    ]);
    await visitor.page.waitForSelector('#files-error:not([hidden])');
    assert.match(await visitor.page.innerText('#files-error'), /30 fichiers.*100 par message/);
    assert.ok((await names(visitor.page)).every(name => /^Photos\/Chantier\/\d+\.txt$/.test(name)));
    await visitor.page.click('#files-clear');
    await visitor.page.waitForSelector('#composer[data-draft=kept]');
    await visitor.page.close();
  });

  test('the number of uploads at once is kept on this device', async () => {
    const { page } = sender;
    await composer(page);
    assert.equal(await page.inputValue('#uploads'), '2');
    await page.selectOption('#uploads', '5');
    await composer(page);
    assert.equal(await page.inputValue('#uploads'), '5');
    const slow = await sender.context.newCDPSession(page);
    await slow.send('Network.enable');
    await slow.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 4_000_000, // slower than sealing, on a loaded machine too
    });
    await write(page, {
      to: 'cinq@exemple.com',
      subject: 'Cinq',
      files: [await deployment.file('cinq.bin', randomBytes(60_000_000))],
    });
    await page.click('#send');
    await sent(page);
    await slow.detach();
    const times = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(each => /\/parts\/\d+$/.test(each.name))
        .map(({ startTime, responseEnd }) => [startTime, responseEnd]),
    );
    const atOnce = times.map(([start]) => times.filter(([from, to]) => from <= start && start < to).length);
    assert.equal(Math.max(...atOnce), 5);
  });
});

describe('A8: downloads on the reading page', () => {
  const files = () => [
    ['plan.pdf', randomBytes(3_000_000)],
    ['Été/Photos/plan.pdf', randomBytes(200_000)],
    ['Été/Photos/plan.pdf', Buffer.from('double')],
    ['../../échappe.txt', Buffer.from('dehors')],
    ['vide.txt', Buffer.alloc(0)],
  ];

  async function told(content) {
    const { sender: made, letter } = await nodeClient(deployment);
    return (await made().send(letter(content))).recipients[0];
  }

  for (const [way, options] of [
    ['a service worker', {}],
    ['the private file system', { serviceWorkers: 'block' }],
  ])
    test(`all files as one zip through ${way}: folders kept, nothing outside them, whole`, async () => {
      const content = files();
      const reader = await open(await told(content), options);
      assert.match(await reader.page.innerText('#files'), /Été\/Photos\/plan\.pdf/);
      const got = await download(reader.page, '#archive [data-part=download]', '#archive [data-part=ok]:not([hidden])');
      assert.equal(got.name, 'Fichiers du message.zip');
      const listed = JSON.parse(execFileSync('python3', ['-c', kUnzip, got.path], { encoding: 'utf8' }));
      assert.deepEqual(
        listed.map(each => each[0]),
        ['plan.pdf', 'Été/Photos/plan.pdf', 'Été/Photos/plan (2).pdf', 'échappe.txt', 'vide.txt'],
      );
      assert.deepEqual(
        listed.map(each => each[1]),
        content.map(([, bytes]) => createHash('sha256').update(bytes).digest('hex')),
      );
      assert.equal(
        await reader.page.locator('#files [data-part=ok]:not([hidden])').count(),
        5,
        'each file is shown as verified',
      );
      await reader.checkBoth(`read-zip-${way.split(' ').pop()}`);
      await reader.close();
    });

  test('I3: a download is paused, loses its server, and goes on from there with a range', async () => {
    const bytes = randomBytes(60_000_000);
    const reader = await open(await told([['grand.bin', bytes]]));
    const { page } = reader;
    const starts = page.waitForEvent('download', { timeout: 120_000 });
    await page.click('#files [data-part=download]');
    await page.click('#files [data-part=pause]');
    const got = await starts;
    await page.waitForSelector('#files [data-part=resume]:not([hidden])');
    assert.match(await page.innerText('#files'), /En pause/);
    await reader.check('read-paused');
    await deployment.kill();
    await page.click('#files [data-part=resume]');
    await until('the wait', async () => /réseau|environ/.test(await page.innerText('#files')));
    await deployment.serve();
    await page.waitForSelector('#files [data-part=ok]:not([hidden])', { timeout: 120_000 });
    assert.equal(await sha256(await got.path()), createHash('sha256').update(bytes).digest('hex'));
    await reader.close();
  });

  test('A11, I3: up and down while the browser collects garbage all the time', async () => {
    const collecting = worker => worker.evaluate(() => void setInterval(() => globalThis.gc(), 5));
    sender.page.on('worker', collecting);
    const path = await deployment.file('ramasse.bin', randomBytes(20_000_000));
    await write(sender.page, { to: 'louis@exemple.com', subject: 'Ramassé', files: [path] });
    await sender.page.click('#send');
    const reader = await open(await sent(sender.page));
    for (const worker of reader.context.serviceWorkers()) await collecting(worker);
    await collecting(reader.page);
    const got = await download(reader.page, '#files [data-part=download]', '#files [data-part=ok]:not([hidden])');
    assert.equal(await sha256(got.path), await sha256(path));
    sender.page.off('worker', collecting);
    await reader.close();
  });
});
