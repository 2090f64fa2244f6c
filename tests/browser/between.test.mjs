// Tests what stands between people and the server: portals that answer in its place, proxies that refuse or cut, an
// answer that is lost. Nothing is lost, and what the pages say is true.
import assert from 'node:assert/strict';
import { createServer, request as ask } from 'node:http';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { compose, Deployment, launch, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kPage = '<html><h1>Sign in to the guests’ network</h1></html>';
let deployment, browser, sender, letter, client;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  ({ sender, letter, client } = await nodeClient(deployment));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const portal = (status, type = 'text/html') => ({ status, contentType: type, body: kPage });

/** Sends a message that can be opened once, and opens its gate in a window. */
async function atTheGate(files = []) {
  const { link, code } = (await sender().send(letter(files, { opens: 1 }))).recipients[0];
  const visitor = await Visitor.open(browser);
  await visitor.page.goto(link);
  await visitor.page.waitForSelector('#read[data-state=gate]');
  await visitor.page.fill('#code', code);
  return { ...visitor, page: visitor.page, context: visitor.context, link, code };
}

const says = (page, place, shape) =>
  page.waitForFunction(
    ([selector, source]) => {
      const element = document.querySelector(selector);
      return element?.checkVisibility() && new RegExp(source).test(element.textContent ?? '');
    },
    [place, shape.source],
  );

for (const status of [200, 403, 404, 511])
  test(`a portal that answers ${status} to the open costs no open, whether or not the server heard`, async () => {
    for (const isHeard of [false, true]) {
      const { page, context } = await atTheGate();
      await page.route('**/m/*/open', async route => {
        if (isHeard) await route.fetch();
        await route.fulfill(portal(status));
      });
      await page.click('#open');
      await says(page, '#gate-error', new RegExp(`à sa place \\(${status}\\)`));
      await page.unroute('**/m/*/open');
      await page.click('#open');
      await page.waitForSelector('#read[data-state=reading]');
      assert.equal((await page.textContent('#subject')).trim(), 'Acte');
      await context.close();
    }
  });

test('a portal at any other step is told as one, and the reading goes on', async () => {
  const { link, code } = (await sender().send(letter([['a.txt', Buffer.from('a')]], { opens: 1 }))).recipients[0];
  const { page, context } = await Visitor.open(browser);
  await page.route('**/m/*/gates', route => route.fulfill(portal(404)));
  await page.goto(link);
  await says(page, '#failed-text', /à sa place \(404\)/);
  await page.unroute('**/m/*/gates');
  await page.click('#failed-retry');
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', code);
  // The list of contents: the open is taken, and its lease is kept.
  await page.route('**/m/*/files/*', route => route.fulfill(portal(200)));
  await page.click('#open');
  await says(page, '#gate-error', /à sa place \(200\)/);
  await page.unroute('**/m/*/files/*');
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  // A lease that the page asks about again is not over because a portal says 404.
  await page.route('**/m/*/open', route => route.fulfill(portal(404)));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.reload();
  await says(page, '#failed-text', /à sa place \(404\)/);
  await page.unroute('**/m/*/open');
  await page.click('#failed-retry');
  await page.waitForSelector('#read[data-state=reading]');
  // The end: what is said of the destruction is true.
  await page.route('**/m/*/finish', route => route.fulfill(portal(200)));
  await page.click('[data-finish] >> visible=true');
  await page.click('#finish-yes');
  await page.waitForSelector('#read[data-state=finished]');
  assert.match(await page.textContent('#finished-text'), /n’a pas répondu; il effacera de lui-même/);
  await context.close();
});

test('destroying and reporting through a portal say that they failed', async () => {
  const { page, context } = await atTheGate();
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  await page.route('**/m/*/destroy', route => route.fulfill(portal(200)));
  await page.click('[data-part="destroy-ask"]');
  await page.click('[data-part="destroy-yes"]');
  await says(page, '[data-part="acts-state"]', /n’a pas pu se faire/);
  assert.equal(await page.getAttribute('#read', 'data-state'), 'reading');
  await context.close();
});

async function write(to, subject) {
  const visitor = await Visitor.open(browser);
  await visitor.signIn(deployment, kSender);
  await compose(deployment, visitor.page, to, subject);
  return visitor;
}

const done = page => page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });

for (const [what, path] of [
  ['the first request', '**/api/v1/messages'],
  ['a part', '**/parts/**'],
  ['the last request', '**/send'],
])
  test(`a page instead of the answer to ${what} sends nothing, then once`, async () => {
    const address = `portail-${path.length}@exemple.com`;
    const { page, context } = await write(address, 'Par un portail');
    for (const status of [200, 404, 511]) {
      await page.route(path, route => route.fulfill(portal(status)));
      await page.click('#send');
      const isLast = path.endsWith('/send');
      await says(
        page,
        '#failure-text',
        isLast ? /c’est peut-être parti/ : new RegExp(`à sa place ou a refusé \\(${status}\\)`),
      );
      await page.unroute(path);
    }
    await page.click('#send');
    await done(page);
    const mail = await deployment.mail(address);
    assert.equal((await deployment.mails(address)).length, 1);
    assert.ok(mail);
    await context.close();
  });

test('an answer that was lost on the way sends nothing twice', async () => {
  const { page, context } = await write('perdue@exemple.com', 'Réponse perdue');
  await page.route('**/send', async route => {
    await route.fetch();
    await route.fulfill(portal(502));
  });
  await page.click('#send');
  await says(page, '#failure-text', /c’est peut-être parti/);
  await page.unroute('**/send');
  await page.click('#send');
  await done(page);
  await deployment.mail('perdue@exemple.com');
  assert.equal((await deployment.mails('perdue@exemple.com')).length, 1);
  await context.close();
});

test('a session that a portal seems to end is not ended', async () => {
  const { page, context } = await write('session@exemple.com', 'Session');
  await page.route('**/api/v1/messages', route =>
    route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"csrf"}' }),
  );
  await page.click('#send');
  await says(page, '#failure-text', /session est terminée/);
  await page.unroute('**/api/v1/messages');
  await page.route('**/messages/new**', route => route.fulfill(portal(200)));
  await page.click('#send');
  await says(page, '#failure-text', /à sa place ou a refusé \(200\)/);
  await page.unroute('**/messages/new**');
  await page.click('#send');
  await done(page);
  await context.close();
});

test('behind a proxy of 1 MB a small message leaves, a large one is told why and kept', async () => {
  const refused = [];
  const proxy = createServer((from, to) => {
    if (Number(from.headers['content-length'] ?? 0) > 1_000_000) {
      refused.push(from.url);
      from.resume();
      return to.writeHead(413, { 'Content-Type': 'text/html', 'Connection': 'close' }).end('<h1>413</h1>');
    }
    const { hostname, port, pathname, search } = new URL(from.url);
    const on = ask({ hostname, port, path: pathname + search, method: from.method, headers: from.headers }, answer => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    });
    on.on('error', () => to.destroy());
    from.pipe(on);
  });
  await new Promise(go => proxy.listen(0, '127.0.0.1', go));
  const visitor = await Visitor.open(browser, {
    proxy: { server: `http://127.0.0.1:${proxy.address().port}`, bypass: '<-loopback>' },
  });
  try {
    const { page } = visitor;
    await visitor.signIn(deployment, kSender);
    await compose(deployment, page, 'petit@exemple.com', 'Petit');
    await page.click('#send');
    await done(page);
    await compose(deployment, page, 'gros@exemple.com', 'Gros');
    await page.setInputFiles('#composer input[type=file] >> nth=0', {
      name: 'gros.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(3_000_000, 7),
    });
    await page.click('#send');
    await says(page, '#failure-text', /taille \(413\).*tout est gardé ici/);
    assert.ok(refused.length > 0);
    assert.equal(await page.inputValue('#subject'), 'Gros');
    assert.match(await page.textContent('#compose'), /gros\.bin/);
    assert.equal((await deployment.mails('gros@exemple.com')).length, 0);
  } finally {
    await visitor.close();
    proxy.close();
  }
});

test('a download that is cut in the middle goes on where it was cut', async () => {
  const bytes = Buffer.from(Array.from({ length: 2_000_000 }, (_, i) => (i * 7) & 255));
  const { link, code } = (await sender().send(letter([['long.bin', bytes]], { opens: 1 }))).recipients[0];
  let cuts = 0;
  const asked = [];
  const proxy = createServer((from, to) => {
    const { port } = new URL(deployment.origin);
    const headers = { ...from.headers, host: `localhost:${port}` };
    if (from.url.includes('/files/')) asked.push(from.headers.range ?? '');
    const on = ask({ hostname: '127.0.0.1', port, path: from.url, method: from.method, headers }, answer => {
      to.writeHead(answer.statusCode, answer.headers);
      let sent = 0;
      answer.on('data', piece => {
        sent += piece.length;
        if (sent > 700_000 && cuts < 2) {
          cuts += 1;
          answer.destroy();
          return to.destroy();
        }
        to.write(piece);
      });
      answer.on('end', () => to.end());
    });
    on.on('error', () => to.destroy());
    from.pipe(on);
  });
  await new Promise(go => proxy.listen(0, '127.0.0.1', go));
  try {
    const { token, secret } = client.parseLink(link);
    const between = new client.Wire({
      origin: `http://127.0.0.1:${proxy.address().port}`,
      wait: () => Promise.resolve(),
    });
    const reader = new client.Reader(between, token);
    const info = await reader.gates(secret);
    const lease = client.newLease();
    const opened = await reader.open({ linkSecret: secret, lease, passwordKey: null, code }, info.header);
    const manifest = await reader.manifest(opened, lease);
    const pieces = [];
    for await (const piece of client.openFile(between, await reader.download(opened, lease, manifest.files[0])))
      pieces.push(Buffer.from(piece));
    assert.ok(Buffer.concat(pieces).equals(bytes));
    assert.equal(cuts, 2);
    assert.ok(asked.filter(range => /^bytes=[1-9]/.test(range)).length >= 2, asked.join());
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});
