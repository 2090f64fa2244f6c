// Tests second factors and sessions as people meet them: an authenticator app, codes by SMS, recovery codes, sign-in by
// mobile, the list of devices and the mail about a new one. Each page is looked at in both widths and languages.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Deployment, launch, linksOf, until, Visitor } from './rig.mjs';

const [kJulie, kMarc] = ['julie.gagnon@example.com', 'marc.tremblay@example.com'];
const kPeople = { fr: kJulie, en: kMarc };
const kMobiles = { fr: '514 555-0161', en: '514 555-0162' };
const kSecrets = {};
const kRecovery = {};
let deployment, browser;

before(async () => {
  deployment = await Deployment.start({ SX_AUTH_LINKS_PER_ADDRESS: '50' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Computes an app's code (RFC 6238), which shares no code with the product. */
function totp(secret, steps = 0) {
  let bits = '';
  for (const letter of secret.replaceAll(' ', ''))
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Asks for a link and opens it, up to the page that follows. */
async function openLink(visitor, typed, language, to = typed) {
  const { page } = visitor;
  const before = (await deployment.mails(to)).length;
  await page.goto(`${deployment.origin}/sign-in?lang=${language}&next=/account`);
  await page.fill('#address', typed);
  await page.check('#human');
  await page.waitForSelector('[data-robot-done]:not([hidden])');
  await page.click('form[data-sign-in] button[type=submit]');
  await page.waitForSelector('#code');
  const mail = await until('the link', async () => {
    const mails = await deployment.mails(to);
    return mails.length > before && mails.find(each => linksOf(each).some(link => link.includes('/sign-in/link')));
  });
  await page.goto(linksOf(mail).find(link => link.includes('/sign-in/link')));
  await page.click('#use:not([hidden]) button[type=submit]');
  await page.waitForURL(url => url.pathname !== '/sign-in/link');
}

const hasSession = async visitor =>
  (await visitor.context.cookies()).some(each => each.name.endsWith('sx_session') && each.value !== '');

const newestText = async digits =>
  (await deployment.mails(digits)).find(mail => mail.kind === 'sms' && /^\d{3} \d{3}/.test(mail.text));

for (const language of ['fr', 'en'])
  test(`D2: an authenticator app is set up, and asked for before the session begins (${language})`, async () => {
    const visitor = await Visitor.open(browser, { locale: `${language}-CA` });
    const { page } = visitor;
    await openLink(visitor, kPeople[language], language);
    await page.waitForURL(url => url.pathname === '/account');
    await visitor.checkBoth(`account-${language}`);
    await page.click('a[href="/account/factors/app"]');
    await page.waitForSelector('svg[role=img] path');
    await visitor.checkBoth(`app-setup-${language}`);
    const secret = await page.innerText('#secret');
    await page.fill('#code', '000000');
    await page.click('form[action="/account/factors/app"] button');
    await page.waitForSelector('#code.is-invalid');
    assert.equal(await page.innerText('#secret'), secret, 'the same secret after a wrong code');
    await page.fill('#code', totp(secret, -1));
    await page.click('form[action="/account/factors/app"] button');
    await page.waitForSelector('#recovery-codes');
    kRecovery[language] = (await page.innerText('#recovery-codes')).split('\n');
    kSecrets[language] = secret;
    assert.equal(kRecovery[language].length, 10);
    await visitor.checkBoth(`recovery-codes-${language}`);
    await page.click('main a.btn-primary');
    await page.waitForSelector('form[action="/account/factors/app/remove"]');
    await visitor.checkBoth(`account-factors-${language}`);
    await visitor.close();

    const other = await Visitor.open(browser, { locale: `${language}-CA` });
    await openLink(other, kPeople[language], language);
    assert.equal(new URL(other.page.url()).pathname, '/sign-in/second');
    assert.ok(!(await hasSession(other)), 'no session before the factor');
    await other.checkBoth(`second-${language}`);
    await other.page.goto(`${deployment.origin}/account`);
    assert.ok(new URL(other.page.url()).pathname.startsWith('/sign-in'), 'nothing opens before the factor');
    await other.page.goto(`${deployment.origin}/sign-in/second`);
    await other.page.fill('#code', '123 456');
    await other.page.click('form[action="/sign-in/second"] button');
    await other.page.waitForSelector('#code.is-invalid');
    await other.checkBoth(`second-wrong-${language}`);
    await other.page.fill('#code', totp(secret));
    await other.page.click('form[action="/sign-in/second"] button');
    await other.page.waitForURL(url => url.pathname === '/account');
    const mail = await deployment.mail(kPeople[language], found =>
      /Nouvelle connexion|New sign-in/.test(found.subject),
    );
    assert.match(mail.text, language === 'fr' ? /Chrome sur/ : /Chrome/, 'the mail names the device');
    await other.close();
  });

test('D2: a recovery code works once', async () => {
  const visitor = await Visitor.open(browser);
  await openLink(visitor, kJulie, 'fr');
  await visitor.page.fill('#code', kRecovery.fr[0].toLowerCase());
  await visitor.page.click('form[action="/sign-in/second"] button');
  await visitor.page.waitForURL(url => url.pathname === '/account');
  await visitor.close();
  const again = await Visitor.open(browser);
  await openLink(again, kJulie, 'fr');
  await again.page.fill('#code', kRecovery.fr[0]);
  await again.page.click('form[action="/sign-in/second"] button');
  await again.page.waitForSelector('#code.is-invalid');
  await again.close();
});

for (const language of ['fr', 'en'])
  test(`D1, D2: a code by SMS, and signing in by mobile (${language})`, async () => {
    const address = kPeople[language];
    const digits = kMobiles[language].replaceAll(/\D/g, '');
    const visitor = await Visitor.open(browser, { locale: `${language}-CA` });
    const { page } = visitor;
    await openLink(visitor, address, language);
    await page.fill('#code', kRecovery[language][3]);
    await page.click('form[action="/sign-in/second"] button');
    await page.waitForURL(url => url.pathname === '/account');
    await page.fill('#mobile', kMobiles[language]);
    await page.click('form[action="/account/mobile"] button');
    await page.waitForSelector('#mobile-code #code');
    const given = await until('the code', () => newestText(digits));
    await page.fill('#mobile-code #code', given.text.slice(0, 7));
    await page.click('#mobile-code button');
    await page.waitForSelector('form[action="/account/factors/sms"] input[value="1"]', { state: 'attached' });
    await page.click('form[action="/account/factors/sms"] button');
    await page.waitForSelector('form[action="/account/factors/sms"] input[value="0"]', { state: 'attached' });
    await page.click('form[action="/account/factors/app/remove"] button');
    await page.waitForSelector('a[href="/account/factors/app"]');
    await visitor.close();

    const other = await Visitor.open(browser, { locale: `${language}-CA` });
    await openLink(other, address, language);
    await other.checkBoth(`second-sms-${language}`);
    const sent = await until('the second code', async () => {
      const text = await newestText(digits);
      return text && text.at > given.at && text;
    });
    await other.page.fill('#code', sent.text.slice(0, 7));
    await other.page.click('form[action="/sign-in/second"] button');
    await other.page.waitForURL(url => url.pathname === '/account');

    const mobile = await Visitor.open(browser, { locale: `${language}-CA` });
    await openLink(mobile, kMobiles[language], language, digits);
    assert.equal(new URL(mobile.page.url()).pathname, '/sign-in/second');
    await mobile.checkBoth(`second-mail-${language}`);
    const mailed = await deployment.mail(address, found => /^\d{3} \d{3}\s*$/m.test(found.text ?? ''));
    await mobile.page.fill('#code', /^(\d{3} \d{3})\s*$/m.exec(mailed.text)[1]);
    await mobile.page.click('form[action="/sign-in/second"] button');
    await mobile.page.waitForURL(url => url.pathname === '/account');
    await mobile.checkBoth(`account-sessions-${language}`);

    // J3: the list of devices; another one is signed out from here.
    const rows = mobile.page.locator('#sessions-section tbody tr');
    assert.ok((await rows.count()) >= 2);
    await mobile.page.click('form[action="/account/sessions/end-others"] button');
    await mobile.page.waitForFunction(() => document.querySelectorAll('#sessions-section tbody tr').length === 1);
    await other.page.goto(`${deployment.origin}/account`);
    assert.ok(new URL(other.page.url()).pathname.startsWith('/sign-in'), 'the other device is out');
    await other.close();
    await mobile.close();
  });

test('D1: what is neither an address nor a number is said beside the field', async () => {
  const visitor = await Visitor.open(browser);
  await visitor.page.goto(`${deployment.origin}/sign-in?lang=fr`);
  await visitor.page.fill('#address', '514 55');
  await visitor.page.press('#address', 'Tab');
  assert.match(await visitor.page.innerText('#address-error'), /ni une adresse complète ni un numéro/);
  await visitor.checkBoth('sign-in-neither');
  await visitor.close();
});
