// Makes links of the form ORIGIN/m/TOKEN#k1_BASE64URL(L), and reads them as mail programs, link protection and people
// alter them (sdk/vectors/links-v1.json).
import { type Bytes, fromBase64Url, toBase64Url } from './bytes.js';
import { SealingError } from './errors.js';

// Limits how much of a pasted text is read: a link is a line or two, a whole mail is ignored beyond this.
const kMostCharacters = 16 * 1024;

/** Holds what could be read of a link. */
export interface Link {
  /** Is null if only a key was given. */
  readonly origin: string | null;
  readonly token: string | null;
  /** Is null if the link lost its fragment, or if the code was told by voice. */
  readonly secret: Bytes | null;
}

/** Makes a link that carries its secret in the fragment. */
export function makeLink(origin: string, token: string, secret: Bytes): string {
  return `${origin.replace(/\/+$/, '')}/m/${token}#${makeFragment(secret)}`;
}

/** Makes the fragment of a link, without the `#`. Throws `usage`. */
export function makeFragment(secret: Bytes): string {
  if (secret.length !== 32) throw new SealingError('usage', 'L is 32 bytes');
  return `k1_${toBase64Url(secret)}`;
}

/**
 * Reads a link, a fragment or a key as a person pastes it: with white space, soft breaks, brackets, quotes or a full
 * stop around it, percent-encoded (once or more), with HTML entities, wrapped by link protection, or with the fragment
 * moved elsewhere. Throws `no_link`, `unknown_version` for a key of a newer version, or `case_lost` for a key whose
 * letters are all of one case.
 */
export function parseLink(pasted: string): Link {
  const candidates = forms(pasted);
  for (const find of [wholeKey, bareKey, gluedKey])
    for (const text of candidates) {
      const key = find(text);
      const secret = key === undefined ? null : decode(key);
      if (secret) return { ...(targetIn(text) ?? firstTarget(candidates) ?? { origin: null, token: null }), secret };
    }
  if (candidates.some(text => /(?:^|[^A-Za-z0-9_-])k[02-9]\d*_[A-Za-z0-9_-]{20,}/.test(text)))
    throw new SealingError('unknown_version', 'key');
  const target = firstTarget(candidates);
  if (!target) throw new SealingError('no_link', 'neither link nor key');
  return { ...target, secret: null };
}

/** Reads L from `location.hash`; null if it holds no key. Throws `unknown_version` or `case_lost`. */
export function secretOfFragment(fragment: string): Bytes | null {
  if (fragment.replace(/^#/, '') === '') return null;
  try {
    return parseLink(fragment).secret;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'no_link') return null;
    throw error;
  }
}

/**
 * Returns the text joined across lines and unescaped, followed by what it may have been before encoding and wrapping.
 */
function forms(pasted: string): string[] {
  const plain = pasted
    .slice(0, kMostCharacters)
    .normalize('NFKC')
    .replace(/=\r?\n/g, '')
    .replace(/[\s\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+/g, '')
    .replace(/&(?:amp;)+/gi, '&')
    .replace(/&#35;|&#x23;|&num;/gi, '#')
    .replace(/[–—‐‑‒−]/g, '-')
    .replace(/\\(?=[!-/:-@[-`{-~])/g, '');
  const found: string[] = [];
  const add = (start: string, rounds: number): void => {
    for (let text = start, round = 0; round < rounds; round++) {
      found.push(text);
      for (const inner of unwrapped(text)) add(inner, rounds - round - 1);
      const plainer = percentDecoded(text);
      if (plainer === text) break;
      text = plainer;
    }
  };
  add(plain, 4);
  // Quoted-printable leaves a = at each soft break even if the line ends are gone; a link has no = of its own.
  if (plain.includes('=')) add(plain.replace(/=/g, ''), 4);
  return found;
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (escape, digits: string) => {
    const code = parseInt(digits, 16);
    return code < 0x80 ? String.fromCharCode(code) : escape;
  });
}

/**
 * Returns the addresses that link protection wrapped in an encoding of its own. An address that is only percent-encoded
 * in a parameter needs none of this.
 */
function unwrapped(text: string): string[] {
  const found: string[] = [];
  // URL Defense, version 2, writes -XX for %XX and _ for a slash.
  for (const [, wrapped = ''] of text.matchAll(/[?&]u=(https?-3A__[^&]+)/gi))
    found.push(percentDecoded(wrapped.replace(/_/g, '/').replace(/-/g, '%')));
  // URL Defense, version 3, writes * for each character that it lists, in base64url, behind the address.
  for (const [, wrapped = '', replaced = ''] of text.matchAll(/\/v3\/__(.+?)__;([A-Za-z0-9_-]*)!/g)) {
    const characters = [...base64(replaced)];
    found.push(wrapped.replace(/\*/g, () => characters.shift() ?? '*'));
  }
  // Others write the address in base64, in which "http" always begins with aHR0c.
  for (const [wrapped] of text.matchAll(/aHR0c[A-Za-z0-9+/_-]+/g)) found.push(base64(wrapped));
  return found;
}

function base64(text: string): string {
  try {
    return atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return '';
  }
}

function wholeKey(text: string): string | undefined {
  return /k1_([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/i.exec(text)?.[1];
}

/** Finds a key that lost its prefix: 43 characters alone, or after a #. */
function bareKey(text: string): string | undefined {
  return /^(?:.*#)?(?!k1_)([A-Za-z0-9_-]{43})$/i.exec(text)?.[1];
}

/** Finds a key with text glued to its end; its length is known. */
function gluedKey(text: string): string | undefined {
  return /k1_([A-Za-z0-9_-]{43})/i.exec(text)?.[1];
}

function decode(text: string): Bytes | null {
  // Only about one random key in three thousand million has letters of one case alone.
  if (!/[A-Z]/.test(text) || !/[a-z]/.test(text))
    throw new SealingError('case_lost', 'a key has capitals and small letters');
  try {
    const secret = fromBase64Url(text);
    return secret.length === 32 ? secret : null;
  } catch {
    return null;
  }
}

interface LinkTarget {
  readonly origin: string | null;
  readonly token: string;
}

function firstTarget(texts: readonly string[]): LinkTarget | null {
  return texts.map(targetIn).find(found => found !== null) ?? null;
}

/**
 * Finds origin and token in "https://acme.example.com/m/TOKEN", with or without its scheme, or in "TOKEN#…" as mails
 * show the key.
 */
function targetIn(text: string): LinkTarget | null {
  const address = /(?:(https?):\/{1,2})?([A-Za-z0-9.-]+(?::\d+)?)\/m\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/i.exec(text);
  if (address)
    return { origin: `${address[1] ?? 'https'}://${address[2] ?? ''}`.toLowerCase(), token: address[3] ?? '' };
  const token = /^([A-Za-z0-9_-]{22})#/.exec(text)?.[1];
  return token === undefined ? null : { origin: null, token };
}
