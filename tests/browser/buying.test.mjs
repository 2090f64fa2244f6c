// Buys as a new company (E2 to E7): offer, cart that survives a reload, prices while typing, payment on the gateway's
// page, activation mail, sign-in, licence and invoice; on a phone and a desktop, in French and English.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Deployment, kDesk, kPhone, launch, linksOf, until, Visitor } from './rig.mjs';

let deployment, browser;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Opens the offer in a language, in a window of its own. */
async function visit(language, viewport) {
  const visitor = await Visitor.open(browser, { viewport, locale: `${language}-CA` });
  await visitor.page.goto(`${deployment.origin}/plans?lang=${language}`);
  return visitor;
}

/** Adds one seat of a plan on the page of the offer. */
const add = (page, plan) => page.click(`section[aria-labelledby=plan-${plan}] button[name=act]`);

/** Fills the order form, but for what a test changes. */
async function fill(page, company) {
  await page.fill('#first_name', 'Ève');
  await page.fill('#last_name', 'Côté');
  await page.fill('#address', `eve@${company}.example.com`);
  await page.fill('#phone', '450 555-0117');
  await page.fill('#company', company);
}

/** Returns what the summary says, with plain spaces. */
const amounts = async page => (await page.innerText('#live-sum')).replaceAll('\u00a0', ' ');

for (const [language, viewport, total, company, taxes] of [
  ['fr', kPhone, '8,04 $', 'phone-fr', ['6,99 $', 'TPS', '0,35 $', 'TVQ', '0,70 $']],
  ['en', kDesk, '$8.04', 'desk-en', ['$6.99', 'GST', '$0.35', 'QST', '$0.70']],
])
  test(`E2 to E7: ${company}: one Avancé in J2A 0G4 is bought for ${total}, and found in the new portal`, async () => {
    const visitor = await visit(language, viewport);
    const { page } = visitor;
    await visitor.check(`plans-${company}`);
    await add(page, 'avance');
    await page.waitForURL(/\/cart$/);
    await page.reload();
    assert.equal(await page.inputValue('#quantity-avance'), '1');
    await fill(page, company);
    // The total follows the postal code while it is typed, and the portal's address the company's name.
    await page.locator('#postal_code').pressSequentially('J2A 0G4', { delay: 20 });
    await until('the total', async () => (await amounts(page)).includes(total));
    assert.match(await amounts(page), language === 'fr' ? /0,35 \$[^]*0,70 \$/ : /\$0\.35[^]*\$0\.70/);
    assert.equal(await page.inputValue('#subdomain'), company);
    await page.click(`label[for=pay-test]`);
    await page.check('#terms');
    await visitor.check(`cart-${company}`);
    await page.click('#live-button');
    await page.waitForURL(/\/order\/[\w-]{22}$/);
    await visitor.check(`order-pay-${company}`);
    await page.click('main a.btn-primary');
    await page.waitForURL(/\/checkout\/test\//);
    await visitor.check(`checkout-${company}`);
    await page.click('button[value=pay]');
    await page.waitForURL(/\/order\//);
    await page.waitForSelector('text=/Votre portail est prêt|Your portal is ready/');
    await visitor.check(`order-done-${company}`);

    const mail = await deployment.mail(`eve@${company}.example.com`);
    const portal = new URL(linksOf(mail).find(link => link.endsWith('/sign-in')));
    assert.equal(portal.hostname, `${company}.localhost`);
    const own = { ...deployment, origin: portal.origin, mail: (...words) => deployment.mail(...words) };
    await visitor.signIn(own, `eve@${company}.example.com`);
    const seats = await page.evaluate(async () => (await fetch('/api/v1/subscription')).json());
    assert.deepEqual(seats.seats, [{ plan: 'avance', bought: 1, assigned: 1 }]);
    const invoices = await page.evaluate(async () => (await fetch('/api/v1/invoices')).json());
    assert.equal(invoices.items.length, 1);
    assert.equal(invoices.items[0].total, 804);
    await page.goto(`${portal.origin}/admin/licences?lang=${language}`);
    assert.match(await page.innerText('main'), /Ève Côté[^]*(Avanc|Advanc)/);
    await visitor.check(`licences-${company}`);
    // As a person keeps it: the link of the list, and what is printed.
    await page.goto(`${portal.origin}/admin/invoices?lang=${language}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('main a[href$=".pdf"]')]);
    const text = execFileSync('pdftotext', ['-layout', await download.path(), '-'], { encoding: 'utf8' });
    const plain = text.replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const part of [invoices.items[0].number, company, 'J2A 0G4', 'Ève Côté', total, ...taxes])
      assert.ok(plain.includes(part), `${part} in ${plain}`);
    await visitor.close();
  });

test('E4: what is wrong is told at its field, and nothing that was typed is lost', async () => {
  const visitor = await visit('fr', kDesk);
  const { page } = visitor;
  await add(page, 'pro');
  await fill(page, 'wrong');
  await page.fill('#address', 'eve');
  await page.fill('#subdomain', 'solstice');
  await page.waitForSelector('#subdomain[aria-invalid=true]'); // while it is typed
  await page.fill('#subdomain', 'www');
  await page.waitForSelector('text=Ce nom est réservé');
  await page.fill('#postal_code', '90210');
  await page.fill('#discount_code', 'NOSUCHCODE22');
  await page.click('#live-button');
  await page.waitForSelector('.sx-note-bad');
  for (const field of ['address', 'subdomain', 'postal_code', 'discount_code', 'terms'])
    assert.equal(await page.getAttribute(`#${field}`, 'aria-invalid'), 'true', field);
  assert.equal(await page.inputValue('#first_name'), 'Ève');
  assert.equal(await page.inputValue('#address'), 'eve');
  assert.match(await page.title(), /^Erreur/);
  await visitor.checkBoth('cart-wrong');
  await visitor.close();
});

test('E2: the cart works without a script: more, less, remove, and it is empty then', async () => {
  const visitor = await Visitor.open(browser, { javaScriptEnabled: false, locale: 'fr-CA' });
  const { page } = visitor;
  await page.goto(`${deployment.origin}/plans?lang=fr&period=year`);
  await add(page, 'eco');
  await page.fill('#first_name', 'Ève');
  await page.click('button[value="more.eco"]');
  assert.equal(await page.inputValue('#quantity-eco'), '2');
  assert.equal(await page.inputValue('#first_name'), 'Ève');
  assert.match(await amounts(page), /23,76 \$/);
  await page.click('button[value="less.eco"]');
  await page.click('button[value="remove.eco"]');
  assert.match(await page.innerText('main'), /Votre panier est vide/);
  await visitor.close();
});

test('E3: a trial of 30 days begins without a card, and says what happens at its end', async () => {
  const visitor = await visit('fr', kPhone);
  const { page } = visitor;
  await add(page, 'avance');
  await fill(page, 'trial-fr');
  await page.fill('#postal_code', 'J2A 0G4');
  await page.click('label[for=pay-trial]');
  await page.waitForSelector('text=/essai.: aucun montant aujourd’hui/');
  assert.match(await page.innerText('label[for=pay-trial]'), /Rien n’est effacé et rien n’est facturé/);
  await page.check('#terms');
  await visitor.check('cart-trial');
  await page.click('#live-button');
  await page.waitForSelector('text=Votre portail est prêt');
  assert.match(await page.innerText('main'), /Aucun montant n’est dû/);
  const mail = await deployment.mail('eve@trial-fr.example.com');
  // During the trial, a card is given and the subscription taken up, after seeing what is due.
  const portal = new URL(linksOf(mail).find(link => link.endsWith('/sign-in')));
  const own = { ...deployment, origin: portal.origin, mail: (...words) => deployment.mail(...words) };
  await visitor.signIn(own, 'eve@trial-fr.example.com');
  await page.goto(`${portal.origin}/admin/subscription`);
  await page.click('main a[href="/admin/subscription/payment"]');
  await page.waitForURL(/\/payment$/);
  assert.match((await page.innerText('#now')).replaceAll('\u00a0', ' '), /Dû aujourd’hui : 8,04 \$/);
  await visitor.checkBoth('subscription-payment');
  await page.click('label[for=pay-test]');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/payment\/[\w-]{22}$/);
  await visitor.checkBoth('subscription-paying');
  await page.click('main a.btn-primary');
  await page.waitForURL(/\/checkout\/test\//);
  await page.click('button[value=pay]');
  await page.waitForURL(/done=taken_up/);
  assert.match(await page.innerText('main'), /En cours[^]*Visa 4242/);
  await visitor.check('subscription-taken-up');
  await visitor.close();
});

test('E6: a refused payment makes nothing, and says so', async () => {
  const visitor = await visit('en', kDesk);
  const { page } = visitor;
  await add(page, 'avance');
  await fill(page, 'refused');
  await page.fill('#postal_code', 'J2A 0G4');
  await page.check('#terms');
  await page.click('#live-button');
  await page.click('main a.btn-primary');
  await page.click('button[value=refuse]');
  await page.waitForSelector('text=The payment did not go through');
  await visitor.checkBoth('order-failed');
  const answer = await page.request.get(`${deployment.origin}/api/v1/subdomains?name=refused`);
  assert.equal(answer.status(), 200);
  await visitor.close();
});
