// Reads contacts from vCards of versions 2.1, 3 and 4, by ical.js.
import { mailAddress, readAddresses } from '@secure-exchanges/client';
import ICAL from 'ical.js';
import type { PersonLine, Reading } from './read_file.js';

/** Reads every card of a text. */
export function readCards(text: string): Reading<PersonLine> {
  const lines: PersonLine[] = [];
  const unreadable: number[] = [];
  for (const found of text.matchAll(/^BEGIN:VCARD[\s\S]*?^END:VCARD[^\S\r\n]*$/gim)) {
    const number = text.slice(0, found.index).split(/\r\n?|\n/).length;
    try {
      lines.push({ number, ...readCard(found[0]) });
    } catch {
      unreadable.push(number);
    }
  }
  return { lines, unreadable };
}

function readCard(card: string): Omit<PersonLine, 'number'> {
  const component = new ICAL.Component(ICAL.parse(modern(card)) as unknown[]);
  const value = (name: string): string => String(component.getFirstPropertyValue(name) ?? '').trim();
  const types = (property: ICAL.Property): string =>
    [property.getParameter('type') ?? []].flat().join(' ').toLowerCase();
  const texts = (name: string): string[] => {
    const all = component.getAllProperties(name);
    const isPreferred = (each: ICAL.Property): boolean =>
      types(each).includes('pref') || each.getParameter('pref') === '1';
    return [...all.filter(isPreferred), ...all.filter(each => !isPreferred(each))].map(each =>
      String(each.getFirstValue() ?? '').trim(),
    );
  };
  const family = component.getFirstPropertyValue('n');
  const name =
    value('fn') ||
    (Array.isArray(family)
      ? [family[1], family[2], family[0]].filter(part => typeof part === 'string' && part !== '').join(' ')
      : '') ||
    value('org');
  const mobile = component.getAllProperties('tel').find(each => /cell|mobile|iphone/.test(types(each)));
  const addresses = texts('email');
  const found = addresses.flatMap(readAddresses).find(each => mailAddress(each.address) !== null);
  return {
    name: name || (found?.name ?? ''),
    address: found?.address ?? addresses[0] ?? '',
    mobile: String(mobile?.getFirstValue() ?? '')
      .replace(/^tel:/i, '')
      .trim(),
    country: '',
    first: '',
    last: '',
    role: '',
    language: '',
  };
}

/** Converts what ical.js does not read to vCard 3.0: groups, quoted-printable, and version 2.1's types without a name. */
function modern(card: string): string {
  const isOld = /^VERSION:2\.1\s*$/im.test(card);
  return card
    .replace(/\r\n?/g, '\n')
    .replace(/^([^:\n]*QUOTED-PRINTABLE[^:\n]*:)((?:.*=\n)*.*)$/gim, (_, head: string, body: string) => {
      const charset = /;CHARSET="?([^;:"]*)/i.exec(head)?.[1] ?? 'utf-8';
      const rest = head.replace(/;(ENCODING=)?QUOTED-PRINTABLE/i, '').replace(/;CHARSET=[^;:]*/i, '');
      return rest + unquote(body.replace(/=\n/g, ''), charset).replace(/[\r\n]+/g, '\\n');
    })
    .replace(/^VERSION:2\.1\s*$/im, 'VERSION:3.0')
    .split('\n')
    .map(line => line.replace(/^[A-Za-z0-9-]+\.(?=[A-Za-z-]+[;:])/, ''))
    .map(line => {
      const at = line.indexOf(':');
      if (!isOld || at < 0) return line;
      return line.slice(0, at).replace(/;([A-Za-z0-9-]+)(?=;|$)/g, ';TYPE=$1') + line.slice(at);
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
