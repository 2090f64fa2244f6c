// Tests what a company and its people decide about mails: its own mail server, the newsletters of My account, and the
// banner of maintenance, in both languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Deployment, launch, Visitor } from './rig.mjs';

let deployment, browser, admin;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const at = (path, language) => `${deployment.origin}${path}?lang=${language}`;

describe('A12, J10: the company’s own mail server', () => {
  test('what is wrong is said at its field; the password is kept and never shown', async () => {
    const { page } = admin;
    await page.goto(at('/admin/mail', 'fr'));
    await admin.checkBoth('mail-server');
    await page.fill('#host', 'pas un serveur!');
    await page.fill('#address', 'avis@example.com');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('#host-error');
    await admin.checkBoth('mail-server-error');
    await page.fill('#host', 'smtp.example.com');
    await page.fill('#account', 'avis');
    await page.fill('#password', 'un secret');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('.sx-note-ok');
    assert.equal(await page.inputValue('#password'), '');
    assert.match(await page.innerText('#password-hint'), /Un mot de passe est gardé/);
    await page.click('form[action$="/test"] button');
    await page.waitForSelector('.sx-note-warn');
    assert.match(await page.innerText('main'), /cette démonstration n’envoie aucun courriel/);
    await page.goto(at('/admin/mail', 'en'));
    await admin.checkBoth('mail-server-en');
  });
});

describe('D3: newsletters', () => {
  test('news begin with a confirmation, and end by the link of a mail without sign-in', async () => {
    const { page } = admin;
    await page.goto(at('/account', 'fr'));
    assert.ok(await page.isChecked('#topic-maintenance'));
    assert.ok(!(await page.isChecked('#topic-news')));
    await page.check('#topic-news');
    await page.click('#topics button[type=submit]');
    await page.waitForSelector('#topics');
    assert.match(await page.innerText('#topics'), /Suivez son lien pour confirmer/);
    await admin.checkBoth('account-topics');
    const mail = await deployment.mail(
      'camille.roy@example.com',
      each => each.subject === 'Confirmez votre abonnement',
    );
    const stranger = await Visitor.open(browser);
    await stranger.page.goto(/https?:\S+\/topics\/confirm\S+/.exec(mail.text)[0]);
    await stranger.checkBoth('topic-confirm');
    await stranger.page.click('main button[type=submit]');
    await stranger.page.waitForSelector('[role=status]');
    await stranger.close();
  });
});

describe('The banner', () => {
  test('is seen on every page at once, and goes where it is closed', async () => {
    const { page } = admin;
    await page.goto(at('/admin/banner', 'fr'));
    await page.fill('#fr', 'Entretien ce soir à 22 h.');
    await page.fill('#en', 'Maintenance tonight at 10 p.m.');
    await page.click('main form button[type=submit]');
    await page.waitForSelector('.sx-note-ok');
    const stranger = await Visitor.open(browser);
    await stranger.page.goto(at('/sign-in', 'en'));
    assert.match(await stranger.page.innerText('[data-sx-banner]'), /Maintenance tonight/);
    await stranger.checkBoth('banner-sign-in');
    await stranger.page.click('[data-sx-banner] button');
    await stranger.page.waitForSelector('[data-sx-banner]', { state: 'detached' });
    await stranger.page.waitForLoadState('networkidle');
    await stranger.page.reload();
    assert.equal(await stranger.page.$('[data-sx-banner]'), null);
    await stranger.close();
    await page.goto(at('/admin/banner', 'en'));
    await admin.checkBoth('banner-admin');
  });
});
