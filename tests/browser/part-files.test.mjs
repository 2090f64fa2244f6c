// Tests A11 and I3: in an ordinary window sealed parts wait in private files of the origin, which are deleted once they
// are uploaded.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Deployment, launchWindow, sha256, until, Visitor } from './rig.mjs';

let deployment, window, sender;

before(async () => {
  deployment = await Deployment.start();
  window = await launchWindow(join(deployment.folder, 'window'));
  sender = await Visitor.of(window);
  await sender.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await window?.close();
  await deployment?.stop();
});

/** Lists the paths of the origin's private files. */
const kept = page =>
  page.evaluate(async () => {
    const found = [];
    const look = async (folder, path) => {
      for await (const [name, each] of folder.entries()) {
        if (each.kind === 'directory') await look(each, `${path}${name}/`);
        else found.push(`${path}${name}`);
      }
    };
    await look(await navigator.storage.getDirectory(), '');
    return found.filter(path => path.startsWith('sealed-parts/'));
  });

async function composer(page) {
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
}

async function begin(page, path) {
  await composer(page);
  if ((await page.locator('#recipients li').count()) > 0) {
    // A tab that was closed left a draft.
    await page.click('#cancel');
    await Promise.all([page.waitForURL(/\/messages$/), page.click('#discard-yes')]);
    await composer(page);
  }
  await page.fill('#recipient', 'louis@exemple.com');
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Plans');
  await page.setInputFiles('#files-input', path);
  await page.selectOption('#delivery', 'link');
  await page.click('#send');
}

test('A11, I3: sealed parts stand on disk while they are sent, then nowhere; what a closed tab left is cleared', async () => {
  const path = await deployment.file('plans.bin', randomBytes(40_000_000));
  const left = await Visitor.of(window);
  await left.page.route(/\/parts\/2$/, () => undefined); // never answered
  await begin(left.page, path);
  await until('parts on disk', async () => (await kept(sender.page)).length > 0);
  await left.page.close({ runBeforeUnload: false });
  assert.notDeepEqual(await kept(sender.page), []);

  const { page } = sender;
  await begin(page, path);
  await page.waitForSelector('#done:not([hidden])', { timeout: 180_000 });
  await until('no parts on disk', async () => (await kept(page)).length === 0);

  const reader = (await Visitor.of(window)).page;
  const [link, code] = [await page.inputValue('#done-link-0'), await page.inputValue('#done-code-0')];
  await reader.goto(link);
  await reader.waitForSelector('#read[data-state=gate]');
  await reader.fill('#code', code);
  await reader.click('#open');
  await reader.waitForSelector('#read[data-state=reading]');
  const [got] = await Promise.all([reader.waitForEvent('download'), reader.click('#files [data-part=download]')]);
  await reader.waitForSelector('#files [data-part=ok]:not([hidden])');
  assert.equal(await sha256(await got.path()), await sha256(path));
  assert.deepEqual(sender.complaints, []);
});
