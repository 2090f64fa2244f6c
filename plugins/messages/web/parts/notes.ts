// Sealed sender's notes on a page: subject, names and files, for who is on the device that sealed them.
import { fromBase64Url, idBytes, type Note, openNote } from '@secure-exchanges/client';
import { deviceKey } from './device.js';

/** null: no note, or one of another device. */
export async function noteOf(id: string, sealed: string, key: CryptoKey | null): Promise<Note | null> {
  if (sealed === '' || !key) return null;
  try {
    return await openNote(key, idBytes(id), fromBase64Url(sealed));
  } catch {
    return null;
  }
}

/** null where the browser keeps nothing. */
export function noteKey(): Promise<CryptoKey | null> {
  return deviceKey('note').catch(() => null);
}

/** As it is searched: without accents and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
