// Reads contacts from a spreadsheet, a CSV or a vCard file, by read-excel-file, papaparse and ical.js; fields that a line
// lacks stay empty.
import { mailAddress, readAddresses } from '@secure-exchanges/client';
import ICAL from 'ical.js';
import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/universal';

/** Holds one contact as the file gives it. */
export interface Line {
  readonly number: number; // line number where the contact begins
  readonly name: string;
  readonly address: string;
  readonly mobile: string;
  readonly country: string;
}

/** Holds what was read from a file. */
export interface Reading {
  readonly lines: Line[];
  readonly unreadable: number[]; // line numbers
}

/** Reads contacts from a file. Returns null if it is none of a spreadsheet or CSV with addresses and a vCard. */
export async function readContacts(file: Blob): Promise<Reading | null> {
  const bytes = await file.arrayBuffer();
  if (startsWith(bytes, 0x50, 0x4b)) {
    const rows = await readSheet(bytes).catch(() => []);
    return readTable(
      rows.map(row => row.map(cell => (cell instanceof Date ? cell.toISOString() : String(cell ?? '')))),
      new Set(),
    );
  }
  const text = textOf(bytes);
  if (/^\s*BEGIN:VCARD\s*$/im.test(text)) return readCards(text);
  // Excel's "sep=;" names the separator and is no row.
  const told = /^sep=(.)\r?\n/i.exec(text);
  const body = text.slice(told?.[0].length ?? 0).replace(/[\r\n]+$/, '');
  const table = Papa.parse<string[]>(body, { skipEmptyLines: false, ...(told?.[1] ? { delimiter: told[1] } : {}) });
  const broken = table.errors.filter(error => error.type === 'Quotes').map(error => error.row ?? 0);
  return readTable(table.data, new Set(broken), told ? 2 : 1);
}

function startsWith(bytes: ArrayBuffer, ...first: number[]): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(first.length, bytes.byteLength));
  return head.length === first.length && first.every((byte, at) => head[at] === byte);
}

/** Decodes UTF-8, UTF-16 ("Unicode text" of spreadsheets), or else Windows-1252, which spreadsheets still write. */
function textOf(bytes: ArrayBuffer): string {
  const pairs = new Uint8Array(bytes, 0, Math.min(400, bytes.byteLength));
  const zeros = (from: number): number => pairs.filter((byte, at) => at % 2 === from && byte === 0).length;
  const isLittle = startsWith(bytes, 0xff, 0xfe) || zeros(1) > pairs.length / 4;
  const isBig = startsWith(bytes, 0xfe, 0xff) || zeros(0) > pairs.length / 4;
  if (isLittle || isBig) return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const kColumns = {
  address: /(^| )(e ?mail|mail|courriel|messagerie|electronique)( |$)/,
  whole: /^(name|nom complet|full name|display name|nom affiche|file as)$/,
  first: /^(first name|given name|prenom)$/,
  middle: /^(middle name|additional name|deuxieme prenom|autres? prenoms?)$/,
  last: /^(last name|family name|surname|nom|nom de famille)$/,
  mobile: /(^| )(mobile|cell\w*|portable|gsm)( |$)/,
  country: /^(country|pays)$/,
};
/** Matches heads that speak of an address without holding one: "E-mail 1 - Type", "Nom complet de l’adresse …". */
const kNoAddress = /(^| )(type|label|libelle|etiquette|display|nom|name|format|preference)( |$)/;

function readTable(rows: readonly (readonly string[])[], broken: ReadonlySet<number>, first = 1): Reading | null {
  const named = headsOf(rows[0] ?? []);
  const heads = named ?? guessedHeads(rows);
  if (!heads) return null;
  const column = (shape: RegExp): number => heads.findIndex(head => shape.test(head));
  const address = heads.findIndex(isAddressHead);
  const [whole, given, middle, last, country] = [
    kColumns.whole,
    kColumns.first,
    kColumns.middle,
    kColumns.last,
    kColumns.country,
  ].map(column) as [number, number, number, number, number];
  const lines: Line[] = [];
  const unreadable: number[] = [];
  let number = first;
  rows.forEach((row, index) => {
    const begins = number;
    number += 1 + row.join('').split('\n').length - 1;
    if ((named && index === 0) || row.every(cell => cell.trim() === '')) return;
    if (broken.has(index)) return void unreadable.push(begins);
    const cell = (at: number): string => (row[at] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
    const joined = [cell(given), cell(middle), cell(last)].filter(part => part !== '').join(' ');
    const found = readAddresses(cell(address)).find(each => mailAddress(each.address) !== null);
    const place = cell(country);
    lines.push({
      number: begins,
      name: (cell(given) && joined) || cell(whole) || joined || (found?.name ?? ''),
      address: found?.address ?? cell(address),
      mobile: mobileOf(heads, cell),
      country: /^[A-Za-z]{2}$/.test(place) ? place.toUpperCase() : '',
    });
  });
  return { lines, unreadable };
}

const isAddressHead = (head: string): boolean => kColumns.address.test(head) && !kNoAddress.test(head);

/** Returns the names of the columns, or null if the first row names none that holds addresses. */
function headsOf(row: readonly string[]): string[] | null {
  const heads = row.map(plain);
  return heads.some(isAddressHead) && !row.some(cell => cell.includes('@')) ? heads : null;
}

/** Names the columns of a table without heads after what they hold; null if none holds addresses. */
function guessedHeads(rows: readonly (readonly string[])[]): string[] | null {
  const sample = rows.filter(row => row.some(cell => cell.trim() !== '')).slice(0, 50);
  const width = Math.max(0, ...sample.map(row => row.length));
  const most = (at: number, test: (cell: string) => boolean): boolean =>
    sample.filter(row => test((row[at] ?? '').trim())).length > sample.length / 2;
  const heads = Array.from({ length: width }, (_, at): string =>
    most(at, cell => readAddresses(cell).some(each => mailAddress(each.address) !== null))
      ? 'email'
      : most(at, cell => /^\+?[\d\s().-]{7,}$/.test(cell))
        ? 'mobile'
        : '',
  );
  const names = heads.flatMap((head, at) => (head === '' && most(at, cell => /\p{L}/u.test(cell)) ? [at] : []));
  if (names[0] !== undefined) heads[names[0]] = 'name';
  return heads.includes('email') ? heads : null;
}

/** Finds the mobile number in "Mobile Phone", or in Google's pairs "Phone 1 - Label", "Phone 1 - Value". */
function mobileOf(heads: readonly string[], cell: (at: number) => string): string {
  for (let at = 0; at < heads.length; at++) {
    const head = heads[at] ?? '';
    if (kColumns.mobile.test(head) && cell(at) !== '') return (cell(at).split(':::')[0] ?? '').trim();
    const pair = /^(phone \d+) value$/.exec(head);
    const label = pair ? heads.findIndex(other => other === `${pair[1]} label` || other === `${pair[1]} type`) : -1;
    if (label >= 0 && kColumns.mobile.test(plain(cell(label))) && cell(at) !== '')
      return (cell(at).split(':::')[0] ?? '').trim();
  }
  return '';
}

function readCards(text: string): Reading {
  const lines: Line[] = [];
  const unreadable: number[] = [];
  for (const found of text.matchAll(/^BEGIN:VCARD[\s\S]*?^END:VCARD[^\S\n]*$/gim)) {
    const number = text.slice(0, found.index).split('\n').length;
    try {
      lines.push({ number, ...readCard(found[0]) });
    } catch {
      unreadable.push(number);
    }
  }
  return { lines, unreadable };
}

function readCard(card: string): Omit<Line, 'number'> {
  const component = new ICAL.Component(ICAL.parse(modern(card)) as unknown[]);
  const value = (name: string): string => String(component.getFirstPropertyValue(name) ?? '').trim();
  const types = (property: ICAL.Property): string =>
    [property.getParameter('type') ?? []].flat().join(' ').toLowerCase();
  const preferred = (name: string): ICAL.Property | undefined => {
    const all = component.getAllProperties(name);
    return all.find(each => types(each).includes('pref') || each.getParameter('pref') === '1') ?? all[0];
  };
  const family = component.getFirstPropertyValue('n');
  const name =
    value('fn') ||
    (Array.isArray(family)
      ? [family[1], family[0]].filter(part => typeof part === 'string' && part !== '').join(' ')
      : '');
  const mobile = component.getAllProperties('tel').find(each => /cell|mobile|iphone/.test(types(each)));
  return {
    name,
    address: String(preferred('email')?.getFirstValue() ?? '')
      .replace(/^mailto:/i, '')
      .trim(),
    mobile: String(mobile?.getFirstValue() ?? '')
      .replace(/^tel:/i, '')
      .trim(),
    country: '',
  };
}

/** Converts vCard 2.1, as Outlook writes it (types without a name, quoted-printable), to vCard 3.0. */
function modern(card: string): string {
  const unix = card.replace(/\r\n?/g, '\n');
  if (!/^VERSION:2\.1$/im.test(unix)) return unix.replace(/\n/g, '\r\n');
  const joined = unix.replace(
    /^([^:\n]*QUOTED-PRINTABLE[^:\n]*:)((?:.*=\n)*.*)$/gim,
    (_, head: string, body: string) =>
      head.replace(/;(ENCODING=)?QUOTED-PRINTABLE/i, '').replace(/;CHARSET=[^;:]*/i, '') +
      unquote(body.replace(/=\n/g, ''), /;CHARSET=([^;:]*)/i.exec(head)?.[1] ?? 'utf-8').replace(/[\r\n]+/g, '\\n'),
  );
  return joined
    .replace(/^VERSION:2\.1$/im, 'VERSION:3.0')
    .split('\n')
    .map(line => {
      const at = line.indexOf(':');
      return at < 0 ? line : line.slice(0, at).replace(/;([A-Za-z0-9-]+)(?=;|$)/g, ';TYPE=$1') + line.slice(at);
    })
    .join('\r\n');
}

function unquote(text: string, charset: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = /^=([0-9A-Fa-f]{2})/.exec(text.slice(at, at + 3));
    if (code) (bytes.push(parseInt(code[1] ?? '', 16)), (at += 2));
    else bytes.push(...new TextEncoder().encode(text[at] ?? ''));
  }
  return new TextDecoder(isKnown(charset) ? charset : 'utf-8').decode(new Uint8Array(bytes));
}

function isKnown(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== '';
  } catch {
    return false;
  }
}
