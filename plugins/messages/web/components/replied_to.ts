// Tells the composer about the message that it replies to.
import { fromBase64Url, idBytes, type Named, openNote } from '@secure-exchanges/client';
import { deviceKey } from '@secure-exchanges/web/device';

/** Lists the people whom this message replies to. @param root the note that names them. */
export function repliedToPeople(root: HTMLElement): Named[] {
  return [...root.querySelectorAll<HTMLElement>('[data-part="to"]')].map(({ dataset }) => ({
    address: dataset['address'] ?? '',
    name: dataset['name'] ?? '',
  }));
}

/**
 * Returns the subject of the message replied to, from its note; empty if it has none. Throws SealingError if another
 * device sealed the note.
 */
export async function repliedToSubject(root: HTMLElement): Promise<string> {
  const { id, note } = root.dataset;
  return note ? (await openNote(await deviceKey('note'), idBytes(id ?? ''), fromBase64Url(note))).subject : '';
}
