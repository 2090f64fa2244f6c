// Tests a company's own settings (A3, D4, F7): its administrator saves them, its people see them, other companies do
// not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, Visitor } from './rig.mjs';

let deployment, browser, admin, neighbour;
const solstice = () => deployment.origin.replace('localhost', 'solstice.localhost');

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'marc.tremblay@example.com');
  neighbour = await Visitor.open(browser, { locale: 'en-CA' });
  await neighbour.signIn(
    { origin: solstice(), mail: (...wanted) => deployment.mail(...wanted) },
    'priya.shah@example.com',
  );
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function suggested({ page }, origin) {
  await page.goto(`${origin}/messages/new?lang=fr`);
  await page.waitForSelector('#templates[data-ready]');
  if ((await page.getAttribute('#gate-password', 'aria-pressed')) !== 'true') await page.click('#gate-password');
  await page.click('#password-field [data-part=password-suggest]');
  return page.inputValue('#password');
}

test('A3, D4: one company suggests 20 digits and the other still 12 of all sorts', async () => {
  const { page } = admin;
  await page.goto(`${deployment.origin}/messages?lang=fr`);
  await page.click('nav a[href="/admin/settings"]');
  await page.waitForURL(/\/admin\/settings/);
  await admin.checkBoth('settings');
  await page.fill('#messages-password_length', '20');
  for (const sort of ['Majuscules', 'Minuscules', 'Caractères spéciaux']) await page.uncheck(`text=${sort}`);
  await page.click('.sx-savebar button');
  await page.waitForURL(/done=saved/);
  await admin.checkBoth('settings-own');
  assert.match(await page.innerText('main'), /Choisi par votre entreprise · Sans votre choix\s: 12/);

  assert.match(await suggested(admin, deployment.origin), /^[2-9]{20}$/);
  const theirs = await suggested(neighbour, solstice());
  assert.equal(theirs.length, 12);
  assert.match(theirs, /[A-Za-z]/);
  await neighbour.page.goto(`${solstice()}/admin/settings?lang=en`);
  assert.equal(await neighbour.page.inputValue('#messages-password_length'), '12');
  await neighbour.checkBoth('settings-en');
});

test('D4: a wrong value is told at its field, and what was typed stays', async () => {
  const { page } = admin;
  await page.goto(`${deployment.origin}/admin/settings?lang=fr`);
  await page.fill('#messages-password_length', '7');
  await page.click('.sx-savebar button');
  await page.waitForSelector('[aria-invalid=true]');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'alert');
  assert.equal(await page.inputValue('#messages-password_length'), '7');
  assert.match(await page.innerText('main'), /Entrez un nombre entier[\s\S]*De 8 à 64/);
  await admin.checkBoth('settings-wrong');
});

test('D4: a company comes back to the server’s value, and Enter saves rather than resets', async () => {
  const { page } = admin;
  await page.goto(`${deployment.origin}/admin/settings?lang=fr`);
  await page.fill('#messages-password_length', '24');
  await page.press('#messages-password_length', 'Enter');
  await page.waitForURL(/done=saved/);
  assert.equal(await page.inputValue('#messages-password_length'), '24');
  await page.click('button[value="messages.password_length"]');
  await page.waitForURL(/done=reset/);
  assert.equal(await page.inputValue('#messages-password_length'), '12');
});

test('F7: what the operator locks is shown, with who can change it', async () => {
  const locked = await Deployment.start({ SX_PLUGINS_LOCKED: 'messages.password_length,messages.password_characters' });
  try {
    const visitor = await Visitor.open(browser);
    await visitor.signIn(locked, 'marc.tremblay@example.com');
    await visitor.page.goto(`${locked.origin}/admin/settings?lang=fr`);
    assert.equal(await visitor.page.isEditable('#messages-password_length'), false);
    assert.match(await visitor.page.innerText('main'), /Fixé par l’exploitant du serveur/);
    await visitor.checkBoth('settings-locked');
    assert.throws(
      () => locked.run('settings', '--tenant', 'localhost', 'set', 'messages.password_length', '16'),
      error => /locked by the operator/.test(error.stderr),
    );
    await visitor.close();
  } finally {
    await locked.stop();
  }
});
