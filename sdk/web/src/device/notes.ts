// Opens the sealed sender's notes of a page (subject, names and files) on the device that sealed them.
import { type Bytes, fromBase64Url, idBytes, type Note, openNote, sealNote } from '@secure-exchanges/client';
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

/** Seals what this device will show of something sent. Returns null if the browser stores nothing. */
export async function noteFor(id: Bytes, note: Note): Promise<Bytes | null> {
  try {
    return await sealNote(await deviceKey('note'), id, note);
  } catch {
    return null;
  }
}

/** Folds text for searching: without accents and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
