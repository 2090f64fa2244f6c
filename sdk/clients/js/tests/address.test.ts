// Tests addresses and lists of them as people type and paste them: every case of sdk/vectors/addresses-v1.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { hasForeignName, mailAddress, readAddresses } from '../src/index.js';

interface Vectors {
  readonly addresses: readonly { readonly given: string; readonly address: string | null }[];
  readonly lists: readonly { readonly given: string; readonly found: readonly [string, string][] }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(join(dirname(process.env['SX_VECTORS'] ?? ''), 'addresses-v1.json'), 'utf8'),
);

test('an address is kept in one form, or is none', () => {
  for (const { given, address } of vectors.addresses) assert.equal(mailAddress(given), address, JSON.stringify(given));
});

test('a pasted list gives names and addresses, and loses nothing', () => {
  for (const { given, found } of vectors.lists)
    assert.deepEqual(
      readAddresses(given).map(({ name, address }) => [name, address]),
      found,
      JSON.stringify(given),
    );
});

test('an accent before the @ is told apart from an incomplete address', () => {
  assert.ok(hasForeignName('josé@example.net'));
  for (const other of ['josé@', 'josé', 'ana@example.net', 'ana@example', 'jo sé@example.net'])
    assert.ok(!hasForeignName(other), other);
});
