// Decides what is an e-mail address and reads lists of them, as people type and paste them. Pages, clients, plugins and
// mail have one rule (sdk/vectors/addresses-v1.json; sx/address.h is the server's), so that nothing is refused later than
// where it was typed.
import { foldedText } from './typed.js';

/** Holds an address and the name that stood with it; empty if none. */
export interface Named {
  readonly address: string;
  readonly name: string;
}

const kLocalPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const kDomain = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const kMaxBytes = 254;
const kMaxLocalPartBytes = 64;

/**
 * Removes what cannot be seen, the blanks around and the marks after an address, and writes apostrophes, dashes and
 * full-width letters in ASCII and letters in lower case.
 */
export function cleanAddress(text: string): string {
  return foldedText(text)
    .replace(/^ +|[ .,;]+$/g, '')
    .toLowerCase();
}

/**
 * Returns an address as it is kept and compared, its domain in ASCII (RFC 5891); null if mail could not reach it: its name
 * has 1 to 64 characters of ASCII and no quotes, its domain two labels at least and a last one that begins with a letter.
 */
export function mailAddress(text: string): string | null {
  const clean = cleanAddress(text);
  const at = clean.lastIndexOf('@');
  const [local, domain] = [clean.slice(0, at), asciiDomain(clean.slice(at + 1))];
  const isFine = at > 0 && local.length <= kMaxLocalPartBytes && kLocalPart.test(local) && kDomain.test(domain);
  return isFine && at + 1 + domain.length <= kMaxBytes ? `${local}@${domain}` : null;
}

/** Tells whether a text is an address but for letters in its name that mail servers do not take: josé@example.net. */
export function hasForeignName(text: string): boolean {
  const clean = cleanAddress(text);
  const at = clean.lastIndexOf('@');
  const plain = clean.slice(0, Math.max(0, at)).replace(/[^\0-\x7f]/g, 'x');
  return mailAddress(text) === null && mailAddress(plain + clean.slice(at)) !== null;
}

function asciiDomain(domain: string): string {
  if (!/[^\0-\x7f]/.test(domain)) return domain;
  if (!/^[\p{L}\p{M}\p{N}.\u3002-]+$/u.test(domain)) return '';
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return '';
  }
}

/** Bounds a name, as address books and recipients do. */
const kMostNameCharacters = 120;
/** Matches what nobody sees in a list, but for the joiners that names need. */
const kUnseen = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const kEntries = /(?:"[^"\n]*"|[^";\n])+/g;
const kAddresses = /[^\s<>()[\],;:"\\?@]+@[^\s<>()[\],;:"\\?@]+/g;
/** Matches what stands between two addresses in a line and belongs to neither: `a@b.ca / c@d.ca`, `a@b.ca et c@d.ca`. */
const kBetween =
  /(@[^\s<>()[\],;:"\\?@|/&]+[>)]*)(?:\s*[|/&\u2022\u00b7]\s*|\s+(?:et|ou|and|or|y|und)\s+)(?=[^@]*@)/giu;

/**
 * Reads a list as mail programs, spreadsheets and people write it: `Louis Gagné <louis@example.com>`, Outlook's
 * `Gagné, Louis <louis@example.com>; …`, one a line, with tabs, commas or blanks between. What holds no address comes as
 * an address that is none, so that it can be shown and mended and nothing is lost.
 */
export function readAddresses(text: string): Named[] {
  const plain = text
    .replace(kUnseen, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]/g, ' ')
    .replace(/[\uff02\uff08\uff09\uff0c\uff1a-\uff1c\uff1e\uff20\uff3b\uff3d]/g, wide =>
      String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
    )
    .replace(/\ufe6b/g, '@')
    .replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
    .replace(/[\u3001\u060c\u201a]/g, ',')
    .replace(/\u061b/g, ';')
    .replace(/&(lt|gt|quot);/g, (_, name: string) => ({ lt: '<', gt: '>' })[name] ?? '"')
    .replace(kBetween, '$1, ');
  return (plain.match(kEntries) ?? []).flatMap(readEntry);
}

function readEntry(entry: string): Named[] {
  const out: Named[] = [];
  const wrong = (piece: string): void => {
    const rest = piece.replace(/^[\s,\]>]+|[\s,[<]+$/g, '');
    // What only leads to addresses is not lost: a list's bullet, “To:”, the name of a group.
    if (/[\p{L}\p{N}@]/u.test(rest)) out.push({ name: '', address: rest });
  };
  let from = 0;
  let wasBare = false;
  for (const match of entry.matchAll(kAddresses)) {
    if (match.index < from) continue; // it stood in a comment
    const before = entry.slice(from, match.index);
    const isBracketed = /<\s*(?:mailto:)?\s*$/i.test(before);
    const isMailto = /mailto:\s*$/i.test(before);
    let name: string;
    if (isBracketed || /"[^"]*"\s*$/.test(before.replace(/mailto:\s*$/i, ''))) name = nameIn(before);
    else {
      // Outside brackets a comma separates: what stands before it belongs to nobody.
      const pieces = before.split(',');
      name = nameIn(pieces.pop() ?? '');
      pieces.forEach(wrong);
    }
    // An address as the name of another: `ana@example.net <ana@example.net>`.
    if (wasBare && /^"?\s*<$/.test(before)) out.pop();
    wasBare = !isBracketed;
    from = match.index + match[0].length;
    if (isMailto) from += /^\?[^\s>,]*/.exec(entry.slice(from))?.[0].length ?? 0;
    if (isBracketed) from += /^[^<>@]*?>/.exec(entry.slice(from))?.[0].length ?? 0;
    const comment = /^[^\S\n]*\(((?:[^()]|\([^()]*\))*)\)/.exec(entry.slice(from));
    if (comment) {
      from += comment[0].length;
      name ||= nameIn(comment[1] ?? '');
    }
    const written = match[0].replace(/^'(.*)'$/, '$1').replace(/^['.]+(?=[^']*@)|[.']+$/g, '');
    const address = mailAddress(written) ?? written;
    const isTwice = out.at(-1)?.address === address && name === '';
    if (!isTwice) out.push({ name: name.includes('@') ? '' : name, address });
  }
  wrong(entry.slice(from).replace(/^\s*>/, ''));
  return out;
}

/** Returns the name in what stands before an address; empty if it is none, as “To:” or a number in a list. */
function nameIn(text: string): string {
  const name = text
    .replace(/mailto:\s*$/i, '')
    .replace(/<\s*$/, '')
    .replace(/^[\s,>\]]+|[\s,<[]+$/g, '')
    .replace(/^[^:"]*:\s*/, '')
    .replace(/^(?:[-*\u2022]|\d{1,3}[.)])\s+/, '')
    .replace(/^(["'])(.*)\1$|^\((.*)\)$/, '$2$3')
    .replace(/\\(["\\])/g, '$1')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/^[ \u200c\u200d]+|[ \u200c\u200d]+$/g, '');
  return /[\p{L}\p{N}]/u.test(name) && !/^\d+[.)]?$/.test(name) ? [...name].slice(0, kMostNameCharacters).join('') : '';
}
