// Tests how files are taken from a drop: with their folders, and without losing what can be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickedOf, pickedOfInput } from '../src/files/picking.js';

const file = (name: string): File => new File(['content'], name);

/** Makes an entry as browsers without handles give it. */
const fileEntry = (name: string): object => ({
  isFile: true,
  isDirectory: false,
  name,
  file: (give: (file: File) => void) => give(file(name)),
});

/** Makes a folder's entry, which gives its content a hundred at a time. */
function folderEntry(name: string, content: readonly object[]): object {
  let at = 0;
  const readEntries = (give: (some: readonly object[]) => void): void => {
    give(content.slice(at, at + 100));
    at += 100;
  };
  return { isFile: false, isDirectory: true, name, createReader: () => ({ readEntries }) };
}

const dropped = (...entries: { entry?: object | null; file?: File | null }[]): DataTransfer =>
  ({
    items: entries.map(({ entry = null, file: own = null }) => ({
      kind: 'file',
      webkitGetAsEntry: () => entry,
      getAsFile: () => own,
    })),
  }) as unknown as DataTransfer;

test('a dropped folder gives every file with its path, also beyond the first hundred', async () => {
  const many = Array.from({ length: 250 }, (_, i) => fileEntry(`${i}.txt`));
  const picked = await pickedOf(dropped({ entry: folderEntry('Plans', [folderEntry('2026', many)]) }));
  assert.equal(picked.length, 250);
  assert.equal(picked[249]?.name, 'Plans/2026/249.txt');
});

test('a folder that cannot be read is skipped, and the rest is taken', async () => {
  const closed = {
    ...folderEntry('Fermé', []),
    createReader: () => ({ readEntries: (_: unknown, refuse: (error: Error) => void) => refuse(new Error('closed')) }),
  };
  const picked = await pickedOf(dropped({ entry: closed, file: file('Fermé') }, { entry: fileEntry('plan.pdf') }));
  assert.deepEqual(
    picked.map(each => each.name),
    ['plan.pdf'],
  );
});

test('a drop without entries gives its files', async () => {
  const picked = await pickedOf(dropped({ file: file('photo.png') }));
  assert.deepEqual(
    picked.map(each => each.name),
    ['photo.png'],
  );
});

test('files of a folder input keep their path', () => {
  const own = Object.assign(file('plan.pdf'), { webkitRelativePath: 'Plans/plan.pdf' });
  assert.deepEqual(
    pickedOfInput([own, file('seul.pdf')]).map(each => each.name),
    ['Plans/plan.pdf', 'seul.pdf'],
  );
});
