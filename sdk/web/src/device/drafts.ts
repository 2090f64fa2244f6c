// Keeps drafts on this device: sealed under its key in IndexedDB; choices that are not secret in localStorage.
import { fromUtf8, random, utf8 } from '@secure-exchanges/client';
import { serverNow } from '../page/now.js';
import { act, deviceKey, isSealed, type Sealed } from './keys.js';

let last: Promise<void> = Promise.resolve();

/** Runs writes in the order of the calls, so that a draft still being sealed is not written after its own deletion. */
function inTurn(write: () => Promise<unknown>): Promise<void> {
  const turn = last.then(async () => {
    await write();
  });
  last = turn.catch(() => undefined);
  return turn;
}

/** Saves a text sealed under the draft key; `name` tells drafts apart (one for each address). */
export function keepDraft(name: string, text: string): Promise<void> {
  return inTurn(async () => {
    const iv = random(12);
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: utf8(`sx/1/draft ${name}`) },
      await deviceKey('draft'),
      utf8(text),
    );
    await act('readwrite', store =>
      store.put({ iv, sealed: new Uint8Array(sealed), at: serverNow() }, `draft:${name}`),
    );
  });
}

/** Reads a draft. Returns null if there is none, or if this device can no longer open it. */
export async function keptDraft(name: string): Promise<{ text: string; at: Date } | null> {
  const kept: unknown = await act('readonly', store => store.get(`draft:${name}`));
  if (!isKept(kept)) return null;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: kept.iv, additionalData: utf8(`sx/1/draft ${name}`) },
      await deviceKey('draft'),
      kept.sealed,
    );
    return { text: fromUtf8(new Uint8Array(plain)), at: new Date(kept.at) };
  } catch {
    return null;
  }
}

/** Names the drafts `#ID PREFIX`, newest first. */
export async function draftNames(prefix: string): Promise<string[]> {
  const range = IDBKeyRange.bound('draft:#', 'draft:#\uffff');
  const keys = await act('readonly', store => store.getAllKeys(range));
  const rows: unknown[] = await act('readonly', store => store.getAll(range));
  return keys
    .map((key, i) => ({ name: String(key).slice('draft:'.length), row: rows[i] }))
    .filter(({ name }) => name.slice(name.indexOf(' ') + 1) === prefix)
    .sort((a, b) => (isKept(b.row) ? b.row.at : 0) - (isKept(a.row) ? a.row.at : 0))
    .map(({ name }) => name);
}

/** Deletes a draft. */
export function dropDraft(name: string): Promise<void> {
  return inTurn(() => act('readwrite', store => store.delete(`draft:${name}`)));
}

/** Saves a value that is not secret, such as handles of files, which only this browser can use. */
export function keepOpen(name: string, value: unknown): Promise<void> {
  return inTurn(() => act('readwrite', store => store.put(value, `open:${name}`)));
}

/** Reads a value that `keepOpen` saved. */
export function keptOpen(name: string): Promise<unknown> {
  return act('readonly', store => store.get(`open:${name}`));
}

function isKept(value: unknown): value is Sealed & { readonly at: number } {
  return isSealed(value) && 'at' in value && typeof value.at === 'number';
}

/** Saves a choice that is not secret, synchronously, so that it survives even if the person leaves the page at once. */
export function keepChoice(name: string, value: string): void {
  try {
    localStorage.setItem(`sx ${name}`, value);
  } catch {
    // This browser stores nothing: the choice lasts as long as the page.
  }
}

/** Reads a choice; null if there is none. */
export function keptChoice(name: string): string | null {
  try {
    return localStorage.getItem(`sx ${name}`);
  } catch {
    return null;
  }
}
