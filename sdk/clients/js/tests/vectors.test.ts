// Tests the shared vectors: every value, and everything that must be refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  associatedData,
  type Bytes,
  concat,
  fileKeyOf,
  FileOpener,
  fromHex,
  kNoPassword,
  kPartBytes,
  kSegmentBytes,
  makeFragment,
  makeHeader,
  makeSlot,
  openPart,
  openSlot,
  padme,
  parseHeader,
  passwordKey,
  passwordProofOf,
  type PartContext,
  plainBytesOf,
  proofOf,
  sealedBytes,
  sealPart,
  secretOfFragment,
  SealingError,
  sha256,
  slotKeys,
  toHex,
  toldCodeSecret,
  utf8,
} from '../src/index.js';

interface SlotVector {
  readonly name: string;
  readonly password: string | null;
  readonly H: string;
  readonly L: string;
  readonly S: string;
  readonly P: string;
  readonly proof: string;
  readonly password_proof: string | null;
  readonly kek: string;
  readonly commit: string;
  readonly MK: string;
  readonly nonce: string;
  readonly slot: string;
  readonly fragment: string;
}
interface PartVector {
  readonly plaintext: string;
  readonly message: string;
  readonly file_id: string;
  readonly part: number;
  readonly last: 0 | 1;
  readonly file_key: string;
  readonly salt: string;
  readonly prefix: string;
  readonly ad: string;
  readonly sealed_bytes: number;
  readonly sealed_sha256: string;
  readonly sealed?: string;
}
interface Vectors {
  readonly slots: readonly SlotVector[];
  readonly parts: readonly PartVector[];
  readonly padme: readonly (readonly [number, number])[];
  readonly told_code: { readonly token: string; readonly code: string; readonly salt: string; readonly L: string };
  readonly must_be_refused: readonly string[];
}

const path = process.env['SX_VECTORS'];
if (!path) throw new Error('SX_VECTORS names the vectors');
const vectors: Vectors = JSON.parse(readFileSync(path, 'utf8'));
const kMessageKey = fromHex(vectors.slots[0]?.MK ?? '');

const broken =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof SealingError && error.code === code;

function plaintextOf(description: string): Bytes {
  const match = /^counter\((\d+),(\d+)\)$/.exec(description);
  assert.ok(match, description);
  const [start, length] = [Number(match[1]), Number(match[2])];
  return Uint8Array.from({ length }, (_, i) => (start + i) & 255);
}

function contextOf(vector: PartVector): PartContext {
  return {
    messageId: fromHex(vector.message),
    fileId: fromHex(vector.file_id),
    part: vector.part,
    isLast: vector.last === 1,
  };
}

async function sealed(vector: PartVector): Promise<Bytes> {
  return sealPart(fromHex(vector.file_key), contextOf(vector), plaintextOf(vector.plaintext), {
    salt: fromHex(vector.salt),
    prefix: fromHex(vector.prefix),
  });
}

for (const vector of vectors.slots) {
  test(`makes and opens the slot "${vector.name}"`, async () => {
    const header = fromHex(vector.H);
    const parsed = parseHeader(header);
    assert.equal(toHex(makeHeader(parsed, parsed.salt)), vector.H);
    const key =
      vector.password === null
        ? kNoPassword
        : await passwordKey(vector.password, parsed.salt, parsed.cost ?? assert.fail());
    assert.equal(toHex(key), vector.P);
    const secrets = { linkSecret: fromHex(vector.L), share: fromHex(vector.S), passwordKey: key };
    const keys = await slotKeys(header, secrets);
    assert.equal(toHex(keys.kek), vector.kek);
    assert.equal(toHex(keys.commit), vector.commit);
    assert.equal(toHex(await proofOf(secrets.linkSecret)), vector.proof);
    if (vector.password_proof !== null) assert.equal(toHex(await passwordProofOf(key, header)), vector.password_proof);
    assert.equal(toHex(await makeSlot(header, secrets, fromHex(vector.MK), fromHex(vector.nonce))), vector.slot);
    assert.equal(toHex(await openSlot(fromHex(vector.slot), secrets)), vector.MK);
    assert.equal(makeFragment(secrets.linkSecret), vector.fragment);
    assert.equal(toHex(secretOfFragment(`#${vector.fragment}`) ?? kNoPassword), vector.L);
  });
}

for (const vector of vectors.parts) {
  test(`seals and opens part ${vector.part} of ${vector.plaintext}, last ${vector.last}`, async () => {
    const context = contextOf(vector);
    assert.equal(toHex(await fileKeyOf(kMessageKey, context.messageId, context.fileId)), vector.file_key);
    assert.equal(toHex(associatedData(context)), vector.ad);
    const bytes = await sealed(vector);
    assert.equal(bytes.length, vector.sealed_bytes);
    assert.equal(toHex(await sha256(bytes)), vector.sealed_sha256);
    if (vector.sealed !== undefined) assert.equal(toHex(bytes), vector.sealed);
    assert.deepEqual(await openPart(fromHex(vector.file_key), context, bytes), plaintextOf(vector.plaintext));
  });
}

test('pads to the Padmé length', () => {
  for (const [length, padded] of vectors.padme) assert.equal(padme(length), padded, `padme(${length})`);
});

test('tells the plaintext length of every sealed length', () => {
  for (const length of [0, 1, 524_232, 524_233, 1_048_504, 1_048_505, 8_388_311, 8_388_312, 8_388_313, 2_684_354_560])
    assert.equal(plainBytesOf(sealedBytes(length)), length);
  for (const length of [0, 55, kSegmentBytes + 1, kSegmentBytes + 15, kPartBytes + 55])
    assert.ok(Number.isNaN(plainBytesOf(length)), `${length}`);
});

test('derives L from a code told by voice, however it was typed', async () => {
  const { code, token, L, salt } = vectors.told_code;
  assert.equal(toHex((await sha256(concat(utf8('sx/1/code'), utf8(token)))).slice(0, 16)), salt);
  assert.equal(toHex(await toldCodeSecret(code, token)), L);
  assert.equal(
    toHex(await toldCodeSecret(`${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase(), token)),
    L,
  );
});

// Each line of must_be_refused has its test here; "knows every refusal" checks that none was forgotten.

const refusals = new Map<string, () => Promise<void>>([
  [
    'a part cut at a segment boundary',
    async () => {
      const vector = longPart();
      const bytes = await sealed(vector);
      await assert.rejects(
        openPart(fromHex(vector.file_key), contextOf(vector), bytes.slice(0, kSegmentBytes)),
        broken('broken'),
      );
      await assert.rejects(throughFile(vector, bytes.slice(0, kSegmentBytes)), broken('broken'));
    },
  ],
  [
    'two segments exchanged',
    async () => {
      const vector = fullPart();
      const bytes = await sealed(vector);
      const [one, two] = [
        bytes.slice(kSegmentBytes, 2 * kSegmentBytes),
        bytes.slice(2 * kSegmentBytes, 3 * kSegmentBytes),
      ];
      bytes.set(two, kSegmentBytes);
      bytes.set(one, 2 * kSegmentBytes);
      await assert.rejects(openPart(fromHex(vector.file_key), contextOf(vector), bytes), broken('broken'));
    },
  ],
  [
    'one bit changed anywhere',
    async () => {
      const vector = vectors.parts.find(part => part.plaintext === 'counter(0,18)') ?? assert.fail();
      const good = await sealed(vector);
      for (let bit = 0; bit < good.length * 8; bit++) {
        const bytes = good.slice();
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        await assert.rejects(
          openPart(fromHex(vector.file_key), contextOf(vector), bytes),
          broken('broken'),
          `bit ${bit}`,
        );
      }
    },
  ],
  [
    'a segment appended',
    async () => {
      const vector = longPart();
      const bytes = await sealed(vector);
      const longer = concat(bytes.slice(0, 2 * kSegmentBytes), bytes.slice(kSegmentBytes, 2 * kSegmentBytes));
      await assert.rejects(openPart(fromHex(vector.file_key), contextOf(vector), longer), broken('broken'));
    },
  ],
  [
    'a part opened with another part number, last flag, file id or message id',
    async () => {
      const vector = vectors.parts.find(part => part.plaintext === 'counter(0,18)') ?? assert.fail();
      const [context, bytes, key] = [contextOf(vector), await sealed(vector), fromHex(vector.file_key)];
      const other = context.fileId.slice().reverse();
      for (const wrong of [
        { ...context, part: 1 },
        { ...context, isLast: false },
        { ...context, fileId: other },
        { ...context, messageId: other },
      ])
        await assert.rejects(openPart(key, wrong, bytes), broken('broken'));
    },
  ],
  [
    'a header with version 2, kind 9, an unknown flag, Argon2id with m 1024, or p 2',
    async () => {
      const good = fromHex(vectors.slots.find(slot => slot.password !== null)?.H ?? '');
      const changed = (at: number, ...bytes: number[]): Bytes => {
        const header = good.slice();
        header.set(bytes, at);
        return header;
      };
      parseHeader(good);
      for (const [header, code] of [
        [changed(4, 2), 'unknown_version'],
        [changed(5, 9), 'unknown_version'],
        [changed(5, 0), 'unknown_version'],
        [changed(6, 9), 'unknown_version'],
        [changed(7, 2), 'unknown_version'],
        [changed(0, 0x54), 'unknown_version'],
        [changed(8, 0, 0, 4, 0), 'cost'],
        [changed(8, 0, 4, 0, 1), 'cost'],
        [changed(12, 0, 1), 'cost'],
        [changed(12, 0, 11), 'cost'],
        [changed(14, 0, 2), 'cost'],
        [changed(6, 0), 'broken'],
        [good.slice(0, 63), 'broken'],
      ] as const)
        assert.throws(() => parseHeader(header), broken(code), toHex(header));
    },
  ],
  [
    'a slot whose commit differs in one bit',
    async () => {
      const vector = vectors.slots[0] ?? assert.fail();
      const secrets = { linkSecret: fromHex(vector.L), share: fromHex(vector.S), passwordKey: fromHex(vector.P) };
      for (let bit = 0; bit < 256; bit++) {
        const slot = fromHex(vector.slot);
        const at = 64 + (bit >> 3);
        slot[at] = (slot[at] ?? 0) ^ (1 << (bit & 7));
        await assert.rejects(openSlot(slot, secrets), broken('wrong_key'));
      }
    },
  ],
  [
    'padding that is not zero',
    async () => {
      const vector = vectors.parts.find(part => part.plaintext === 'counter(0,18)') ?? assert.fail();
      await assert.rejects(throughFile(vector, await sealed(vector), 4), broken('broken'));
    },
  ],
]);

test('knows every refusal that the vectors list', () => {
  assert.deepEqual([...refusals.keys()].sort(), [...vectors.must_be_refused].sort());
});
for (const [name, refuses] of refusals) test(`refuses ${name}`, refuses);

function longPart(): PartVector {
  return vectors.parts.find(part => part.plaintext === 'counter(0,1048505)') ?? assert.fail();
}

function fullPart(): PartVector {
  return vectors.parts.find(part => part.plaintext === 'counter(0,8388312)') ?? assert.fail();
}

/** Opens a part as if it were a whole file of one part; that succeeds only for a part sealed as part 0. */
async function throughFile(vector: PartVector, bytes: Bytes, trueBytes = 0): Promise<void> {
  const opener = new FileOpener(
    { fileKey: fromHex(vector.file_key), messageId: fromHex(vector.message), fileId: fromHex(vector.file_id) },
    bytes.length,
    trueBytes,
  );
  await opener.push(bytes);
  opener.finish();
}
