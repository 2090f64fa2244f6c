// Uploads and downloads one large file in Chromium, and kills the server in the middle of each: the file must come out
// identical, and memory stay flat.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Deployment, sha256, until, Visitor } from '../browser/rig.mjs';
import { Browser, memoryOf, Peak, table } from './measure.mjs';

const { values: chosen } = parseArgs({ options: { megabytes: { type: 'string', default: '2500' } } });
const kMegabytes = Number(chosen.megabytes);

const deployment = await Deployment.start();
const chromium = await Browser.launch(join(deployment.folder, 'window'));
const rows = [['', 'seconds', 'MB/s', 'Chromium MB before', 'MB more at most', 'server MB at most']];
try {
  const path = join(deployment.folder, 'large.bin');
  writeLarge(path);
  const sender = await Visitor.of(chromium.context);
  const { page } = sender;
  await sender.signIn(deployment, 'camille.roy@example.com');
  await page.goto(`${deployment.origin}/messages/new?lang=en`);
  await page.waitForSelector('#composer[data-ready]');
  await page.fill('#recipient', 'louis@exemple.com');
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', 'Large');
  await page.setInputFiles('#files-input', path);
  await page.selectOption('#delivery', 'link');
  await measured('upload', async () => {
    await page.click('#send');
    await killed(() => page.evaluate(() => document.querySelector('#progress-bar').value));
    await page.waitForSelector('#done:not([hidden])', { timeout: 3_600_000 });
  });
  const told = { link: await page.inputValue('#done-link-0'), code: await page.inputValue('#done-code-0') };
  await page.close();

  const reader = await Visitor.of(chromium.context);
  await reader.page.goto(told.link);
  await reader.page.waitForSelector('#read[data-state=gate]');
  await reader.page.fill('#code', told.code);
  await reader.page.click('#open');
  await reader.page.waitForSelector('#read[data-state=reading]');
  const saved = join(deployment.folder, 'saved.bin');
  await measured('download', async () => {
    const [got] = await Promise.all([
      reader.page.waitForEvent('download', { timeout: 600_000 }),
      reader.page.click('#files [data-part=download]'),
    ]);
    await killed(() => reader.page.evaluate(() => document.querySelector('#files [data-part=progress]').value));
    await reader.page.waitForSelector('#files [data-part=ok]:not([hidden])', { timeout: 3_600_000 });
    await got.saveAs(saved);
  });
  assert.equal(await sha256(saved), await sha256(path), 'the file came out as it went in');
  table(`${kMegabytes} MB through a killed server, up and down; identical`, rows);
} finally {
  await chromium.close();
  await deployment.stop();
}
process.exit(0);

/** Kills the server once a quarter is transferred, and starts it again. */
async function killed(percent) {
  await until('a quarter', async () => (await percent()) >= 25, 3600);
  await deployment.kill();
  await deployment.serve();
}

async function measured(name, act) {
  const before = chromium.memory();
  const browser = new Peak(() => chromium.memory());
  const server = new Peak(() => memoryOf(deployment.process.pid));
  const started = performance.now();
  await act();
  const seconds = (performance.now() - started) / 1000;
  rows.push([
    name,
    seconds.toFixed(0),
    (kMegabytes / seconds).toFixed(0),
    (before / 1e6).toFixed(0),
    ((browser.stop() - before) / 1e6).toFixed(0),
    (server.stop() / 1e6).toFixed(0),
  ]);
}

function writeLarge(path) {
  rmSync(path, { force: true });
  const file = openSync(path, 'w');
  const block = randomBytes(1_000_000);
  for (let i = 0; i < kMegabytes; i++) {
    block.writeUInt32BE(i); // makes every block different
    writeSync(file, block);
  }
  closeSync(file);
}
