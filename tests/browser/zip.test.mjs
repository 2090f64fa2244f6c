// Tests all files of a message as one zip (row A11), larger than a zip without zip64 can hold; no byte of it is kept.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { kRoot } from './rig.mjs';

const kFourGiB = 2 ** 32;
const kPiece = new Uint8Array(4 << 20);
const kEndBytes = 22,
  kLocatorBytes = 20,
  kEnd64Bytes = 56;
let folder, content;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sx-zip-'));
  const outfile = join(folder, 'content.mjs');
  await build({
    entryPoints: [join(kRoot, 'sdk/web/src/read/content.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  content = await import(pathToFileURL(outfile));
});

after(() => rmSync(folder, { recursive: true, force: true }));

async function* zeros(size) {
  for (let left = size; left > 0; left -= kPiece.length) yield left < kPiece.length ? kPiece.subarray(0, left) : kPiece;
}

/** Returns the zip's predicted and actual lengths, and its last bytes. */
async function zipped(files) {
  const zip = content.zipContent(
    'tout.zip',
    files.map(([folder, name, size]) => ({ file: { folder, name, size } })),
  );
  let length = 0,
    tail = Buffer.alloc(0);
  for await (const bytes of content.zipped(zip, ({ file }) => zeros(file.size))) {
    length += bytes.length;
    tail = Buffer.concat([tail, bytes.subarray(-4096)]).subarray(-4096);
  }
  return { announced: zip.size, length, tail };
}

/** Reads the entries of the central directory, which is within `tail`, as any program does. */
function entriesOf({ length, tail }) {
  const at = offset => tail.length - (length - offset);
  const locator = tail.length - kEndBytes - kLocatorBytes;
  assert.equal(tail.readUInt32LE(locator + kLocatorBytes), 0x06054b50);
  assert.equal(
    tail.readUInt32LE(locator + kLocatorBytes + 16),
    0xffffffff,
    'the directory stands beyond 4 GiB: see the zip64 record',
  );
  assert.equal(tail.readUInt32LE(locator), 0x07064b50);
  const end = at(Number(tail.readBigUInt64LE(locator + 8)));
  assert.equal(end, locator - kEnd64Bytes);
  assert.equal(tail.readUInt32LE(end), 0x06064b50);
  let entry = at(Number(tail.readBigUInt64LE(end + 48)));
  const entries = [];
  for (let left = Number(tail.readBigUInt64LE(end + 32)); left > 0; left--) {
    assert.equal(tail.readUInt32LE(entry), 0x02014b50);
    const [name, extra, comment] = [28, 30, 32].map(field => tail.readUInt16LE(entry + field));
    // Values that do not fit 32 bits are in the extra field 1, in this order.
    const wide = [];
    for (let field = entry + 46 + name; field < entry + 46 + name + extra; field += 4 + tail.readUInt16LE(field + 2))
      if (tail.readUInt16LE(field) === 1)
        for (let value = 0; value < tail.readUInt16LE(field + 2); value += 8)
          wide.push(Number(tail.readBigUInt64LE(field + 4 + value)));
    const [size, packed, offset] = [24, 20, 42]
      .map(field => tail.readUInt32LE(entry + field))
      .map(value => (value === 0xffffffff ? wide.shift() : value));
    entries.push({
      name: tail.toString('utf8', entry + 46, entry + 46 + name),
      crc: tail.readUInt32LE(entry + 16),
      size,
      packed,
      offset,
    });
    entry += 46 + name + extra + comment;
  }
  assert.equal(entry, end, 'the directory ends where the zip64 record begins');
  return entries;
}

test('A11: one file beyond 4 GiB, and files behind it', async () => {
  const kLarge = kFourGiB + 5;
  const zip = await zipped([
    [['Été'], 'avant.txt', 3],
    [[], 'énorme.bin', kLarge],
    [[], 'après.txt', 7],
  ]);
  assert.equal(zip.length, zip.announced, 'a browser refuses what is not as long as it was told');
  const entries = entriesOf(zip);
  assert.deepEqual(
    entries.map(({ name, size, packed }) => [name, size, packed]),
    [
      ['Été/avant.txt', 3, 3],
      ['énorme.bin', kLarge, kLarge],
      ['après.txt', 7, 7],
    ],
  );
  assert.ok(entries[1].offset < kFourGiB && entries[2].offset > kFourGiB);
  // A program that reads the zip as a stream finds the large file's sizes after its data.
  const descriptor = zip.tail.length - (zip.length - entries[2].offset) - 24;
  assert.deepEqual(
    [
      zip.tail.readUInt32LE(descriptor),
      zip.tail.readUInt32LE(descriptor + 4),
      zip.tail.readBigUInt64LE(descriptor + 8),
      zip.tail.readBigUInt64LE(descriptor + 16),
    ],
    [0x08074b50, entries[1].crc, BigInt(kLarge), BigInt(kLarge)],
  );
});
