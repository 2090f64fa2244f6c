// Tests files of contacts as mail programs and spreadsheets write them: encodings, separators, orders, heads, spellings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeZip } from 'client-zip';
import writeXlsxFile from 'write-excel-file/node';
import { readContacts, type Reading } from '../src/lists/index.js';

const kAna = ['Ana Tremblay', 'ana@example.net'];

async function read(content: BlobPart): Promise<Reading | null> {
  const reading = await readContacts(new Blob([content]));
  if (reading === 'spreadsheet') throw new Error('a spreadsheet in another form');
  return reading;
}

async function found(content: BlobPart): Promise<string[][] | null> {
  const reading = await read(content);
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
  const reading = await read('514 555-0142,ana@example.net,Ana Tremblay\n');
  assert.deepEqual(reading?.lines[0], {
    number: 1,
    name: 'Ana Tremblay',
    address: 'ana@example.net',
    mobile: '514 555-0142',
    country: '',
  });
  assert.equal(await read('a;b\nc;d\n'), null);
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

/** Encodes a text in one byte a letter. */
function encoded(text: string, decoded: (byte: number) => string): Uint8Array<ArrayBuffer> {
  const bytes = new Map(Array.from({ length: 256 }, (_, byte) => [decoded(byte), byte] as const));
  return Uint8Array.from([...text], letter => {
    const byte = bytes.get(letter);
    if (byte === undefined) throw new Error(`no ${letter} in this encoding`);
    return byte;
  });
}

const pageOf = (encoding: string) => (byte: number) =>
  byte < 128 ? String.fromCharCode(byte) : new TextDecoder(encoding).decode(Uint8Array.of(byte));
// What code page 850 has of the letters below, written out.
const k850 = new Map(
  Object.entries({ é: 0x82, è: 0x8a, ê: 0x88, ô: 0x93, ç: 0x87, ë: 0x89, ü: 0x81, û: 0x96, ñ: 0xa4 }),
);
const k850Capitals = new Map(Object.entries({ É: 0x90, È: 0xd4, Ô: 0xe2, Ç: 0x80 }));
const of850 = (byte: number): string =>
  [...k850, ...k850Capitals].find(([, each]) => each === byte)?.[0] ??
  (byte < 128 ? String.fromCharCode(byte) : `#${byte}`);

test('A15: spreadsheets of DOS, Mac and other alphabets are read by what looks like words', async () => {
  const french: readonly [string, string[][]][] = [
    ['Prénom;Nom;Courriel\r\nZoé;Côté;zoe@example.net\r\n', [['Zoé Côté', 'zoe@example.net']]],
    ['Adèle Hébert;adele@example.net\n', [['Adèle Hébert', 'adele@example.net']]],
    ['Éric CÔTÉ,eric@example.net', [['Éric CÔTÉ', 'eric@example.net']]],
    ['Nom|Courriel\nADÈLE LÉVESQUE|a@example.net', [['ADÈLE LÉVESQUE', 'a@example.net']]],
    ['Prénom;Nom;Courriel\nÉmile;Çelik;e@example.net', [['Émile Çelik', 'e@example.net']]],
    ['Nom;Courriel\nJosé Muñoz;j@example.net', [['José Muñoz', 'j@example.net']]],
    ['Nom;Courriel\nNoël Müller;n@example.net', [['Noël Müller', 'n@example.net']]],
    ['Nom;Courriel\nAdèle;a@example.net', [['Adèle', 'a@example.net']]],
  ];
  for (const [text, wanted] of french)
    for (const page of [pageOf('windows-1252'), pageOf('macintosh'), of850])
      assert.deepEqual(await found(encoded(text, page)), wanted, text);
  assert.deepEqual(await found(encoded('Имя;Email\nИван Петров;i@example.net\n', pageOf('windows-1251'))), [
    ['Иван Петров', 'i@example.net'],
  ]);
  assert.deepEqual(await found(encoded('Name;Email\nŁukasz Śliwa;l@example.net\n', pageOf('windows-1250'))), [
    ['Łukasz Śliwa', 'l@example.net'],
  ]);
  for (const isBig of [false, true])
    for (const mark of [false, true])
      assert.deepEqual(await found(utf16('Имя\tEmail\nИван Петров\tivan@example.net\n', isBig, mark)), [
        ['Иван Петров', 'ivan@example.net'],
      ]);
});

test('A15: titles above the heads, empty lines and commas in names are no columns', async () => {
  const reading = await read('Liste des clients\n\nMise à jour 2026\nNom;Courriel\n\nAna;ana@example.net\n\n');
  assert.deepEqual(
    reading?.lines.map(each => [each.number, each.name]),
    [[6, 'Ana']],
  );
  assert.deepEqual(await found('Gagné, Louis;louis@example.net\nRoy, Ana;ana@example.net\n'), [
    ['Gagné, Louis', 'louis@example.net'],
    ['Roy, Ana', 'ana@example.net'],
  ]);
  for (const text of [
    'Nom;Courriel\rAna Tremblay;ana@example.net\r',
    '"sep=;"\r\nNom;Courriel\r\nAna Tremblay;ana@example.net\r\n',
    'Nom,Courriel\nAna Tremblay,"ana@example.net; autre@example.net"\n',
    'Ana;Tremblay;ana@example.net\n',
  ])
    assert.deepEqual(await found(text), [kAna], text);
});

test('A15: heads of other languages and spellings are understood, or what their columns hold', async () => {
  for (const text of [
    'Nombre;Apellidos;Correo electrónico\nAna;Tremblay;ana@example.net\n',
    'Vorname;Nachname;E-Mail-Adresse\nAna;Tremblay;ana@example.net\n',
    'Firstname,Lastname,Emails\nAna,Tremblay,ana@example.net\n',
    'Prénom(s);Noms;Courriels\nAna;Tremblay;ana@example.net\n',
    'Client,Téléphone,Courriel\nAna Tremblay,514 555-0142,ana@example.net\n',
    'Nom et prénom;Adresse courriel\nAna Tremblay;ana@example.net\n',
    '姓名,Email\nAna Tremblay,ana@example.net\n',
  ])
    assert.deepEqual(await found(text), [kAna], text);
  const reading = await read('Nom;Courriel;Cell\nAna;info@bücher.example;="514 555 0142"\n');
  assert.deepEqual(
    reading?.lines.map(each => [each.address, each.mobile]),
    [['info@xn--bcher-kva.example', '514 555 0142']],
  );
});

test('A15: workbooks in other forms are told apart from what is none', async () => {
  const isTold = async (content: BlobPart): Promise<boolean> =>
    (await readContacts(new Blob([content]))) === 'spreadsheet';
  assert.ok(await isTold(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0)));
  assert.ok(await isTold('PK\u0003\u0004????mimetypeapplication/vnd.oasis.opendocument.spreadsheet'));
  for (const none of ['%PDF-1.7\n1 0 obj', '<html><body>ana@example.net</body></html>', 'PK\u0003\u0004', ''])
    assert.equal(await read(none), null, none);
});

test('A15: vCards of every version, encoding and habit are read', async () => {
  const card = (version: string, ...lines: string[]): string =>
    ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');
  const zoe = [['Zoé Côté', 'zoe@example.net']];
  const plain = card('3.0', 'FN:Zoé Côté', 'item1.EMAIL;type=INTERNET;type=pref:zoe@example.net');
  for (const text of [
    plain,
    latin1(plain),
    encoded(plain, pageOf('macintosh')),
    utf16(plain, false),
    plain.replaceAll('\r\n', '\r'),
    card('4.0', 'FN:Zoé Côté', 'EMAIL;PREF=2:other@example.net', 'EMAIL;PREF=1;TYPE=work:zoe@example.net'),
    card('3.0', 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 C=C3=B4t=C3=A9', 'EMAIL:zoe@example.net'),
    card(
      '2.1',
      'FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 =',
      'C=C3=B4t=C3=A9',
      'EMAIL;INTERNET:zoe@example.net',
    ),
    latin1(card('2.1', 'N;CHARSET=ISO-8859-1:Côté;Zoé', 'EMAIL;PREF;INTERNET:zoe@example.net')),
    card('3.0', 'N:Côté;Zoé;;;', 'EMAIL:Zoé <zoe@example.net>'),
    card('3.0', 'FN:Zoé Cô', ' té', 'EMAIL:\u200bzoe@exam', ' ple.net'),
  ])
    assert.deepEqual(await found(text), zoe);
  assert.deepEqual(await found(card('3.0', 'FN:Ana', 'EMAIL:info@bücher.example')), [
    ['Ana', 'info@xn--bcher-kva.example'],
  ]);
});

test('A15: spreadsheets with titles, numbers, dates and empty rows are read', async () => {
  const text = (value: string) => ({ value, type: String });
  const rows = [
    [text('Liste')],
    [],
    [text('Nom'), text('Courriel'), text('Mobile'), text('Depuis')],
    [
      text('Ana Tremblay'),
      text('ana@example.net'),
      { value: 5145550142, type: Number },
      { value: new Date(0), type: Date, format: 'yyyy-mm-dd' },
    ],
    [],
    [text('Luc'), text('luc@example.net')],
  ];
  const reading = await read(new Uint8Array(await writeXlsxFile(rows).toBuffer()));
  assert.deepEqual(
    reading?.lines.map(each => [each.number, each.name, each.address, each.mobile]),
    [
      [4, ...kAna, '5145550142'],
      [6, 'Luc', 'luc@example.net', ''],
    ],
  );
});

/** Makes a workbook of sheets as their XML has their rows, with what write-excel-file cannot write. */
async function workbook(...sheets: string[]): Promise<ArrayBuffer> {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const package_ = 'http://schemas.openxmlformats.org/package/2006';
  const each = (write: (number: number) => string): string => sheets.map((_, i) => write(i + 1)).join('');
  const files = [
    ['[Content_Types].xml', `<Types xmlns="${package_}/content-types"/>`],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each(
        n => `<sheet name="S${n}" sheetId="${n}" r:id="rId${n}"/>`,
      )}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${package_}/relationships">${each(
        n => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      )}</Relationships>`,
    ],
    ...sheets.map((rows, i) => [
      `xl/worksheets/sheet${i + 1}.xml`,
      `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
    ]),
  ] as const;
  return new Response(
    makeZip(files.map(([name, xml]) => ({ name: name ?? '', input: `<?xml version="1.0"?>${xml}` }))),
  ).arrayBuffer();
}

test('A15: formulas, wrong cells and sheets of notes do not hide contacts', async () => {
  const text = (place: string, value: string): string => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const heads = `<row r="1">${text('A1', 'Nom')}${text('B1', 'Courriel')}</row>`;
  const formula = `<c r="A2" t="str"><f>A1&amp;B1</f><v>Ana Tremblay</v></c>`;
  const wrong = `<row r="3"><c r="A3" t="e"><v>#N/A</v></c>${text('B3', 'luc@example.net')}</row>`;
  const rows = `${heads}<row r="2">${formula}${text('B2', 'ana@example.net')}</row>${wrong}`;
  assert.deepEqual(await found(await workbook(`<row r="1">${text('A1', 'Notes')}</row>`, rows)), [
    kAna,
    ['', 'luc@example.net'],
  ]);
});

test('A15: spreadsheets are read', async () => {
  const cells = (row: readonly string[]) => row.map(value => ({ value, type: String }));
  const rows = [cells(['Prénom', 'Nom', 'Courriel']), cells(['Ana', 'Tremblay', 'ana@example.net'])];
  assert.deepEqual(await found(new Uint8Array(await writeXlsxFile(rows).toBuffer())), [kAna]);
  assert.equal(await read('PK\u0003\u0004 is no spreadsheet'), null);
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
