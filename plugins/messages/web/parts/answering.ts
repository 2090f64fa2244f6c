// What the composer knows of the message that it answers.
import { fromBase64Url, idBytes, openNote } from '@secure-exchanges/client';
import type { Named } from './addresses.js';
import { deviceKey } from './device.js';
import { element } from './dom.js';

/** Whom the page says that this message answers. */
export function answeredPeople(): Named[] {
  return [...document.querySelectorAll<HTMLElement>('#answering [data-part="to"]')].map(({ dataset }) => ({
    address: dataset['address'] ?? '',
    name: dataset['name'] ?? '',
  }));
}

/** The subject of a message that this device sent. */
export async function answeredSubject(): Promise<string> {
  const { id, note } = element('answering').dataset;
  return note ? (await openNote(await deviceKey('note'), idBytes(id ?? ''), fromBase64Url(note))).subject : '';
}
