// Tests files through the streaming opener, manifests and notes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Bytes,
  concat,
  FileOpener,
  FileSealer,
  kManifestId,
  kPartBytes,
  kSegmentBytes,
  makeHeader,
  openNote,
  paddedBytes,
  parseManifest,
  random,
  safeFileName,
  SealingError,
  sealNote,
  sealedBytes,
  sourceOfBlob,
  toHex,
  utf8,
  writeManifest,
} from '../src/index.js';

const broken =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof SealingError && error.code === code;
const kKeys = { fileKey: random(32), messageId: random(16), fileId: random(16) };

async function sealedFile(content: Bytes): Promise<{ bytes: Bytes; sha256: string }> {
  const sealer = new FileSealer(sourceOfBlob(new Blob([content]), 'a'), kKeys);
  const parts: Uint8Array[] = [];
  for (let part = await sealer.next(); part; part = await sealer.next())
    parts.push(new Uint8Array(await new Blob([...part.sealed]).arrayBuffer()));
  return { bytes: concat(...parts), sha256: await sealer.sha256() };
}

async function opened(bytes: Bytes, size: number, step: number): Promise<Bytes> {
  const opener = new FileOpener(kKeys, bytes.length, size);
  const plains: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += step) plains.push(...(await opener.push(bytes.subarray(at, at + step))));
  opener.finish();
  return concat(...plains);
}

function pattern(length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255);
}

test('opens files of every awkward length, in pieces of any size', async () => {
  for (const length of [0, 1, 1023, 1024, 1025, 524_232, 524_233, 8_388_312, 8_388_313, 17_000_000]) {
    const content = pattern(length);
    const { bytes } = await sealedFile(content);
    assert.equal(bytes.length, sealedBytes(paddedBytes(length)));
    for (const step of [65_536, 1_000_003, bytes.length])
      assert.deepEqual(await opened(bytes, length, step), content, `${length} by ${step}`);
  }
});

test('goes on from the last whole segment after a broken transfer', async () => {
  const content = pattern(9_000_000);
  const { bytes } = await sealedFile(content);
  const opener = new FileOpener(kKeys, bytes.length, content.length);
  const plains = await opener.push(bytes.subarray(0, kPartBytes + 12_345));
  assert.equal(opener.nextOffset, kPartBytes);
  opener.rewind();
  plains.push(...(await opener.push(bytes.subarray(opener.nextOffset))));
  opener.finish();
  assert.deepEqual(concat(...plains), content);
});

test('gives out nothing of a changed segment and stops', async () => {
  const content = pattern(3_000_000);
  const { bytes } = await sealedFile(content);
  bytes[2 * kSegmentBytes + 5] = (bytes[2 * kSegmentBytes + 5] ?? 0) ^ 1;
  const opener = new FileOpener(kKeys, bytes.length, content.length);
  const good = await opener.push(bytes.subarray(0, 2 * kSegmentBytes));
  assert.equal(concat(...good).length, 2 * kSegmentBytes - 40 - 32);
  await assert.rejects(opener.push(bytes.subarray(2 * kSegmentBytes)), broken('broken'));
});

test('refuses a file that lost its last part, and one that gained a part', async () => {
  const content = pattern(9_000_000);
  const { bytes } = await sealedFile(content);
  await assert.rejects(opened(bytes.slice(0, kPartBytes), 8_388_312, kPartBytes), broken('broken'));
  await assert.rejects(opened(concat(bytes.slice(0, kPartBytes), bytes), content.length, kPartBytes), broken('broken'));
  await assert.rejects(
    opened(concat(bytes.slice(kPartBytes), bytes.slice(0, kPartBytes)), content.length, kPartBytes),
    broken('broken'),
  );
});

test('never seals the same bytes twice to the same ciphertext', async () => {
  const content = pattern(2000);
  assert.notEqual(toHex((await sealedFile(content)).bytes), toHex((await sealedFile(content)).bytes));
});

test('writes a manifest whose length does not depend on the hashes', () => {
  const file = {
    id: kManifestId,
    name: 'Plan d’évacuation.pdf',
    type: 'application/pdf',
    size: 12,
    sha256: '0'.repeat(64),
  };
  const manifest = {
    subject: 'Été',
    from: 'Camille <c@example.com>',
    language: 'fr',
    body: { html: '<p>a</p>', text: 'a' },
    files: [file],
  };
  const padded = writeManifest(manifest);
  assert.equal(padded.length, writeManifest({ ...manifest, files: [{ ...file, sha256: 'f'.repeat(64) }] }).length);
  assert.deepEqual(parseManifest(padded), { ...manifest, files: [{ ...file, folder: [] }] });
  assert.equal(writeManifest(manifest, 5000).length, 5000);
  assert.deepEqual(parseManifest(writeManifest(manifest, 5000)).subject, 'Été');
  assert.throws(() => parseManifest(utf8('{"v":2}')), broken('unknown_version'));
  assert.throws(() => parseManifest(utf8('{"v":1,"subject":3}')), broken('broken'));
});

test('keeps folders, and leads nowhere else with them', () => {
  const at = (name: string): string => {
    const file = { id: kManifestId, name, type: '', size: 1, sha256: '0'.repeat(64) };
    const [found] = parseManifest(
      writeManifest({ subject: '', from: '', language: 'fr', body: { html: '', text: '' }, files: [file] }),
    ).files;
    return [...(found?.folder ?? []), found?.name].join('/');
  };
  assert.equal(at('Plans/2026/plan.pdf'), 'Plans/2026/plan.pdf');
  assert.equal(at('../../etc/./passwd'), 'etc/passwd');
  assert.equal(at('/C:\\Windows\\..\\x.dll'), 'C_/Windows/x.dll');
  assert.equal(at('a/\u202E/b/..'), 'a/file/b/file');
});

test('a sealing goes on from a kept hash, and leaves out what the server has', async () => {
  const content = pattern(3 * 8_388_312 + 5);
  const whole = new FileSealer(sourceOfBlob(new Blob([content]), 'a'), kKeys);
  const first = await whole.next();
  for (let part: unknown = first; part; part = await whole.next());
  const later = new FileSealer(sourceOfBlob(new Blob([content]), 'a'), kKeys, {
    parts: 1,
    state: first?.hashState ?? '',
    have: [0, 2],
  });
  const parts: number[] = [];
  for (let part = await later.next(); part; part = await later.next()) parts.push(part.part);
  assert.deepEqual(parts, [1, 3]);
  assert.equal(await later.sha256(), await whole.sha256());
});

test('takes path, control and direction characters out of file names', () => {
  assert.equal(safeFileName('../../etc/passwd'), 'passwd');
  assert.equal(safeFileName('C:\\a\\b.txt'), 'b.txt');
  assert.equal(safeFileName('facture\u202Efdp.exe'), 'facturefdp.exe');
  assert.equal(safeFileName('a\u0000\nb?.pdf'), 'ab_.pdf');
  assert.equal(safeFileName('..'), 'file');
  assert.equal(safeFileName(`${'a'.repeat(300)}.pdf`).length, 200);
});

test('seals notes to a fixed length, for one message and one device', async () => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const id = random(16);
  const note = { subject: 'Acte de vente', recipients: ['Louis Gagné'], files: ['Projet.pdf'] };
  const sealed = await sealNote(key, id, note);
  assert.equal(sealed.length, 4096);
  assert.deepEqual(await openNote(key, id, sealed), note);
  await assert.rejects(openNote(key, random(16), sealed), broken('wrong_key'));
  const long = await sealNote(key, id, {
    ...note,
    files: Array.from({ length: 300 }, (_, i) => `Un fichier au nom assez long ${i}.pdf`),
  });
  assert.equal(long.length, 4096);
  assert.equal((await openNote(key, id, long)).subject, note.subject);
});

test('refuses to make a header whose password and cost disagree', () => {
  assert.throws(
    () =>
      makeHeader({
        kind: 1,
        gates: { password: true, sms: false, code: false },
        cost: null,
        messageId: random(16),
        grantId: random(16),
      }),
    broken('usage'),
  );
});
