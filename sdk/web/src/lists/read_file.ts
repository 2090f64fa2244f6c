// Reads contacts or people from a spreadsheet, a CSV or a vCard file, by read-excel-file, papaparse and ical.js; fields that
// a line lacks stay empty.
import { mailAddress, readAddresses } from '@secure-exchanges/client';
import Papa from 'papaparse';
import readSheets from 'read-excel-file/universal';
import { decodeText, startsWith } from './decode_text.js';
import { readCards } from './read_cards.js';

/** Holds one contact as the file gives it. */
export interface Line {
  readonly number: number; // line number where the contact begins
  readonly name: string;
  readonly address: string;
  readonly mobile: string;
  readonly country: string;
}

/** Holds one person as the file gives them; `name` is the whole name. */
export interface PersonLine extends Line {
  readonly first: string;
  readonly last: string;
  readonly role: string;
  readonly language: string;
}

/** Holds what was read from a file. */
export interface Reading<T = Line> {
  readonly lines: T[];
  readonly unreadable: number[]; // line numbers
}

/** Says that a file must be saved in another form first (.xls, .ods, one with a password). */
export type Unread = 'spreadsheet';

type Row = readonly string[];

/** Reads contacts from a file. Returns null for what is none of a spreadsheet or CSV with addresses and a vCard. */
export async function readContacts(file: Blob): Promise<Reading | Unread | null> {
  const read = await readPeople(file);
  if (!read || read === 'spreadsheet') return read;
  const lines = read.lines.map(({ number, name, address, mobile, country }) => ({
    number,
    name,
    address,
    mobile,
    country,
  }));
  return { lines, unreadable: read.unreadable };
}

/** Reads people from a file, as readContacts does. */
export async function readPeople(file: Blob): Promise<Reading<PersonLine> | Unread | null> {
  const bytes = await file.arrayBuffer();
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return 'spreadsheet';
  if (startsWith(bytes, 0x50, 0x4b)) {
    const start = new TextDecoder('latin1').decode(bytes.slice(0, 200));
    if (start.includes('opendocument.spreadsheet')) return 'spreadsheet';
    return readWorkbook(bytes);
  }
  const text = decodeText(bytes);
  if (/^\s*BEGIN:VCARD\s*$/im.test(text)) return readCards(text);
  // Excel's "sep=;" names the separator and is no row.
  const told = /^"?sep=(.)"?\r?\n/i.exec(text);
  const body = text.slice(told?.[0].length ?? 0).replace(/[\r\n]+$/, '');
  const table = Papa.parse<string[]>(body, { skipEmptyLines: false, delimiter: told?.[1] ?? separatorOf(body) });
  const broken = table.errors.filter(error => error.type === 'Quotes').map(error => error.row ?? 0);
  return readTable(table.data, new Set(broken), told ? 2 : 1);
}

/** Reads the first sheet that has addresses. */
async function readWorkbook(bytes: ArrayBuffer): Promise<Reading<PersonLine> | null> {
  const sheets = await readSheets(bytes).catch(() => []);
  for (const { data } of sheets) {
    const rows = data.map(row => row.map(cell => (cell instanceof Date ? cell.toISOString() : String(cell ?? ''))));
    const reading = readTable(rows, new Set());
    if (reading) return reading;
  }
  return null;
}

/** Finds the separator with which most lines have an address as a cell of its own; a comma also stands in names. */
function separatorOf(text: string): string {
  const counts = [';', '\t', '|', ','].map(delimiter => {
    const { data } = Papa.parse<string[]>(text, { delimiter, preview: 50 });
    const has = data.filter(row => row.some(isAddress)).length;
    return {
      delimiter,
      score: 3 * has + (headRow(data) === null ? 0 : 2) + (data.some(row => row.length > 1) ? 1 : 0),
    };
  });
  return counts.reduce((best, each) => (each.score > best.score ? each : best)).delimiter;
}

const isAddress = (cell: string): boolean => {
  const found = readAddresses(cell);
  return found.length > 0 && found.every(each => mailAddress(each.address) !== null);
};

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const kColumns = {
  address:
    /(^| )(e ?mails?|mails?|courriels?|messagerie|correo|correio|epost|electronique|elettronica|elec?tronico)( |$)/,
  whole:
    /^(name|nom complet|full ?name|display ?name|nom affiche|file as|noms? et prenoms?|noms? prenoms?|prenoms? et noms?)$/,
  first: /^(first ?name|given ?name|forename|first|prenoms?( s)?|nombre|vorname)$/,
  middle: /^(middle ?name|additional name|deuxieme prenom|autres? prenoms?)$/,
  last: /^(last ?name|family ?name|surname|last|noms?|nom de famille|apellidos?|nachname)$/,
  mobile: /(^| )(mobile|cell?\w*|portable|gsm|movil|handy)( |$)/,
  country: /^(country|pays)$/,
  role: /^(role|type)$/,
  language: /^(language|langue)$/,
  /** Matches what most likely names people where none of the others does. */
  any: /(^| )(nom|name|contact|client|destinataire|personne|person)( |$)/,
};
/** Matches heads that speak of an address without holding one: "E-mail 1 - Type", "Nom complet de l’adresse …". */
const kNoAddress = /(^| )(type|label|libelle|etiquette|display|nom|name|format|preference)( |$)/;
const kMostRowsBeforeHeads = 20;

function readTable(rows: readonly Row[], broken: ReadonlySet<number>, first = 1): Reading<PersonLine> | null {
  const begin = headRow(rows);
  const heads = begin === null ? guessedHeads(rows) : (rows[begin] ?? []).map(plain);
  if (!heads) return null;
  const column = (shape: RegExp): number => heads.findIndex(head => shape.test(head) && !isAddressHead(head));
  const address = heads.findIndex(isAddressHead);
  const [given, middle, last, country] = [kColumns.first, kColumns.middle, kColumns.last, kColumns.country].map(
    column,
  ) as [number, number, number, number];
  const isNamed = given >= 0 || last >= 0;
  const wholes = [column(kColumns.whole), ...(isNamed ? [] : [column(kColumns.any), wordsColumn(rows, begin, heads)])];
  const whole = wholes.find(at => at >= 0) ?? -1;
  const [role, language] = [column(kColumns.role), column(kColumns.language)];
  const lines: PersonLine[] = [];
  const unreadable: number[] = [];
  let number = first;
  rows.forEach((row, index) => {
    const begins = number;
    number += 1 + row.join('').split('\n').length - 1;
    if (index <= (begin ?? -1) || row.every(cell => cell.trim() === '')) return;
    if (broken.has(index)) return void unreadable.push(begins);
    const cell = (at: number): string => cellOf(row[at]);
    const joined = [cell(given), cell(middle), cell(last)].filter(part => part !== '').join(' ');
    const found = readAddresses(cell(address)).find(each => mailAddress(each.address) !== null);
    const place = cell(country);
    lines.push({
      number: begins,
      name: (cell(given) && joined) || cell(whole) || joined || (found?.name ?? ''),
      address: found?.address ?? cell(address),
      mobile: mobileOf(heads, cell),
      country: /^[A-Za-z]{2}$/.test(place) ? place.toUpperCase() : '',
      first: [cell(given), cell(middle)].filter(part => part !== '').join(' '),
      last: cell(last),
      role: cell(role),
      language: cell(language),
    });
  });
  return { lines, unreadable };
}

/** Reads a cell without what spreadsheets put around texts: `'+1 514…`, `="514…"`. */
function cellOf(cell = ''): string {
  return cell
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^="(.*)"$/, '$1')
    .replace(/^'(?=[=+\-@])/, '');
}

const isAddressHead = (head: string): boolean => kColumns.address.test(head) && !kNoAddress.test(head);

/** Finds the first column of words whose head, in whatever language, says nothing else of it; -1: there is none. */
function wordsColumn(rows: readonly Row[], begin: number | null, heads: readonly string[]): number {
  const sample = rows.slice((begin ?? -1) + 1).filter(row => row.some(cell => cell.trim() !== ''));
  const known = [kColumns.mobile, kColumns.country, kColumns.role, kColumns.language];
  return heads.findIndex(
    (head, at) =>
      !isAddressHead(head) &&
      !known.some(shape => shape.test(head)) &&
      !kNoAddress.test(head) &&
      sample.filter(row => /\p{L}/u.test(row[at] ?? '')).length > sample.length / 2,
  );
}

/** Returns the row that names the columns, which titles may stand above; null if none does ahead of the addresses. */
function headRow(rows: readonly Row[]): number | null {
  for (const [index, row] of rows.slice(0, kMostRowsBeforeHeads).entries()) {
    if (row.some(cell => cell.includes('@'))) return null;
    if (row.map(plain).some(isAddressHead)) return index;
  }
  return null;
}

/** Names the columns of a table without heads after what they hold; null if none holds addresses. */
function guessedHeads(rows: readonly Row[]): string[] | null {
  const sample = rows.filter(row => row.some(cell => cell.trim() !== '')).slice(0, 50);
  const width = Math.max(0, ...sample.map(row => row.length));
  const most = (at: number, test: (cell: string) => boolean): boolean =>
    sample.filter(row => test(cellOf(row[at]))).length > sample.length / 2;
  const heads = Array.from({ length: width }, (_, at): string =>
    most(at, isAddress) ? 'email' : most(at, cell => /^\+?[\d\s().-]{7,}$/.test(cell)) ? 'mobile' : '',
  );
  const names = heads.flatMap((head, at) => (head === '' && most(at, cell => /\p{L}/u.test(cell)) ? [at] : []));
  const [name, next] = names;
  // Two columns of words side by side ahead of the address are a first and a last name, in whatever order.
  const isSplit = name !== undefined && next === name + 1 && next < heads.indexOf('email');
  if (name !== undefined) heads[name] = isSplit ? 'first name' : 'name';
  if (isSplit) heads[name + 1] = 'last name';
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
