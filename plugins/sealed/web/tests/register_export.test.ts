// Tests the register's CSV: what a spreadsheet reads, and what it must not run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvCell, csvOf, localText } from '../components/register_export.js';

test('a cell that a spreadsheet would run as a formula becomes text', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
    assert.match(csvCell(formula), /^"?'/, formula);
  assert.equal(csvCell('acte de vente'), 'acte de vente');
});

test('quotes, commas and line ends stay within their cell', () => {
  assert.equal(csvCell('a"b'), '"a""b"');
  assert.equal(csvCell('a,b'), '"a,b"');
  assert.equal(csvCell('a\nb'), '"a\nb"');
});

test('the file begins with a byte order mark, and each time is of the zone', async () => {
  const csv = csvOf(
    ['quand', 'quoi'],
    [{ at: new Date('2026-12-03T19:26:05Z'), cells: ['ouvert'] }],
    'America/Toronto',
  );
  const bytes = new Uint8Array(await csv.arrayBuffer());
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(await csv.text(), 'quand,quoi\r\n2026-12-03 14:26:05,ouvert\r\n');
  assert.equal(localText(new Date('2026-07-01T00:00:00Z'), 'America/Toronto'), '2026-06-30 20:00:00');
});
