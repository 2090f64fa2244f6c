// Tests the language and the time zone of a person's account (finding A1): they hold on every page, in every browser and
// in their mail, and the language that was chosen last wins. Each state is looked at in both widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, linksOf, Visitor } from './rig.mjs';

const [kJulie, kMarc] = ['julie.gagnon@example.com', 'marc.tremblay@example.com'];
let deployment, browser;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const languageOf = page => page.getAttribute('html', 'lang');

async function account({ page }, query = '') {
  await page.goto(`${deployment.origin}/account${query}`);
}

async function save({ page }, choices) {
  for (const [field, value] of Object.entries(choices)) await page.selectOption(field, value);
  await page.click('form[action="/account/preferences"] button');
}

/** Returns the newest mail with a sign-in link; the mail about a new device follows it. */
const newestLink = async address =>
  (await deployment.mails(address)).find(mail => linksOf(mail).some(link => link.includes('/sign-in/link')));

test('A1: a language and a time zone that are saved hold in every browser, on every page and in mail', async () => {
  const julie = await Visitor.open(browser, { locale: 'fr-CA', timezoneId: 'America/Toronto' });
  await julie.signIn(deployment, kJulie);
  await account(julie);
  assert.equal(await languageOf(julie.page), 'fr-CA');
  const shown = await julie.page.locator('#time-zone option:checked').textContent();
  assert.equal(shown, 'Celui de votre entreprise\u00a0: Toronto (heure de l’Est)');
  await julie.checkBoth('account-fr');
  await save(julie, { '#language': 'en', '#time-zone': 'America/Vancouver' });
  await julie.page.waitForURL(/done=preferences/);
  assert.equal(await languageOf(julie.page), 'en-CA');
  assert.match(await julie.page.innerText('main [role=status]'), /are saved/);
  assert.equal(await julie.page.locator('#time-zone option:checked').textContent(), 'Vancouver (Pacific Time)');
  await julie.checkBoth('account-saved-en');

  // The composer's own dates are in that zone, whatever the device's is.
  await julie.page.goto(`${deployment.origin}/messages/new`);
  await julie.page.waitForSelector('#composer[data-ready]');
  assert.equal(await languageOf(julie.page), 'en-CA');
  assert.match(await julie.page.innerText('#composer'), /\((PST|PDT)\)/);

  const elsewhere = await Visitor.open(browser, { locale: 'fr-CA' });
  await elsewhere.page.goto(`${deployment.origin}/sign-in`);
  assert.equal(await languageOf(elsewhere.page), 'fr-CA', 'a browser in French, where nobody has chosen');
  await elsewhere.signIn(deployment, kJulie);
  assert.match((await newestLink(kJulie)).subject, /^Your sign-in link/);
  for (const path of ['/messages', '/account', '/contacts']) {
    await elsewhere.page.goto(deployment.origin + path);
    assert.equal(await languageOf(elsewhere.page), 'en-CA', path);
  }
  await elsewhere.close();

  await account(julie);
  await save(julie, { '#language': 'fr', '#time-zone': '' });
  await julie.page.waitForURL(/done=preferences/);
  assert.equal(await languageOf(julie.page), 'fr-CA');
  assert.match(await julie.page.locator('#time-zone option:checked').textContent(), /^Celui de votre entreprise/);
  await julie.close();
});

test('A1: the button wins where it was pressed, the form says so, and saving wins over the button', async () => {
  const marc = await Visitor.open(browser, { locale: 'fr-CA' });
  await marc.page.goto(`${deployment.origin}/sign-in?lang=en`);
  await marc.signIn(deployment, kMarc);
  assert.match((await newestLink(kMarc)).subject, /^Your sign-in link/, 'asked for on a page in English');
  await account(marc);
  assert.equal(await languageOf(marc.page), 'en-CA', 'an English choice leads into an English portal');
  assert.equal(await marc.page.inputValue('#language'), 'en');
  assert.match(await marc.page.innerText('#language-other'), /e-mail to you: Français/);
  await marc.checkBoth('account-other-language');
  await save(marc, { '#language': 'fr' });
  await marc.page.waitForURL(/done=preferences/);
  await marc.page.goto(`${deployment.origin}/messages`);
  assert.equal(await languageOf(marc.page), 'fr-CA');
  await marc.close();
});

test('A1: a zone that is none is refused with a clear word at its field', async () => {
  const marc = await Visitor.open(browser, { locale: 'fr-CA' });
  await marc.signIn(deployment, kMarc);
  await account(marc, '?lang=fr');
  await marc.page.evaluate(() => {
    document.querySelector('#time-zone option:checked').value = 'Mars/Olympus';
  });
  await save(marc, {});
  await marc.page.waitForSelector('#time-zone-error');
  assert.match(await marc.page.innerText('#time-zone-error'), /Choisissez un fuseau de la liste/);
  assert.equal(await marc.page.evaluate(() => document.activeElement?.id), 'time-zone');
  await marc.page.goto(`${deployment.origin}/account`);
  assert.equal(await marc.page.inputValue('#time-zone'), '');
  await marc.close();
});
