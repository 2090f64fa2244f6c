// Reads a link's address as people type it.

/** Completes a link's address ("exemple.com" becomes https); null if it is not a usable address. */
export function linkOf(text: string): string | null {
  const trimmed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    const url = new URL(whole);
    const isKnown = ['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol);
    return isKnown && (url.protocol.startsWith('http') ? url.hostname.includes('.') : url.pathname !== '')
      ? url.href
      : null;
  } catch {
    return null;
  }
}
