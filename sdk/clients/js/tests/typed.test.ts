// Tests what people type, paste and name: every case of sdk/vectors/texts-v1.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { hasHiddenEdge, safeFileName, shownPath, typedCode } from '../src/index.js';

interface Vectors {
  readonly codes: readonly [string, string][];
  readonly digits: readonly [string, string][];
  readonly passwords: readonly [string, boolean][];
  readonly names: readonly [string, string][];
}

const vectors: Vectors = JSON.parse(
  readFileSync(join(dirname(process.env['SX_VECTORS'] ?? ''), 'texts-v1.json'), 'utf8'),
);

test('an opening code is found in what was pasted', () => {
  for (const [given, code] of vectors.codes) assert.equal(typedCode(given), code, JSON.stringify(given));
  for (const [given, code] of vectors.digits)
    assert.equal(typedCode(given, '0123456789', 6), code, JSON.stringify(given));
});

test('a blank at the edge of a password is noticed', () => {
  for (const [given, hidden] of vectors.passwords) assert.equal(hasHiddenEdge(given), hidden, JSON.stringify(given));
});

test('a mail shows names as they will arrive, and paths that the server takes', () => {
  assert.equal(shownPath('Plans/2026/plan?.pdf'), 'Plans/2026/plan_.pdf');
  assert.equal(shownPath('CON/a\u202eb.txt'), '_CON/ab.txt');
  const deep = `${'dossier très profond/'.repeat(40)}plan.pdf`;
  const shown = shownPath(deep);
  assert.ok([...shown].length <= 512 && shown.startsWith('…/') && shown.endsWith('/plan.pdf'), shown);
  assert.ok([...shownPath('a'.repeat(900))].length <= 200);
});

test('a file keeps its name, without what deceives, in whole characters', () => {
  for (const [given, name] of vectors.names) assert.equal(safeFileName(given), name, JSON.stringify(given));
});
