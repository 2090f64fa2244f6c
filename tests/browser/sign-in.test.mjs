// Tests signing in as people do: the link says whose account it opens, works only where it was asked for, and the code
// of the mail does the same for who reads mail on another device (F16). Each page is looked at in both widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, linksOf, until, Visitor } from './rig.mjs';

const [kJulie, kMarc] = ['julie.gagnon@example.com', 'marc.tremblay@example.com'];
let deployment, browser;

before(async () => {
  deployment = await Deployment.start({ SX_AUTH_LINKS_PER_ADDRESS: '2', SX_AUTH_PROOF_WORK: '2000' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function ask({ page }, address, language) {
  await page.goto(`${deployment.origin}/sign-in?lang=${language}`);
  await page.fill('#address', address);
  await page.check('#human');
  await page.waitForSelector('[data-robot-done]:not([hidden])');
  await page.click('form[data-sign-in] button[type=submit]');
}

/** Asks for a link and returns {link, code} of its mail. */
async function mailed(visitor, address, language) {
  const before = (await deployment.mails(address)).length;
  await ask(visitor, address, language);
  await visitor.page.waitForSelector('#code');
  const newest = await until('the mail', async () => {
    const mails = await deployment.mails(address);
    return mails.length > before && linksOf(mails[0]).some(link => link.includes('/sign-in/link')) && mails[0];
  });
  return {
    link: linksOf(newest).find(link => link.includes('/sign-in/')),
    code: /^(\w{4}-\w{4})\s*$/m.exec(newest.text)[1],
  };
}

for (const language of ['fr', 'en'])
  test(`F16: a link says whose account it opens, and opens it only where it was asked for (${language})`, async () => {
    const asked = await Visitor.open(browser, { locale: `${language}-CA` });
    const phone = await Visitor.open(browser, { locale: `${language}-CA` });
    const { link, code } = await mailed(asked, kJulie, language);
    await asked.checkBoth(`sign-in-sent-${language}`);

    await phone.page.goto(link);
    await phone.page.waitForURL(url => url.pathname === '/sign-in/link' && url.hash === '');
    await phone.page.waitForSelector('main a[href="/sign-in"]:visible');
    assert.ok(!(await phone.page.innerText('main')).includes('Julie Gagnon'));
    await phone.checkBoth(`sign-in-other-${language}`);
    assert.deepEqual(
      (await phone.context.cookies()).filter(each => each.name === 'sx_session'),
      [],
    );

    const here = await asked.context.newPage();
    const there = new Visitor(asked.context, here);
    await here.goto(link);
    await here.waitForSelector('#use:not([hidden])');
    const shown = await here.innerText('main');
    assert.ok(shown.includes('Julie Gagnon') && shown.includes(kJulie));
    await there.checkBoth(`sign-in-link-${language}`);
    await here.close();

    await asked.page.fill('#code', 'AAAA-AAAA');
    await asked.page.click('form[action="/sign-in/code"] button');
    await asked.page.waitForSelector('#code.is-invalid');
    await asked.checkBoth(`sign-in-code-wrong-${language}`);
    await asked.page.fill('#code', code.toLowerCase().replace('-', ' '));
    await asked.page.click('form[action="/sign-in/code"] button');
    await asked.page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
    await asked.context.close();
    await phone.context.close();
  });

test('B23, B37: an address is checked when its field is left, and before the check for robots begins', async () => {
  const visitor = await Visitor.open(browser);
  const { page } = visitor;
  let challenges = 0;
  page.on('request', request => (challenges += new URL(request.url()).pathname === '/sign-in/challenge' ? 1 : 0));
  await page.goto(`${deployment.origin}/sign-in?lang=fr`);
  const title = await page.title();
  await page.click('form[data-sign-in] button[type=submit]');
  await page.waitForSelector('#address-error:not([hidden])');
  assert.match(await page.innerText('#address-error'), /Entrez votre adresse/);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'address');
  assert.equal(challenges, 0, 'nothing was solved for an empty field');
  assert.match(await page.title(), /^Erreur\u00a0: /);
  await visitor.checkBoth('sign-in-address-missing');

  await page.fill('#address', 'camille.roy');
  await page.press('#address', 'Tab');
  assert.match(await page.innerText('#address-error'), /ni une adresse complète/);
  assert.equal(await page.getAttribute('#address', 'aria-invalid'), 'true');
  await visitor.checkBoth('sign-in-address-wrong');
  await page.fill('#address', 'Camille.Roy@example.com');
  assert.ok(await page.isHidden('#address-error'));
  assert.equal(await page.title(), title);
  await visitor.close();
});

test('B46, B47: without JavaScript the form does not ask for a tick, and the box says what will happen', async () => {
  const plain = await Visitor.open(browser, { javaScriptEnabled: false });
  await plain.page.goto(`${deployment.origin}/sign-in?lang=fr`);
  assert.ok(await plain.page.isDisabled('#human'));
  assert.match(await plain.page.innerText('form[data-sign-in]'), /a besoin de JavaScript/);
  assert.match(await plain.page.innerText('[data-robot-status]'), /^Se vérifie sur votre appareil/);
  await plain.page.fill('#address', kJulie);
  await plain.page.click('form[data-sign-in] button[type=submit]');
  assert.match(await plain.page.innerText('#human-error'), /a besoin de JavaScript/);
  assert.doesNotMatch(await plain.page.innerText('main'), /Cochez/);
  await plain.close();
  const visitor = await Visitor.open(browser);
  await visitor.page.goto(`${deployment.origin}/sign-in?lang=fr`);
  await visitor.page.check('#human');
  await visitor.page.waitForSelector('[data-robot-done]:not([hidden])');
  assert.match(await visitor.page.innerText('[data-robot-status]'), /^Vérifié sur votre appareil/);
  await visitor.close();
});

test('A11: the whole link pasted after a part of it works, and Back tells who is signed in that they are', async () => {
  const person = await Visitor.open(browser);
  const { page } = person;
  const { link } = await mailed(person, kMarc, 'fr');
  await page.goto(link.slice(0, -4));
  await page.waitForSelector('#cut:not([hidden])');
  await person.checkBoth('sign-in-cut');
  await page.evaluate(whole => location.assign(whole), link);
  await page.waitForSelector('#use:not([hidden])');
  assert.ok(await page.isHidden('#cut'));
  assert.equal(new URL(page.url()).hash, '');
  await page.click('#use button');
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${deployment.origin}/sign-in/link`);
  await page.waitForSelector('#already:not([hidden])');
  assert.ok(await page.isHidden('#cut'));
  await person.checkBoth('sign-in-already');
  await page.goBack();
  await page.goBack();
  if (new URL(page.url()).pathname === '/sign-in/link') await page.waitForSelector('#already:not([hidden])');
});

test('F10: an administrator ends the access of who has left, and of nobody above', async () => {
  const own = await Deployment.start(); // with the usual limit of asks
  try {
    const julie = await Visitor.open(browser);
    await julie.signIn(own, kJulie);
    const marc = await Visitor.open(browser);
    await marc.signIn(own, kMarc);
    const { page } = marc;
    const open = async (search, language) => {
      await page.goto(`${own.origin}/admin/people?lang=${language}&search=${search}`);
      await page.click('tbody a');
      await page.waitForURL(/people\/[0-9a-f-]+$/);
    };
    await page.goto(`${own.origin}/admin/people?lang=fr&search=nobody`);
    assert.equal(await page.locator('tbody tr').count(), 0);
    await marc.checkBoth('people-unknown');
    await open('camille.roy', 'en');
    await marc.checkBoth('people-en');
    for (const act of ['deactivate', 'sign-out'])
      assert.equal(await page.locator(`main form[action$="/${act}"]`).count(), 0, 'Camille is above Marc');
    await open('julie.gagnon', 'fr');
    await marc.checkBoth('people-fr');
    await page.click('form[action$="/deactivate"] button');
    await page.waitForURL(/done=deactivated/);
    await marc.checkBoth('people-deactivated');
    await julie.page.goto(`${own.origin}/account`);
    assert.equal(new URL(julie.page.url()).pathname, '/sign-in');
  } finally {
    await own.stop();
  }
});

test('F16: too many asks from here say so, and a person whose browser is known is not kept out', async () => {
  const camille = 'camille.roy@example.com';
  const person = await Visitor.open(browser);
  await person.signIn(deployment, camille);
  await person.context.clearCookies({ name: 'sx_session' });
  const stranger = await Visitor.open(browser);
  await ask(stranger, camille, 'fr');
  await ask(stranger, camille, 'fr');
  await stranger.page.waitForSelector('#address.is-invalid');
  assert.match(await stranger.page.innerText('main'), /Trop de liens ont été demandés d’ici/);
  await stranger.checkBoth('sign-in-limited');
  await person.signIn(deployment, camille);
  assert.ok(!new URL(person.page.url()).pathname.startsWith('/sign-in'));
});
