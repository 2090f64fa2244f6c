// Reads and renews the token that proves that a request comes from this page.
import { WireError } from '@secure-exchanges/client';

/** Returns the page's CSRF token; the header is X-CSRF-Token. */
export function csrfToken(): string {
  return tokenIn(document) ?? '';
}

/**
 * Replaces this page's CSRF token after the person signed in again in another tab. Throws WireError 401 if nobody has.
 */
export async function renewCsrfToken(): Promise<void> {
  const answer = await fetch(location.href, {
    headers: { Accept: 'text/html' },
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw new WireError(0, 'network');
  });
  const token = tokenIn(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname || !token)
    throw new WireError(401, 'unauthenticated');
  document.querySelector('meta[name="csrf"]')?.setAttribute('content', token);
}

function tokenIn(page: Document): string | null {
  return page.querySelector('meta[name="csrf"]')?.getAttribute('content') ?? null;
}
