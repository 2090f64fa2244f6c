// Reads a link's address as people type and paste it.
import { mailAddress } from '@secure-exchanges/client';

/**
 * Completes a link's address: "exemple.com" becomes https, "ana@exemple.com" mailto. Returns null if it is not a usable
 * address.
 */
export function linkOf(text: string): string | null {
  const trimmed = text.trim().replace(/^[<"«“]\s*|\s*[>"»”]$/g, '');
  // What stands before a port is no scheme: exemple.com:8443.
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d+(?:\/|$))/i.test(trimmed) || /^tel:/i.test(trimmed);
  const address = hasScheme ? null : mailAddress(trimmed);
  const link = cleanLink(hasScheme ? trimmed : address ? `mailto:${address}` : `https://${trimmed}`);
  if (link === null) return null;
  const url = new URL(link);
  return (url.protocol.startsWith('http') ? url.hostname.includes('.') : url.pathname !== '') ? link : null;
}

/** Writes a link as browsers read it, without blanks: mail takes no other. Returns null for what is no link. */
export function cleanLink(href: string): string | null {
  try {
    const url = new URL(href.trim());
    // A number is dialed without its blanks, whose codes (%20) are no digits of it; a comma is a pause.
    if (url.protocol === 'tel:') return plainOf(url.href).replace(/[^0-9A-Za-z+*#.;=:,-]/g, '');
    return ['https:', 'http:', 'mailto:'].includes(url.protocol)
      ? url.href.replace(/[\s<>"]/g, each => encodeURIComponent(each))
      : null;
  } catch {
    return null;
  }
}

/** Returns a link without its percent codes; as it is if they make no text. */
function plainOf(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
