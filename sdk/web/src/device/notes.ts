// Opens the sealed sender's notes of a page (subject, names and files) on the device that sealed them.
import { fromBase64Url, idBytes, type Note, openNote } from '@secure-exchanges/client';
import { deviceKey } from './keys.js';

/** Opens a note. Returns null if there is none, or if another device sealed it. */
export async function noteOf(id: string, sealed: string, key: CryptoKey | null): Promise<Note | null> {
  if (sealed === '' || !key) return null;
  try {
    return await openNote(key, idBytes(id), fromBase64Url(sealed));
  } catch {
    return null;
  }
}

/** Returns the key of this device's notes; null if the browser stores nothing. */
export function noteKey(): Promise<CryptoKey | null> {
  return deviceKey('note').catch(() => null);
}

/** Folds text for searching: without accents and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
