// Tests subscription, invoices and licences as a super-administrator uses them (D11, D14, J11).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, Visitor } from './rig.mjs';

let deployment, browser, admin, origin;

before(async () => {
  deployment = await Deployment.start();
  origin = deployment.origin.replace('localhost', 'acme.localhost');
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn({ origin, mail: (...asked) => deployment.mail(...asked) }, 'alice.martin@acme.example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const open = (path, language = 'fr') => admin.page.goto(`${origin}${path}?lang=${language}`);

test('J11: a change shows what is due today and at the renewal before it is done', async () => {
  const { page } = admin;
  await open('/admin/subscription');
  await admin.checkBoth('subscription');
  await page.fill('#seats-eco', '5');
  await page.click('form[action="/admin/subscription/preview"] button[type=submit]');
  await page.waitForSelector('#now');
  await admin.checkBoth('subscription-change');
  await page.click('form[action="/admin/subscription/change"] button[type=submit]');
  await page.waitForURL(/done=changed/);
  assert.equal(await page.inputValue('#seats-eco'), '5');
  await page.fill('#seats-pro', '1');
  await page.click('form[action="/admin/subscription/preview"] button[type=submit]');
  await page.waitForSelector('.sx-note-bad, [role=alert]');
  await open('/admin/subscription/cancel');
  await admin.checkBoth('subscription-cancel');
});

test('J11: the card is changed on the payment service, and nothing is due for it', async () => {
  const { page } = admin;
  await open('/admin/subscription');
  await page.click('main a[href="/admin/subscription/payment"]');
  await page.waitForURL(/\/payment$/);
  await page.click('label[for=pay-test]');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/payment\/[\w-]{22}$/);
  await page.click('main a.btn-primary');
  await page.click('button[value=refuse]');
  await page.waitForURL(/payment\?done=failed/);
  await page.click('label[for=pay-test]');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/payment\/[\w-]{22}$/);
  await page.click('main a.btn-primary');
  await page.click('button[value=pay]');
  await page.waitForURL(/done=method/);
  assert.match(await page.innerText('main'), /Visa 4242/);
});

test('D14: invoices are listed, shown and kept as PDF', async () => {
  const { page } = admin;
  await open('/admin/invoices', 'en');
  await admin.checkBoth('invoices');
  await page.click('tbody tr:last-child td:first-child a');
  await page.waitForURL(/\/admin\/invoices\/[0-9a-f-]{36}/);
  await admin.checkBoth('invoice');
  const pdf = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector('a[href$=".pdf"]').href);
    return answer.headers.get('content-type');
  });
  assert.equal(pdf, 'application/pdf');
});

test('D11: a licence is found, revoked after saying what is lost, and assigned again', async () => {
  const { page } = admin;
  await open('/admin/licences');
  await admin.checkBoth('licences');
  await page.fill('#search', 'simon');
  await page.press('#search', 'Enter');
  await page.waitForURL(/search=simon/);
  await page.click('a[href$="/revoke"]');
  await page.waitForURL(/\/revoke$/);
  await admin.checkBoth('licence-revoke');
  await page.click('main form button[type=submit]');
  await page.waitForURL(/done=revoked/);
  await page.fill('#search', 'simon');
  await page.press('#search', 'Enter');
  await page.waitForURL(/search=simon/);
  await page.click('form[action$="/assign"] button');
  await page.waitForURL(/done=assigned/);
});
