// Reads and renews the token that proves that a request comes from this page.
import { WireError } from '@secure-exchanges/client';

/** Returns the page's CSRF token; the header is X-CSRF-Token. */
export function csrfToken(): string {
  return metaIn(document, 'csrf') ?? '';
}

/**
 * Replaces this page's CSRF token after the person signed in again in another tab. Throws WireError 401: `unauthenticated`
 * if nobody has; `other_person` if somebody else has, whose name must not stand under what this person wrote (its text is
 * their address).
 */
export async function renewCsrfToken(): Promise<void> {
  const answer = await fetch(location.href, {
    headers: { Accept: 'text/html' },
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw new WireError(0, 'network');
  });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const token = metaIn(page, 'csrf');
  const isOwn = new URL(answer.url).pathname === location.pathname;
  // A page of this address without a token is none of ours: a portal or a proxy answered.
  if (isOwn && !token) throw new WireError(answer.status, `http_${answer.status}`);
  if (!answer.ok || !token || !isOwn) throw new WireError(401, 'unauthenticated');
  const person = metaIn(page, 'person');
  if (person !== metaIn(document, 'person')) throw new WireError(401, 'other_person', { text: person ?? '' });
  document.querySelector('meta[name="csrf"]')?.setAttribute('content', token);
}

function metaIn(page: Document, name: string): string | null {
  return page.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? null;
}
