// What this tab knows of a message: the link's secret, and the lease once there is one.
import {
  type Bytes,
  fromBase64Url,
  type GatesInfo,
  parseHeader,
  parseLink,
  SealingError,
  toBase64Url,
} from '@secure-exchanges/client';

/** An open lease as this tab keeps it, so that a reload takes no second open. Useless without the server's share, which dies with the message. */
export interface KeptLease {
  readonly linkSecret: Bytes;
  readonly lease: Bytes;
  readonly passwordKey: Bytes | null;
  readonly code: string | null;
  readonly info: GatesInfo;
}

/** "/m/TOKEN": the token, also where mail programs glued something to it. */
export function tokenOfPage(): string {
  const last = location.pathname.split('/')[2] ?? '';
  return /^[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/.exec(last)?.[0] ?? last;
}

/** Takes L out of the address before anything else may see it: out of the fragment, or out of where a rewriter put it. Throws `unknown_version` or `case_lost`. */
export function takeSecret(): Bytes | null {
  const { href, search } = location;
  const language = new URLSearchParams(search).get('lang');
  const clean = `${location.origin}/m/${tokenOfPage()}${language === null ? '' : `?lang=${encodeURIComponent(language)}`}`;
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

export function keepLease(token: string, kept: KeptLease): void {
  const { info } = kept;
  const text = JSON.stringify({
    linkSecret: toBase64Url(kept.linkSecret),
    lease: toBase64Url(kept.lease),
    passwordKey: kept.passwordKey ? toBase64Url(kept.passwordKey) : null,
    code: kept.code,
    info: { ...info, header: toBase64Url(info.header), parsed: null },
  });
  try {
    sessionStorage.setItem(keyOf(token), text);
  } catch {
    // Storage is off: a reload will then cost an open; nothing else is lost.
  }
}

export function keptLease(token: string): KeptLease | null {
  try {
    const text = sessionStorage.getItem(keyOf(token));
    if (text === null) return null;
    const kept: Stored = JSON.parse(text); // our own, of this tab
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

export function forgetLease(token: string): void {
  try {
    sessionStorage.removeItem(keyOf(token));
  } catch {
    // Storage is off: there was nothing.
  }
}

interface Stored {
  readonly linkSecret: string;
  readonly lease: string;
  readonly passwordKey: string | null;
  readonly code: string | null;
  readonly info: Omit<GatesInfo, 'header' | 'parsed'> & { readonly header: string };
}
