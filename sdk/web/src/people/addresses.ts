// Reads addresses as people type and paste them.

/** Holds an address and the name typed with it; empty if none. */
export interface Named {
  readonly address: string;
  readonly name: string;
}

const kAddress = /^[^\s@<>(),;:"[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;
const kKnownDomains = [
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'videotron.ca',
  'yahoo.com',
  'yahoo.ca',
  'icloud.com',
  'live.ca',
  'bell.net',
  'sympatico.ca',
];

/** Tells whether a text is a plausible mail address. */
export function isAddress(text: string): boolean {
  return text.length <= 254 && kAddress.test(text) && !text.includes('..') && !/^\.|\.@/.test(text);
}

/** Splits a list of addresses: `Louis Gagné <louis@example.com>, nadia@example.com; …` */
export function splitAddresses(text: string): Named[] {
  return text
    .split(/[,;\n]+/)
    .map(each => each.trim())
    .filter(each => each !== '')
    .map(each => {
      const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(each);
      return named
        ? { name: (named[1] ?? '').trim(), address: (named[2] ?? '').trim() }
        : { name: '', address: each.replace(/^mailto:/i, '').replace(/[<>]/g, '') };
    });
}

/** Proposes an address at a well-known domain that differs by one typing error (gmial.com); null if there is none. */
export function correctionOf(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const near = kKnownDomains.find(known => known !== domain && distance(known, domain) === 1);
  return near && !kKnownDomains.includes(domain) ? `${address.slice(0, at)}@${near}` : null;
}

/** Computes the Damerau-Levenshtein distance; 2 means two or more. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 1) return 2;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 2;
}
