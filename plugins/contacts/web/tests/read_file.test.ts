// Tests files of contacts as mail programs and spreadsheets write them: encodings, separators, orders, heads, spellings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import writeXlsxFile from 'write-excel-file/node';
import { readContacts } from '../components/read_file.js';

const kAna = ['Ana Tremblay', 'ana@example.net'];

async function found(content: BlobPart): Promise<string[][] | null> {
  const reading = await readContacts(new Blob([content]));
  return reading && reading.lines.map(each => [each.name, each.address]);
}

function utf16(text: string, isBig: boolean, mark = true): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((text.length + (mark ? 1 : 0)) * 2);
  const view = new DataView(out.buffer);
  [...(mark ? '\ufeff' : ''), ...text].forEach((letter, at) => view.setUint16(at * 2, letter.charCodeAt(0), !isBig));
  return out;
}

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from([...text], letter => letter.charCodeAt(0));

test('A15: first and last names are joined, whatever their order and language', async () => {
  for (const text of [
    'Prénom;Nom;Courriel;Cellulaire\nAna;Tremblay;ana@example.net;\n',
    'Nom;Prénom;Adresse de messagerie\nTremblay;Ana;ana@example.net\n',
    'First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email\nAna,Tremblay,,,ana@example.net,\n',
    'Nom;Courriel\nAna Tremblay;ana@example.net\n',
    'Name,E-mail 1 - Type,E-mail 1 - Value\nAna Tremblay,* Work,ana@example.net ::: ana@example.org\n',
    'Nom complet\tType de messagerie\tAdresse électronique\nAna Tremblay\tSMTP\tana@example.net\n',
    'sep=|\r\nName|E-mail Address\r\nAna Tremblay|ana@example.net\r\n',
  ])
    assert.deepEqual(await found(text), [kAna], text);
});

test('A15: tables without heads are read after what their columns hold', async () => {
  assert.deepEqual(await found('ana@example.net\nluc@example.net\n'), [
    ['', 'ana@example.net'],
    ['', 'luc@example.net'],
  ]);
  assert.deepEqual(await found('Ana Tremblay;ana@example.net\nLuc;luc@example.net\n'), [
    kAna,
    ['Luc', 'luc@example.net'],
  ]);
  const reading = await readContacts(new Blob(['514 555-0142,ana@example.net,Ana Tremblay\n']));
  assert.deepEqual(reading?.lines[0], {
    number: 1,
    name: 'Ana Tremblay',
    address: 'ana@example.net',
    mobile: '514 555-0142',
    country: '',
  });
  assert.equal(await readContacts(new Blob(['a;b\nc;d\n'])), null);
});

test('A15: every encoding of spreadsheets is read', async () => {
  const text = 'Prénom;Nom;Courriel\r\nZoé;Côté;zoe@example.net\r\n';
  const zoe = [['Zoé Côté', 'zoe@example.net']];
  assert.deepEqual(await found(text), zoe);
  assert.deepEqual(await found(`\ufeff${text}`), zoe);
  assert.deepEqual(await found(latin1(text)), zoe);
  for (const isBig of [false, true])
    for (const mark of [false, true]) assert.deepEqual(await found(utf16(text, isBig, mark)), zoe);
});

test('A15: cells as people keep them give their address', async () => {
  const cells = ['Ana Tremblay <ana@example.net>', 'mailto:ana@example.net', '\u200bana@example.net', 'non'];
  assert.deepEqual(await found(['Nom,Courriel', ...cells.map(cell => `,${cell}`), ''].join('\n')), [
    kAna,
    ['', 'ana@example.net'],
    ['', 'ana@example.net'],
    ['', 'non'],
  ]);
});

test('A15: spreadsheets are read', async () => {
  const cells = (row: readonly string[]) => row.map(value => ({ value, type: String }));
  const rows = [cells(['Prénom', 'Nom', 'Courriel']), cells(['Ana', 'Tremblay', 'ana@example.net'])];
  assert.deepEqual(await found(new Uint8Array(await writeXlsxFile(rows).toBuffer())), [kAna]);
  assert.equal(await readContacts(new Blob(['PK\u0003\u0004 is no spreadsheet'])), null);
});

test('A15: vCard 2.1 keeps the accents of its charset', async () => {
  const card = [
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:C=F4t=E9;Zo=E9',
    'FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=E9 C=F4t=E9',
    'EMAIL;INTERNET:zoe@example.net',
    'END:VCARD',
    '',
  ].join('\r\n');
  assert.deepEqual(await found(card), [['Zoé Côté', 'zoe@example.net']]);
});
