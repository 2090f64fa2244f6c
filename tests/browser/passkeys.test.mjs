// Tests passkeys with Chromium's virtual authenticator: added on the account, as the second factor, and alone. Each page
// is looked at in both widths and languages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, linksOf, until, Visitor } from './rig.mjs';

const kPeople = { fr: 'julie.gagnon@example.com', en: 'marc.tremblay@example.com' };
let deployment, browser;

before(async () => {
  deployment = await Deployment.start({ SX_AUTH_LINKS_PER_ADDRESS: '50' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Plugs an authenticator into a visitor's browser. */
async function plug(visitor, options = {}) {
  const devtools = await visitor.context.newCDPSession(visitor.page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ...options,
    },
  });
  return { devtools, authenticatorId };
}

async function openLink(visitor, address, language) {
  const { page } = visitor;
  const before = (await deployment.mails(address)).length;
  await page.goto(`${deployment.origin}/sign-in?lang=${language}&next=/account`);
  await page.fill('#address', address);
  await page.check('#human');
  await page.waitForSelector('[data-robot-done]:not([hidden])');
  await page.click('form[data-sign-in] button[type=submit]');
  await page.waitForSelector('#code');
  const mail = await until('the link', async () => {
    const mails = await deployment.mails(address);
    return mails.length > before && mails.find(each => linksOf(each).some(link => link.includes('/sign-in/link')));
  });
  await page.goto(linksOf(mail).find(link => link.includes('/sign-in/link')));
  await page.click('#use:not([hidden]) button[type=submit]');
  await page.waitForURL(url => url.pathname !== '/sign-in/link');
}

const hasSession = async visitor =>
  (await visitor.context.cookies()).some(each => each.name.endsWith('sx_session') && each.value !== '');

for (const language of ['fr', 'en'])
  test(`J3: a passkey is added, asked for after the link, and signs in alone (${language})`, async () => {
    const visitor = await Visitor.open(browser, { locale: `${language}-CA` });
    const { page } = visitor;
    const { devtools, authenticatorId } = await plug(visitor);
    await openLink(visitor, kPeople[language], language);
    await page.fill('#passkey-name', 'Portable <b>');
    await page.click('form[action="/account/passkeys"] button');
    await page.waitForSelector('#passkeys');
    await page.waitForSelector('#no-codes');
    assert.match(await page.innerText('#passkeys'), /Portable <b>/);
    await visitor.checkBoth(`account-passkeys-${language}`);
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    assert.equal(credentials.length, 1);

    // The same authenticator says that it has one already.
    await page.click('form[action="/account/passkeys"] button');
    await page.waitForSelector('[data-passkey-error]:not([hidden])');
    assert.match(await page.innerText('[data-passkey-error]'), /déjà une clé|has a passkey/);

    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
    await page.waitForURL(url => url.pathname === '/sign-in');
    await openLink(visitor, kPeople[language], language);
    assert.equal(new URL(page.url()).pathname, '/sign-in/second');
    assert.ok(!(await hasSession(visitor)), 'no session before the passkey');
    await page.click('a[href="/sign-in/second/passkey"]');
    await page.waitForSelector('form[data-passkey]');
    await visitor.checkBoth(`passkey-second-${language}`);
    await page.click('form[data-passkey] button');
    await page.waitForURL(url => url.pathname === '/account');

    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
    await page.waitForURL(url => url.pathname === '/sign-in');
    await visitor.checkBoth(`sign-in-choices-${language}`);
    await page.click('a[href^="/sign-in/passkey"]');
    await page.waitForSelector('form[data-passkey]');
    await visitor.checkBoth(`passkey-alone-${language}`);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.click('form[data-passkey] button');
    await page.waitForSelector('[data-passkey-error]:not([hidden])');
    assert.ok(!(await hasSession(visitor)), 'alone, it must verify its person');
    await visitor.checkBoth(`passkey-cancelled-${language}`);
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.click('form[data-passkey] button');
    await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
    assert.ok(await hasSession(visitor));

    await page.goto(`${deployment.origin}/account`);
    await page.click('form[action="/account/passkeys/remove"] button');
    await page.waitForSelector('#passkeys', { state: 'detached' });
    await visitor.close();
  });

test('J3: a passkey that was removed signs nobody in', async () => {
  const visitor = await Visitor.open(browser);
  const { page } = visitor;
  await plug(visitor);
  await openLink(visitor, kPeople.fr, 'fr');
  await page.click('form[action="/account/passkeys"] button');
  await page.waitForSelector('#passkeys');
  await page.click('form[action="/account/passkeys/remove"] button');
  await page.waitForSelector('#passkeys', { state: 'detached' });
  await page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
  await page.waitForURL(url => url.pathname === '/sign-in');
  await page.goto(`${deployment.origin}/sign-in/passkey?lang=fr`);
  await page.click('form[data-passkey] button');
  await page.waitForSelector('#passkey-error');
  assert.ok(!(await hasSession(visitor)));
  await visitor.checkBoth('passkey-refused');
  await visitor.close();
});
