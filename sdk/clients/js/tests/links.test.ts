// Tests links as mail programs, link protection and people alter them (row I4): every case of
// sdk/vectors/links-v1.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fromBase64Url, makeLink, parseLink, SealingError, secretOfFragment } from '../src/index.js';

interface Case {
  readonly name: string;
  readonly pasted: string;
  readonly code?: string;
  readonly token?: string;
}
interface Vectors {
  readonly origin: string;
  readonly token: string;
  readonly key: string;
  readonly whole: readonly Case[];
  readonly keys: readonly Case[];
  readonly keyless: readonly Case[];
  readonly refused: readonly Case[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(join(dirname(process.env['SX_VECTORS'] ?? ''), 'links-v1.json'), 'utf8'),
);
const { origin, token } = vectors;
const secret = fromBase64Url(vectors.key);

test('reads links however they were altered', () => {
  assert.equal(makeLink(`${origin}/`, token, secret), vectors.whole[0]?.pasted);
  for (const { name, pasted } of vectors.whole) assert.deepEqual(parseLink(pasted), { origin, token, secret }, name);
});

test('reads keys without their link', () => {
  for (const each of vectors.keys)
    assert.deepEqual(parseLink(each.pasted), { origin: null, token: each.token ?? null, secret }, each.name);
});

test('says where a link without its key leads', () => {
  for (const { name, pasted } of vectors.keyless)
    assert.deepEqual(parseLink(pasted), { origin, token, secret: null }, name);
});

test('says why nothing is read', () => {
  for (const { name, pasted, code } of vectors.refused)
    assert.throws(
      () => parseLink(pasted),
      (error: unknown) => error instanceof SealingError && error.code === code,
      name,
    );
});

test('takes the key out of a fragment, and no other fragment for one', () => {
  assert.equal(secretOfFragment(''), null);
  assert.equal(secretOfFragment('#contenu'), null);
  assert.deepEqual(secretOfFragment(`#%6B1_${vectors.key}`), secret);
});
