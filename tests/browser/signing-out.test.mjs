// Tests that signing out has the browser erase what it kept, unless the person says that the device is theirs (F22).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, launch, until, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
const kHere = 'main form[action="/sign-out"] .btn-secondary';
let deployment, browser;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

/** Begins a message and waits until its draft is on the device; returns the visitor. */
async function withDraft() {
  const sender = await Visitor.open(browser);
  await sender.signIn(deployment, kSender);
  await sender.page.goto(`${deployment.origin}/messages/new`);
  await sender.page.waitForSelector('#composer[data-ready]');
  await sender.page.fill('#subject', 'Acte de vente');
  await until('the draft on the device', () => sender.page.evaluate(kept));
  return sender;
}

/** Tells, in a page, whether any database of this site holds anything. */
async function kept() {
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((go, fail) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => go(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    const counts = await Promise.all(
      [...database.objectStoreNames].map(
        store =>
          new Promise((go, fail) => {
            const counting = database.transaction(store).objectStore(store).getAllKeys();
            counting.onsuccess = () => go(counting.result.filter(key => String(key).startsWith('draft')).length);
            counting.onerror = () => fail(counting.error);
          }),
      ),
    );
    database.close();
    if (counts.some(count => count > 0)) return true;
  }
  return false;
}

async function signOut(sender, button) {
  await Promise.all([sender.page.waitForURL(/\/sign-in/), sender.page.click(button)]);
}

test('signing out erases drafts from this browser', async () => {
  for (const button of [kHere, 'button[formaction="/sign-out/everywhere"]']) {
    const sender = await withDraft();
    await sender.page.goto(`${deployment.origin}/account`);
    await signOut(sender, button);
    assert.equal(await sender.page.evaluate(kept), false);
    await sender.close();
  }
});

test('a person whose device it is keeps their drafts', async () => {
  const sender = await withDraft();
  await sender.page.goto(`${deployment.origin}/account`);
  await sender.checkBoth('account-sessions');
  await sender.page.check('#keep');
  await signOut(sender, kHere);
  assert.equal(await sender.page.evaluate(kept), true);
  await sender.signIn(deployment, kSender);
  await sender.page.goto(`${deployment.origin}/messages/new`);
  await sender.page.waitForFunction(() => document.querySelector('#subject').value === 'Acte de vente');
  // What they said holds for the menu of every page, until they take it back.
  await sender.page.click('.sx-menu:has(form[action="/sign-out"]) > summary');
  await signOut(sender, '.sx-menu form[action="/sign-out"] button');
  assert.equal(await sender.page.evaluate(kept), true);
  await sender.signIn(deployment, kSender);
  await sender.page.goto(`${deployment.origin}/account`);
  await sender.page.uncheck('#keep');
  await signOut(sender, kHere);
  assert.equal(await sender.page.evaluate(kept), false);
  await sender.close();
});
