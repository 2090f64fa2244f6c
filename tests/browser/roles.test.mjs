// Tests groups and the levels of settings (D7, D9, J6, J7): an administrator makes a group, fixes a setting for it, and
// the composer of a member obeys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, Visitor } from './rig.mjs';

let deployment, browser, admin, member;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'marc.tremblay@example.com');
  member = await Visitor.open(browser);
  await member.signIn(deployment, 'julie.gagnon@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Opens a page of the deployment, in French unless said otherwise. */
const open = ({ page }, path, language = 'fr') =>
  page.goto(`${deployment.origin}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);

let group;

test('D9: an administrator makes a group, gives it permissions and a member, and both count at once', async () => {
  const { page } = admin;
  await open(member, '/messages');
  assert.equal(await member.page.locator('a[href="/admin/groups"]').count(), 0);
  await open(admin, '/admin/groups');
  await admin.checkBoth('groups-empty');
  await page.fill('#name', 'Équipe des ventes');
  await page.click('main form[method=post] button');
  await page.waitForURL(/done=added/);
  group = new URL(page.url()).pathname;
  await page.check('#permission-directory-roles');
  await page.fill('#priority', '10');
  await page.click('.sx-savebar button');
  await page.waitForURL(/done=saved/);
  assert.equal(await page.isChecked('#permission-directory-roles'), true);
  await page.fill('#address', 'julie.gagnon@example.com');
  await page.click('form[action$="/members"] button');
  await page.waitForURL(/done=member_added/);
  assert.match(await page.innerText('main'), /Julie Gagnon/);
  await admin.checkBoth('group');
  await open(member, '/messages');
  assert.ok((await member.page.locator('a[href="/admin/groups"]').count()) > 0);
  await open(admin, '/admin/groups', 'en');
  assert.match(await page.innerText('main'), /Équipe des ventes[\s\S]*1 member[\s\S]*1 permission/);
  await admin.checkBoth('groups-en');
});

test('D9: nobody grants what they lack: such boxes cannot be checked, and a stronger group cannot be changed', async () => {
  const { page } = member;
  await open(member, group);
  assert.equal(await page.isDisabled('#permission-directory-settings'), true);
  assert.equal(await page.isDisabled('#permission-directory-roles'), false);
  await open(admin, '/admin/groups');
  await admin.page.fill('#name', 'Direction');
  await admin.page.click('main form[method=post] button');
  await admin.page.waitForURL(/done=added/);
  await admin.page.check('#permission-directory-settings');
  await admin.page.click('.sx-savebar button');
  await admin.page.waitForURL(/done=saved/);
  await open(member, new URL(admin.page.url()).pathname);
  assert.match(await page.innerText('main'), /Ce groupe a des permissions que vous n’avez pas/);
  assert.equal(await page.locator('.sx-savebar button').count(), 0);
  await member.checkBoth('group-above');
});

test('D9: a wrong name and an unknown address are told at their fields', async () => {
  const { page } = admin;
  await open(admin, '/admin/groups');
  await page.fill('#name', 'équipe des VENTES');
  await page.click('main form[method=post] button');
  await page.waitForSelector('#name-error');
  assert.equal(await page.inputValue('#name'), 'équipe des VENTES');
  await admin.checkBoth('groups-taken');
  await open(admin, group);
  await page.fill('#address', 'personne@example.com');
  await page.click('form[action$="/members"] button');
  await page.waitForSelector('#address-error');
  await admin.checkBoth('group-unknown');
});

test('D7, J6: what a group fixes is told to its members and fixed in their composer', async () => {
  const { page } = admin;
  await open(admin, `${group}/settings`);
  await page.fill('#messages-opens', '4');
  await page.check('#messages-opens-locked');
  await page.fill('#messages-expires-max', '3d');
  await page.click('.sx-savebar button');
  await page.waitForURL(/done=saved/);
  await admin.checkBoth('settings-group');

  await open(member, '/account/settings');
  assert.match(await member.page.innerText('main'), /Fixé par le groupe Équipe des ventes/);
  assert.equal(await member.page.isEditable('#messages-opens'), false);
  await member.checkBoth('settings-own');
  await open(member, '/account/settings', 'en');
  assert.match(await member.page.innerText('main'), /Set by the group Équipe des ventes/);

  await open(member, '/messages/new');
  await member.page.waitForSelector('#composer[data-ready]');
  assert.equal(await member.page.inputValue('[data-part=opens]'), '4');
  assert.equal(await member.page.isEditable('[data-part=opens]'), false);
  assert.equal(await member.page.isDisabled('[data-part=opens-more]'), true);
  assert.match(await member.page.innerText('[data-part=opens-hint]'), /Fixé par le groupe Équipe des ventes/);
  assert.equal(await member.page.inputValue('[data-part=expiry]'), '3');
  await member.page.fill('[data-part=expiry]', '4');
  await member.page.press('[data-part=expiry]', 'Tab');
  assert.match(await member.page.innerText('[data-part=expiry-error]'), /3 jours/);
  await member.checkBoth('composer-fixed');

  const refused = await member.page.evaluate(async () => {
    const answer = await fetch('/api/v1/messages', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-CSRF-Token': document.querySelector('meta[name=csrf]').content,
      },
      body: JSON.stringify({
        language: 'fr',
        opens: 9,
        recipients: [{ address: 'louis@example.com' }],
        files: [{ id: 'AAAAAAAAAAAAAAAAAAAAAA', bytes: 1096 }],
      }),
    });
    return { status: answer.status, ...(await answer.json()) };
  });
  assert.deepEqual([refused.status, refused.code, refused.field], [422, 'limited', 'opens']);
});

test('D3: what nobody fixes is the person’s own choice', async () => {
  const { page } = member;
  await open(member, '/account/settings');
  await page.selectOption('#messages-protects', 'files');
  await page.click('.sx-savebar button');
  await page.waitForURL(/done=saved/);
  await open(member, '/messages/new');
  await page.waitForSelector('#composer[data-ready]');
  assert.equal(await page.isChecked('[data-part=protect-files]'), true);
  await open(admin, '/messages/new');
  await admin.page.waitForSelector('#composer[data-ready]');
  assert.equal(await admin.page.isChecked('[data-part=protect-all]'), true);
});

test('D7: what the company fixes wins over its groups', async () => {
  const { page } = admin;
  await open(admin, '/admin/settings');
  await page.selectOption('#messages-protects', 'all');
  await page.check('#messages-protects-locked');
  await page.click('.sx-savebar button');
  await page.waitForURL(/done=saved/);
  await admin.checkBoth('settings-company');
  await open(member, '/messages/new');
  await member.page.waitForSelector('#composer[data-ready]');
  assert.equal(await member.page.isChecked('[data-part=protect-all]'), true);
  assert.equal(await member.page.isDisabled('[data-part=protect-files]'), true);
  assert.match(
    await member.page.innerText('[data-part=protect-rule]'),
    /Fixé par votre entreprise\. Un administrateur de votre entreprise peut le changer\./,
  );
  assert.ok(await member.page.isHidden('[data-part=protect-page]'), 'nobody is led to a page that is closed to them');
  await open(admin, '/messages/new');
  await page.waitForSelector('#composer[data-ready]');
  await admin.checkBoth('composer-fixed');
  await page.click('[data-part=protect-page]');
  await page.waitForURL(/admin\/settings#messages-protects$/);
  await open(admin, `${group}/settings`);
  assert.match(await page.innerText('main'), /Fixé par votre entreprise/);
});

test('D9: deleting a group says what is lost, and takes it at once', async () => {
  const { page } = admin;
  await open(admin, `${group}/delete`);
  assert.match(await page.innerText('main'), /1 membre n’en fait plus partie[\s\S]*Gérer les rôles et les groupes/);
  await admin.checkBoth('group-delete');
  await page.click('main form[method=post] button');
  await page.waitForURL(/done=deleted/);
  await open(member, '/messages/new');
  assert.equal(await member.page.locator('a[href="/admin/groups"]').count(), 0);
  await member.page.waitForSelector('#composer[data-ready]');
  assert.equal(await member.page.isEditable('[data-part=opens]'), true);
});
