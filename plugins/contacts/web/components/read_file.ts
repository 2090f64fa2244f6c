// Reads contacts from a CSV or vCard file, by papaparse and ical.js; fields that a line lacks stay empty.
import ICAL from 'ical.js';
import Papa from 'papaparse';

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

/** Decodes a file: UTF-8, or else Windows-1252, which spreadsheets on Windows still write. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Reads contacts. Returns null if the text is neither a CSV with an address column nor a vCard. */
export function readContacts(text: string): Reading | null {
  return /^\s*BEGIN:VCARD\s*$/im.test(text) ? readCards(text) : readTable(text);
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const kColumns = {
  address: new RegExp(
    '^(e ?mail|courriel|adresse (courriel|de messagerie|electronique|e ?mail)|' +
      'e ?mail (address|1 value|adresse)|mail)( 1| principale?)?$',
  ),
  whole: /^(name|nom|nom complet|full name|display name|nom affiche|file as)$/,
  first: /^(first name|given name|prenom)$/,
  last: /^(last name|family name|surname|nom de famille)$/,
  mobile: /(mobile|cell)/,
  country: /^(country|pays)$/,
};

function readTable(text: string): Reading | null {
  const table = Papa.parse<string[]>(text, { skipEmptyLines: false });
  const rows = table.data;
  const heads = (rows[0] ?? []).map(plain);
  const column = (shape: RegExp): number => heads.findIndex(head => shape.test(head));
  const [address, whole, first, last, country] = [
    kColumns.address,
    kColumns.whole,
    kColumns.first,
    kColumns.last,
    kColumns.country,
  ].map(column) as [number, number, number, number, number];
  if (address < 0) return null;
  const broken = new Set(table.errors.filter(error => error.type === 'Quotes').map(error => error.row ?? 0));
  const lines: Line[] = [];
  const unreadable: number[] = [];
  let number = 1;
  rows.forEach((row, index) => {
    const begins = number;
    number += 1 + row.join('').split('\n').length - 1;
    if (index === 0 || row.every(cell => cell.trim() === '')) return;
    if (broken.has(index)) return void unreadable.push(begins);
    const cell = (at: number): string => (row[at] ?? '').trim().replace(/^'(?=[=+\-@])/, '');
    const name = cell(whole) || [cell(first), cell(last)].filter(part => part !== '').join(' ');
    const place = cell(country);
    lines.push({
      number: begins,
      name,
      address: cell(address),
      mobile: mobileOf(heads, cell),
      country: /^[A-Za-z]{2}$/.test(place) ? place.toUpperCase() : '',
    });
  });
  return { lines, unreadable };
}

/** Finds the mobile number in "Mobile Phone", or in Google's pairs "Phone 1 - Label", "Phone 1 - Value". */
function mobileOf(heads: readonly string[], cell: (at: number) => string): string {
  for (let at = 0; at < heads.length; at++) {
    const head = heads[at] ?? '';
    if (kColumns.mobile.test(head) && cell(at) !== '') return cell(at);
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
      unquote(body.replace(/=\n/g, '')).replace(/[\r\n]+/g, '\\n'),
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

function unquote(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = /^=([0-9A-Fa-f]{2})/.exec(text.slice(at, at + 3));
    if (code) (bytes.push(parseInt(code[1] ?? '', 16)), (at += 2));
    else bytes.push(...new TextEncoder().encode(text[at] ?? ''));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
