// Links: ORIGIN/m/TOKEN#k1_BASE64URL(L), and what mail programs make of them.
import { type Bytes, fromBase64Url, toBase64Url } from './bytes.js';
import { SealingError } from './errors.js';

export interface Link {
  /** null: only a key was given. */
  readonly origin: string | null;
  readonly token: string | null;
  /** null: the link has lost its fragment, or the code was told by voice. */
  readonly secret: Bytes | null;
}

export function makeLink(origin: string, token: string, secret: Bytes): string {
  return `${origin.replace(/\/+$/, '')}/m/${token}#${makeFragment(secret)}`;
}

export function makeFragment(secret: Bytes): string {
  if (secret.length !== 32) throw new SealingError('usage', 'L is 32 bytes');
  return `k1_${toBase64Url(secret)}`;
}

/**
 * Reads a link, a fragment, or a key as a person pastes it: with white space, soft breaks, brackets, quotes or a full stop around it,
 * percent-encoded (once or twice), as an HTML entity, wrapped by link protection, or with the fragment moved elsewhere.
 * Throws `no_link`, or `unknown_version` for a key of a newer version.
 */
export function parseLink(pasted: string): Link {
  const candidates = forms(pasted);
  for (const text of candidates) {
    const secret = secretIn(text);
    if (secret) {
      const place = placeIn(text) ?? candidates.map(placeIn).find(found => found !== null) ?? null;
      return { origin: place?.origin ?? null, token: place?.token ?? null, secret };
    }
  }
  if (candidates.some(text => /(?:^|[^A-Za-z0-9_-])k[02-9]\d*_[A-Za-z0-9_-]{20,}/.test(text))) throw new SealingError('unknown_version', 'key');
  const place = candidates.map(placeIn).find(found => found !== null);
  if (!place) throw new SealingError('no_link', 'neither link nor key');
  return { ...place, secret: null };
}

/** L of `location.hash`, or null. Throws `unknown_version`. */
export function secretOfFragment(fragment: string): Bytes | null {
  if (fragment.replace(/^#/, '') === '') return null;
  try {
    return parseLink(fragment).secret;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'no_link') return null;
    throw error;
  }
}

/** The text and what it was before it was encoded, joined across lines, and unescaped. */
function forms(pasted: string): string[] {
  const found: string[] = [];
  let text = pasted.normalize('NFKC').replace(/=\r?\n/g, '').replace(/[\s\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+/g, '');
  text = text.replace(/&amp;/gi, '&').replace(/&#35;|&#x23;|&num;/gi, '#').replace(/[–—‐‑‒−]/g, '-');
  for (let round = 0; round < 4; round++) {
    found.push(text);
    const plainer = text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) => {
      const code = parseInt(digits, 16);
      return code < 0x80 ? String.fromCharCode(code) : `%${digits}`;
    });
    if (plainer === text) break;
    text = plainer;
  }
  return found;
}

function secretIn(text: string): Bytes | null {
  for (const match of text.matchAll(/k1_([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/gi)) {
    const secret = decode(match[1] ?? '');
    if (secret) return secret;
  }
  // The prefix was lost: 43 characters alone, or after a #.
  const bare = /^(?:.*#)?([A-Za-z0-9_-]{43})$/.exec(text);
  if (bare) return decode(bare[1] ?? '');
  // Something was glued to the end; the key itself is of known length.
  const glued = /k1_([A-Za-z0-9_-]{43})/i.exec(text);
  return glued ? decode(glued[1] ?? '') : null;
}

function decode(text: string): Bytes | null {
  try {
    const secret = fromBase64Url(text);
    return secret.length === 32 ? secret : null;
  } catch {
    return null;
  }
}

function placeIn(text: string): { origin: string; token: string } | null {
  const match = /(https?:\/\/[A-Za-z0-9.-]+(?::\d+)?)\/m\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/i.exec(text);
  return match ? { origin: (match[1] ?? '').toLowerCase(), token: match[2] ?? '' } : null;
}
