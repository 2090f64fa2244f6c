// Tests a company's brand (D4, J5): its form, preview, and what recipients and people then see, in both languages, light and
// dark, on phones and desktops. One visit does it all, because each page load takes its time.
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { Deployment, kDesk, kPhone, launch, until, Visitor } from './rig.mjs';

const kLogo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"><rect width="200" height="80" rx="16" fill="#f2851b"/>
<script>alert(1)</script></svg>`;

/** Is a PNG of 10,000 by 10,000 pixels, which takes 12 kB. */
const kHugePicture = (() => {
  const chunk = (kind, bytes) => {
    const named = Buffer.concat([Buffer.from(kind), bytes]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(bytes.length, 0);
    frame.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(10_000, 0);
  head.writeUInt32BE(10_000, 4);
  head.writeUInt8(1, 8); // one bit a pixel
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(10_000 * 1_251))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
})();

let deployment, browser, admin, origin;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'camille.roy@example.com');
  origin = deployment.origin;
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Checks the page of the form, whose frame has checks of its own. */
async function check(name) {
  const { page } = admin;
  for (const viewport of [kPhone, kDesk]) {
    await page.setViewportSize(viewport);
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { violations } = await window.axe.run({ exclude: ['iframe'] }, { iframes: false });
      return violations.map(each => `${each.id}: ${each.nodes.map(node => node.target.join(' ')).join(', ')}`);
    });
    assert.deepEqual(found, [], `axe on ${name}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide`);
    if (process.env.SX_SHOTS)
      await page.screenshot({ path: `${process.env.SX_SHOTS}/${name}-${viewport.width}.png`, fullPage: true });
  }
  assert.deepEqual(admin.complaints, [], `complaints on ${name}`);
}

const frameText = async () => (await admin.page.frames()[1]?.locator('body').innerText()) ?? '';

test('the form shows what a brand will look like, and says which colour had to move', async () => {
  const { page } = admin;
  await page.goto(`${origin}/admin/branding?lang=fr`);
  await check('branding-fr');
  await page.fill('#company', 'Étude Boréal');
  await page.fill('#brand_colour', '#f2851b');
  await page.fill('#header_colour', '#ffffff');
  await page.fill('#headline_fr', 'Portail <b>confidentiel</b><script>alert(1)</script>');
  await page.fill('#footer_fr', 'Chambre des notaires');
  await until('the contrasts', async () => /2,2 sur 4,5/.test(await page.innerText('#contrasts')));
  await until('the preview', async () => /Étude Boréal/.test(await frameText()));
  assert.equal(
    await page
      .frames()[1]
      .evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--sx-brand').trim()),
    '#f2851b',
  );
  for (const [kind, words] of [
    ['reading', /Lire le message/],
    ['mail', /Code d’ouverture/],
  ]) {
    await page.click(`[data-kind=${kind}]`);
    await until(`the preview of ${kind}`, async () => words.test(await frameText()));
  }
  for (const [name, buffer, said] of [
    ['none.png', Buffer.from('no picture'), /n’est pas une image/],
    ['ten-megabytes.png', Buffer.concat([kHugePicture, Buffer.alloc(10_000_000)]), /trop lourde/],
    ['hundred-megapixels.png', kHugePicture, /trop de pixels/],
  ]) {
    await page.setInputFiles('#logo_file', { name, mimeType: 'image/png', buffer });
    await until(`the fault of ${name}`, async () =>
      said.test(await page.innerText('[data-picture=logo] [data-part=fault]')),
    );
  }
  assert.equal(await page.inputValue('#company'), 'Étude Boréal', 'what was typed is lost');
  await page.setInputFiles('#logo_file', { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(kLogo) });
  await page.waitForSelector('[data-picture=logo] img');
  assert.match(await page.getAttribute('[data-picture=logo] img', 'src'), /^\/brand\/[0-9a-f]{40}\.png$/);
  await check('branding-typed-fr');
});

test('what was saved is seen at once by everybody, light and dark, in both languages', async () => {
  const { page } = admin;
  await page.setViewportSize(kDesk);
  await page.click('#brand button[type=submit]');
  await page.waitForSelector('.sx-note-warn');
  assert.match(await page.innerText('main [role=status]'), /nettoyé/);
  assert.match(await page.innerText('.sx-headline'), /Portail confidentiel/);
  const visitor = await Visitor.open(browser);
  for (const [language, theme] of [
    ['fr', 'light'],
    ['fr', 'dark'],
    ['en', 'light'],
  ]) {
    await visitor.page.emulateMedia({ colorScheme: theme });
    await visitor.page.goto(`${origin}/sign-in?lang=${language}`);
    assert.match(await visitor.page.title(), /Étude Boréal/);
    const shown = await visitor.page.evaluate(async () => {
      const style = getComputedStyle(document.documentElement);
      const picture = document.querySelector('.sx-brandmark img');
      await picture.decode();
      return { brand: style.getPropertyValue('--sx-brand').trim(), width: picture.naturalWidth };
    });
    assert.deepEqual(shown, { brand: '#f2851b', width: 200 });
    assert.equal((await visitor.page.locator('.sx-headline').count()) === 1, language === 'fr');
    await visitor.checkBoth(`branded-sign-in-${language}-${theme}`);
  }
  await visitor.page.goto(`${origin}/m/AAAAAAAAAAAAAAAAAAAAAA?lang=fr`);
  await visitor.page.waitForSelector('.sx-headline');
  await visitor.checkBoth('branded-reading-fr');
});

test('two companies look like two products, and nothing of one is at the other', async () => {
  const visitor = await Visitor.open(browser);
  const port = new URL(origin).port;
  const brands = {};
  for (const name of ['acme', 'beta']) {
    await visitor.page.goto(`http://${name}.localhost:${port}/sign-in?lang=fr`);
    brands[name] = {
      html: await visitor.page.content(),
      brand: await visitor.page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--sx-brand').trim(),
      ),
    };
    await visitor.checkBoth(`branded-${name}-light`);
    // Loaded anew: while a page changes its colours, they are between two.
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    await visitor.page.reload();
    await visitor.checkBoth(`branded-${name}-dark`);
    await visitor.page.emulateMedia({ colorScheme: 'light' });
  }
  assert.notEqual(brands.acme.brand, brands.beta.brand);
  assert.ok(!/acme|patrimoine/i.test(brands.beta.html), 'a word of acme at beta');
  assert.ok(!/clinique|beta clinic/i.test(brands.acme.html), 'a word of beta at acme');
  const file = /\/brand\/[0-9a-f]{40}\.css/.exec(brands.acme.html)[0];
  // The browser knows names below localhost, the system need not.
  const statusAt = async name => (await visitor.page.goto(`http://${name}.localhost:${port}${file}`)).status();
  assert.equal(await statusAt('acme'), 200);
  assert.equal(await statusAt('beta'), 404);
});

test('the sub-domain is checked while it is typed; a version comes back; all works without a script', async () => {
  const { page, context } = admin;
  await page.goto(`${origin}/admin/branding/versions?lang=en`);
  await admin.check('branding-versions-en');
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: kDesk });
  await plain.addCookies(await context.cookies());
  const form = await plain.newPage();
  await form.goto(`${origin}/admin/branding?lang=en`);
  await form.fill('#company', 'Boreal Notaries');
  await form.fill('#headline_fr', '');
  await form.setInputFiles('#icon_file', { name: 'i.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(kLogo) });
  await form.click('#brand button[type=submit]');
  await form.waitForSelector('.sx-note-ok');
  assert.match(await form.title(), /Boreal Notaries/);
  await form.goto(`${origin}/admin/branding/versions/1?lang=en`);
  assert.match(await form.innerText('main'), /Étude Boréal[^]*Boreal Notaries/);
  await form.click('main form button[type=submit]');
  await form.waitForSelector('.sx-note-ok');
  assert.match(await form.title(), /Étude Boréal/);
  await plain.close();

  const alice = await Visitor.open(browser);
  const acme = origin.replace('localhost', 'acme.localhost');
  await alice.signIn({ origin: acme, mail: (...words) => deployment.mail(...words) }, 'alice.martin@acme.example.com');
  const { html } = await deployment.mail('alice.martin@acme.example.com', () => true);
  for (const shown of ['#12352a', 'cid:logo', 'rue Girouard Ouest'])
    assert.ok(html.includes(shown), `${shown} in a mail`);
  await alice.page.goto(`${acme}/admin/branding?lang=fr`);
  for (const [name, words] of [
    ['admin', /réservé/],
    ['b3ta', /ressemble/],
    ['acme-conseils', /disponible/],
  ]) {
    await alice.page.fill('#subdomain', name);
    await until(`what is said of ${name}`, async () => words.test(await alice.page.innerText('#subdomain-state')));
  }
  await alice.page.goto(`${acme}/admin/branding/names?lang=fr`);
  await alice.checkBoth('branding-names-fr');
});
