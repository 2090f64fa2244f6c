// Reads what people type and paste, and names files safely (sdk/vectors/texts-v1.json, which every client passes).

/** Lists the characters of opening codes: none that looks like another. U is read as V. */
export const kCodeAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const kCodeLength = 6;
const kMostNameBytes = 200;
const kMostEndingBytes = 64;
const kMostPathCharacters = 512;

/**
 * Returns the code in what was typed or pasted ("Code : DK9-BY8"): so many letters of the alphabet, in capitals; written
 * in one piece, in two halves, or each apart. Returns what is left of the letters and digits if no code is in it.
 */
export function typedCode(text: string, alphabet = kCodeAlphabet, length = kCodeLength): string {
  const isVForU = alphabet.includes('V') && !alphabet.includes('U');
  const plain = foldedText(text)
    .replace(/[\u00b7\u2022\u2027\u30fb]/g, '.')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digit => String(digit.charCodeAt(0) & 15));
  const [one, half] = [`[${alphabet}${isVForU ? 'U' : ''}]`, Math.floor(length / 2)];
  const capitals = (found: string): string => {
    const all = found.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
    return isVForU ? all.replaceAll('U', 'V') : all;
  };
  let best = { code: '', score: 0 };
  for (const [shape, worth] of [
    [`(?<![0-9A-Z]|[0-9A-Z][-._/])${one}{${half}} ?[-._/] ?${one}{${length - half}}(?![0-9A-Z]|[-._/][0-9A-Z])`, 2],
    [`(?<![0-9A-Z])${one}{${half}} +${one}{${length - half}}(?![0-9A-Z])`, 0],
    [`(?<![0-9A-Z])${one}(?: ${one}){${length - 1}}(?![0-9A-Z])`, 0],
    [`(?<![0-9A-Z])${one}{${length}}(?![0-9A-Z])`, 0],
  ] as const)
    for (const [found] of plain.matchAll(new RegExp(shape, 'gi'))) {
      // A code among words has digits or is in capitals; the last such one is it.
      const score = worth + (/[0-9]/.test(found) ? 2 : 0) + (found === found.toUpperCase() ? 1 : 0);
      if (score > 0 && score >= best.score) best = { code: capitals(found), score };
    }
  return best.code || capitals(plain);
}

/**
 * Removes characters that cannot be seen, and writes full-width letters, blanks, dashes and apostrophes of all kinds in
 * ASCII.
 */
export function foldedText(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g, '')
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\t-\r\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\u00b4\u02bc\u2018\u2019\u201b\u2032]/g, "'")
    .replace(/\ufe6b/g, '@');
}

/** Tells whether a password begins or ends with a blank or another character that nobody sees. */
export function hasHiddenEdge(password: string): boolean {
  // Flags of regions end with a character that alone would be invisible.
  return /^[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]|[\s\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]$/u.test(
    password.replace(/[\u{e0020}-\u{e007f}]+$/u, ''),
  );
}

/**
 * Removes path, control and direction characters from a file's name, and keeps it apart from the names that Windows
 * gives to devices. Returns 200 bytes at most, cut between whole characters before its extension; "file" if nothing is
 * left.
 */
export function safeFileName(name: string): string {
  const plain = (name.split(/[/\\]/).pop() ?? '')
    .replace(
      /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})|[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu,
      (each, flag?: string) => (flag !== undefined || kNeeded.test(each) ? each : ''),
    )
    .replace(/[<>:"|?*\u2044\u2215\u2216\u29f8\u29f9\ufe68\uff0f\uff3c]/g, '_');
  const base = trimmed(plain).replace(
    /^(?:con|prn|aux|nul|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?=\s*(?:\.|$))/i,
    '_$&',
  );
  if (base.length === 0) return 'file';
  if (bytesOf(base) <= kMostNameBytes) return base;
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 ? base.slice(dot) : '';
  if (ending === '' || bytesOf(ending) > kMostEndingBytes) return trimmed(cut(base, kMostNameBytes)) || 'file';
  return (trimmed(cut(base.slice(0, dot), kMostNameBytes - bytesOf(ending))) || 'file') + ending;
}

/**
 * Writes a file's name with its folders as mails show it: each piece as the reader's device will name it; so many of
 * the innermost that the server takes it (512 characters).
 */
export function shownPath(path: string): string {
  const pieces = path.split(/[/\\]/).map(safeFileName);
  let kept = pieces.length;
  const shown = (): string => [...(kept < pieces.length ? ['…'] : []), ...pieces.slice(-kept)].join('/');
  while (kept > 1 && [...shown()].length > kMostPathCharacters) kept -= 1;
  return shown();
}

/** Matches format characters that words need: joiners of Persian, Hindi and emoji, a vowel sign, Arabic number signs. */
const kNeeded = /[\u200c\u200d\u180e\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;

function trimmed(name: string): string {
  return name.replace(
    /^[.\s\u115f\u1160\u180e\u200c\u200d\u2800\u3164\uffa0]+|[.\s\u115f\u1160\u180e\u200c\u200d\u2800\u3164\uffa0]+$/g,
    '',
  );
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts a text to so many bytes, between what a reader sees as characters. */
function cut(text: string, most: number): string {
  let [out, bytes] = ['', 0];
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    bytes += bytesOf(segment);
    if (bytes > most) break;
    out += segment;
  }
  return out;
}
