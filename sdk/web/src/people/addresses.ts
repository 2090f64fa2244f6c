// Notices typing errors in addresses; the client decides what is an address.

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
