// Keeps the links of the messages that this device sent, sealed under a key that cannot be exported, until the message
// is over. The server keeps no link, so only this device can resend a notice or copy a link.
import {
  type Bytes,
  fromBase64Url,
  fromUtf8,
  type MadeLinks,
  type Notice,
  random,
  toBase64Url,
  utf8,
} from '@secure-exchanges/client';
import { serverNow } from '../page/now.js';
import { act, deviceKey, isSealed, type Sealed } from './keys.js';

/** Holds the link of one recipient, and the code if the server does not mail it. */
export interface KeptLink {
  readonly token: string;
  readonly secret: Bytes;
  readonly code: string | null;
}

/** Holds the links of one message and what its notices show. */
export interface Kept {
  readonly notice: Notice;
  /** Holds the links by grant. */
  readonly links: ReadonlyMap<string, KeptLink>;
}

const kPrefix = 'links:';

interface Row extends Sealed {
  /** Is the time when the message expires at the latest. */
  readonly expires: number;
}

/** Saves the links of a message. */
export async function keepLinks(made: MadeLinks): Promise<void> {
  const links = made.links.map(({ grant, token, secret, code }) => ({
    grant,
    token,
    secret: toBase64Url(secret),
    code,
  }));
  const iv = random(12);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: associated(made.id) },
    await deviceKey('links'),
    utf8(JSON.stringify({ notice: made.notice, links })),
  );
  const row: Row = { iv, sealed: new Uint8Array(sealed), expires: Date.parse(made.expires) };
  await act('readwrite', store => store.put(row, kPrefix + made.id));
}

/** Reads the links of a message. Returns null if another device sent it, or if it is over. */
export async function keptLinks(id: string): Promise<Kept | null> {
  const row: unknown = await act('readonly', store => store.get(kPrefix + id));
  if (!isRow(row)) return null;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: row.iv, additionalData: associated(id) },
      await deviceKey('links'),
      row.sealed,
    );
    const kept: { notice: Notice; links: { grant: string; token: string; secret: string; code: string | null }[] } =
      JSON.parse(fromUtf8(new Uint8Array(plain)));
    return {
      notice: kept.notice,
      links: new Map(
        kept.links.map(({ grant, token, secret, code }) => [grant, { token, secret: fromBase64Url(secret), code }]),
      ),
    };
  } catch {
    return null;
  }
}

/** Deletes the links of a message. */
export async function dropLinks(id: string): Promise<void> {
  await act('readwrite', store => store.delete(kPrefix + id));
}

/** Deletes the links of all expired messages, even of those whose page is never opened again. */
export async function sweepLinks(): Promise<void> {
  const keys = await act('readonly', store => store.getAllKeys(IDBKeyRange.bound(kPrefix, `${kPrefix}\uffff`)));
  for (const key of keys) {
    const row: unknown = await act('readonly', store => store.get(key));
    if (!isRow(row) || row.expires < serverNow()) await act('readwrite', store => store.delete(key));
  }
}

function associated(id: string): Bytes {
  return utf8(`sx/1/links ${id}`);
}

function isRow(value: unknown): value is Row {
  return isSealed(value) && 'expires' in value && typeof value.expires === 'number';
}
