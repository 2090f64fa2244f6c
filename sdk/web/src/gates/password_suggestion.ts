// Suggests passwords (row A3) as the company's settings want them.

/** Leaves out characters that look alike, because a password is read out and typed. */
const kAlphabets = {
  upper: 'ABCDEFGHJKLMNPQRSTUVWXYZ',
  lower: 'abcdefghjkmnpqrstuvwxyz',
  digits: '23456789',
  special: '#%+=?@!-',
} as const;

/** Holds the length of suggested passwords and the alphabets that they use. */
export interface Suggestion {
  /** Tells whether the company wants passwords to be suggested at all. */
  readonly isOffered: boolean;
  readonly length: number;
  readonly alphabets: readonly string[];
}

/**
 * Reads the settings from the page's `data-password-length`, `data-password-characters` and `data-password-suggested`
 * (true if it is missing), which the server validated.
 */
export function suggestionOf({ passwordLength, passwordCharacters, passwordSuggested }: DOMStringMap): Suggestion {
  const wanted = new Set(passwordCharacters?.split(' '));
  return {
    isOffered: passwordSuggested !== 'false',
    length: Number(passwordLength),
    alphabets: Object.entries(kAlphabets).flatMap(([name, alphabet]) => (wanted.has(name) ? [alphabet] : [])),
  };
}

/** Generates a password, uniformly among all that contain at least one character of each alphabet. */
export function suggestPassword({ length, alphabets }: Suggestion): string {
  const all = alphabets.join('');
  for (;;) {
    const drawn = Array.from({ length }, () => all[below(all.length)] ?? '');
    if (alphabets.every(alphabet => drawn.some(each => alphabet.includes(each)))) return drawn.join('');
  }
}

/** Generates a uniform random number below `limit`, which is at most 256. */
function below(limit: number): number {
  const ceiling = 256 - (256 % limit);
  for (;;) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? 255;
    if (byte < ceiling) return byte % limit;
  }
}
