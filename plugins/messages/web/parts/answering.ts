// Tells the composer about the message that it replies to.
import { fromBase64Url, idBytes, openNote } from '@secure-exchanges/client';
import type { Named } from './addresses.js';
import { deviceKey } from './device.js';
import { element } from './dom.js';

/** Lists the people whom this message replies to, as the page names them. */
export function answeredPeople(): Named[] {
  return [...document.querySelectorAll<HTMLElement>('#answering [data-part="to"]')].map(({ dataset }) => ({
    address: dataset['address'] ?? '',
    name: dataset['name'] ?? '',
  }));
}

/**
 * Returns the subject of the message replied to, from its note; empty if it has none. Throws SealingError if another
 * device sealed the note.
 */
export async function answeredSubject(): Promise<string> {
  const { id, note } = element('answering').dataset;
  return note ? (await openNote(await deviceKey('note'), idBytes(id ?? ''), fromBase64Url(note))).subject : '';
}
