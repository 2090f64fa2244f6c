// Keeps this device's keys in IndexedDB. They cannot be exported, only used.
import type { Bytes } from '@secure-exchanges/client';

const kDatabase = 'secure-exchanges';
const kStore = 'device';

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(kDatabase, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(kStore);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Runs one request on the device's store. */
export async function act<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await database();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = opened.transaction(kStore, mode);
      const request = ask(transaction.objectStore(kStore));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
      transaction.onerror = () => reject(request.error);
    });
  } finally {
    opened.close();
  }
}

/** Returns one of this device's AES-256-GCM keys, generated at first use. Two tabs that race get the same key. */
export async function deviceKey(name: 'note' | 'draft' | 'links'): Promise<CryptoKey> {
  const id = `key:${name}`;
  const kept: unknown = await act('readonly', store => store.get(id));
  if (kept instanceof CryptoKey) return kept;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await act('readwrite', store => store.add(made, id)).catch(() => undefined);
  const won: unknown = await act('readonly', store => store.get(id));
  return won instanceof CryptoKey ? won : made;
}

/** Holds what AES-GCM sealed under one of this device's keys. */
export interface Sealed {
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

/** Tells whether a stored value has what AES-GCM sealed. */
export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'iv' in value &&
    value.iv instanceof Uint8Array &&
    'sealed' in value &&
    value.sealed instanceof Uint8Array
  );
}
