// Keeps what this tab knows of a message: the link's secret, and the lease once there is one.
import {
  type Bytes,
  fromBase64Url,
  type GatesInfo,
  parseHeader,
  parseLink,
  SealingError,
  toBase64Url,
} from '@secure-exchanges/client';

/**
 * Holds an open lease, so that a reload costs no second open. It is useless without the server's share, which is
 * destroyed with the message.
 */
export interface KeptLease {
  readonly linkSecret: Bytes;
  readonly lease: Bytes;
  readonly passwordKey: Bytes | null;
  readonly code: string | null;
  readonly info: GatesInfo;
}

/** Returns the token of "/m/TOKEN", even if a mail program appended something to it. */
export function tokenOfPage(): string {
  const last = location.pathname.split('/')[2] ?? '';
  return /^[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/.exec(last)?.[0] ?? last;
}

/**
 * Takes L out of the address before anything else can see it: out of the fragment, or from where a link rewriter put
 * it. Returns null if there is none. Throws `unknown_version` or `case_lost`.
 */
export function takeSecret(): Bytes | null {
  const { href, search } = location;
  const given = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of ['lang', 'keep']) if (given.has(name)) kept.set(name, given.get(name) ?? '');
  const query = given.has('lang') ? `?${kept.toString()}` : '';
  const clean = `${location.origin}/m/${tokenOfPage()}${query}`;
  if (href === clean) return null;
  history.replaceState(null, '', clean);
  try {
    return parseLink(href).secret;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'no_link') return null;
    throw error;
  }
}

const keyOf = (token: string): string => `sx:lease:${token}`;

/** Saves a lease for this tab. */
export function keepLease(token: string, kept: KeptLease): void {
  const { info } = kept;
  const text = JSON.stringify({
    linkSecret: toBase64Url(kept.linkSecret),
    lease: toBase64Url(kept.lease),
    passwordKey: kept.passwordKey ? toBase64Url(kept.passwordKey) : null,
    code: kept.code,
    // The words come anew with each open: a reload may be in the other language.
    info: { ...info, header: toBase64Url(info.header), parsed: null, words: {} },
  });
  try {
    sessionStorage.setItem(keyOf(token), text);
  } catch {
    // Without storage a reload costs an open; nothing else is lost.
  }
}

/** Reads this tab's lease; null if there is none. */
export function keptLease(token: string): KeptLease | null {
  try {
    const text = sessionStorage.getItem(keyOf(token));
    if (text === null) return null;
    const kept: Stored = JSON.parse(text); // trusted: this tab wrote it
    const header = fromBase64Url(kept.info.header);
    return {
      linkSecret: fromBase64Url(kept.linkSecret),
      lease: fromBase64Url(kept.lease),
      passwordKey: kept.passwordKey === null ? null : fromBase64Url(kept.passwordKey),
      code: kept.code,
      info: { ...kept.info, header, parsed: parseHeader(header) },
    };
  } catch {
    forgetLease(token);
    return null;
  }
}

/** Deletes this tab's lease. */
export function forgetLease(token: string): void {
  try {
    sessionStorage.removeItem(keyOf(token));
  } catch {
    // Without storage there was nothing to delete.
  }
}

interface Stored {
  readonly linkSecret: string;
  readonly lease: string;
  readonly passwordKey: string | null;
  readonly code: string | null;
  readonly info: Omit<GatesInfo, 'header' | 'parsed'> & { readonly header: string };
}
