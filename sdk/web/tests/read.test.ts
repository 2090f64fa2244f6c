// Tests what a download is made of: one file, or all as one zip whose paths stay below the folder it is unpacked in.
import type { DownloadOrder } from '@secure-exchanges/client';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileContent, PauseSwitch, zipContent } from '../src/read/content.js';
import { seldom } from '../src/read/download_messages.js';

const order = (name: string, size = 1, folder: string[] = []): DownloadOrder =>
  ({ file: { name, size, folder } }) as unknown as DownloadOrder;

test('one file is downloaded as it is', () => {
  const { name, size, paths } = fileContent(order('plan.pdf', 7));
  assert.deepEqual({ name, size, paths }, { name: 'plan.pdf', size: 7, paths: null });
});

test('a zip keeps folders, tells equal names apart, and never leaves its folder', () => {
  const { paths } = zipContent('tout.zip', [
    order('plan.pdf', 1, ['Plans', '2026']),
    order('plan.pdf'),
    order('PLAN.pdf'),
    order('../../passwd', 1, ['..', 'etc']),
  ]);
  assert.deepEqual(paths?.slice(0, 3), ['Plans/2026/plan.pdf', 'plan.pdf', 'PLAN (2).pdf']);
  assert.ok(paths?.every(path => path.split('/').every(step => step !== '..' && step !== '')));
});

test('a zip has no two names that some file system takes for one', () => {
  const { paths } = zipContent('tout.zip', [
    order('caf\u00e9.pdf'),
    order('cafe\u0301.pdf'),
    order('CAF\u00c9.PDF'),
    order('Plans'),
    order('a.pdf', 1, ['PLANS']),
    order('aux.txt'),
    order('a/b.txt', 1, ['CON']),
    order('caf\u00e9 (2).pdf'),
  ]);
  assert.deepEqual(paths, [
    'caf\u00e9.pdf',
    'cafe\u0301 (2).pdf',
    'CAF\u00c9 (3).PDF',
    'Plans (2)',
    'PLANS/a.pdf',
    '_aux.txt',
    '_CON/b.txt',
    'caf\u00e9 (2) (2).pdf',
  ]);
});

test('a pause holds a download until it ends, and a stop ends it at once', async () => {
  const pauses: boolean[] = [];
  const pauseSwitch = new PauseSwitch();
  pauseSwitch.follow(isPaused => pauses.push(isPaused));
  const { signal } = new AbortController();
  await pauseSwitch.pass(signal);
  pauseSwitch.pause(true);
  let hasPassed = false;
  const passing = pauseSwitch.pass(signal).then(() => {
    hasPassed = true;
  });
  await new Promise(setImmediate);
  assert.equal(hasPassed, false);
  pauseSwitch.pause(false);
  await passing;
  assert.deepEqual(pauses, [true, false]);

  const stopper = new AbortController();
  pauseSwitch.pause(true);
  const stopped = pauseSwitch.pass(stopper.signal);
  stopper.abort(new Error('stopped'));
  await assert.rejects(stopped, /stopped/);
});

test('progress is told seldom, but the last byte of a file always', () => {
  const told: number[] = [];
  const tell = seldom((_, bytes) => told.push(bytes), [1000]);
  for (let bytes = 0; bytes <= 1000; bytes += 10) tell(0, bytes);
  assert.ok(told.length < 20, `told ${told.length} times`);
  assert.equal(told.at(-1), 1000);
});
