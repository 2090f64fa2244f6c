// Makes and parses H, the 64 bytes at the head of a slot. They enter every key, so no change in them goes unnoticed.
import { type Bytes, concat, fromUtf8, random, utf8 } from './bytes.js';
import { checkCost, type Cost } from './derive.js';
import { SealingError } from './errors.js';

/** Is the length of a header. */
export const kHeaderBytes = 64;

/** Tells how L reaches the reader: in the link (1), told by voice (2), or sealed to a person's key (3). */
export type Kind = 1 | 2 | 3;

/** Tells which built-in gates a slot has. */
export interface Gates {
  readonly password: boolean;
  readonly sms: boolean;
  readonly code: boolean;
}

/** Holds the fields of a slot header. */
export interface Header {
  readonly kind: Kind;
  readonly gates: Gates;
  /** Is null if there is no password. */
  readonly cost: Cost | null;
  readonly messageId: Bytes;
  readonly grantId: Bytes;
  readonly salt: Bytes;
}

/** Marks, in the header's flags, that the reader needs a code by SMS. */
export const kSmsFlag = 2;
/** Marks, in the header's flags, that the reader needs the opening code. */
export const kCodeFlag = 4;

const kMagic = 'SXK1';

/** Encodes a header to its 64 bytes. Throws `usage` or `cost`. */
export function makeHeader(header: Omit<Header, 'salt'>, salt: Bytes = random(16)): Bytes {
  const { kind, gates, cost, messageId, grantId } = header;
  if (messageId.length !== 16 || grantId.length !== 16 || salt.length !== 16)
    throw new SealingError('usage', 'ids and salt are 16 bytes');
  if (gates.password !== (cost !== null))
    throw new SealingError('usage', 'a password needs a cost, and only a password');
  if (cost) checkCost(cost);
  const flags = (gates.password ? 1 : 0) | (gates.sms ? kSmsFlag : 0) | (gates.code ? 4 : 0);
  const costs = new DataView(new ArrayBuffer(8));
  costs.setUint32(0, cost?.memoryKib ?? 0);
  costs.setUint16(4, cost?.passes ?? 0);
  costs.setUint16(6, cost ? 1 : 0);
  return concat(
    utf8(kMagic),
    Uint8Array.of(1, kind, flags, cost ? 1 : 0),
    new Uint8Array(costs.buffer),
    messageId,
    grantId,
    salt,
  );
}

/** Parses a header of 64 bytes. Throws `unknown_version` (version, kind, flag, kdf), `cost`, or `broken`. */
export function parseHeader(bytes: Bytes): Header {
  if (bytes.length !== kHeaderBytes) throw new SealingError('broken', 'a header is 64 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const [version, kind, flags, kdf] = [view.getUint8(4), view.getUint8(5), view.getUint8(6), view.getUint8(7)];
  if (!isMagic(bytes) || version !== 1) throw new SealingError('unknown_version', 'not version 1');
  if (kind !== 1 && kind !== 2 && kind !== 3) throw new SealingError('unknown_version', `kind ${kind}`);
  if ((flags & ~7) !== 0) throw new SealingError('unknown_version', `flags ${flags}`);
  if (kdf > 1) throw new SealingError('unknown_version', `kdf ${kdf}`);
  return {
    kind,
    gates: { password: (flags & 1) !== 0, sms: (flags & kSmsFlag) !== 0, code: (flags & 4) !== 0 },
    cost: parseCost(view, kdf === 1, (flags & 1) !== 0),
    messageId: bytes.slice(16, 32),
    grantId: bytes.slice(32, 48),
    salt: bytes.slice(48, 64),
  };
}

function isMagic(bytes: Bytes): boolean {
  try {
    return fromUtf8(bytes.subarray(0, 4)) === kMagic;
  } catch {
    return false;
  }
}

function parseCost(view: DataView, hasKdf: boolean, hasPassword: boolean): Cost | null {
  const [memoryKib, passes, lanes] = [view.getUint32(8), view.getUint16(12), view.getUint16(14)];
  if (hasKdf !== hasPassword) throw new SealingError('broken', 'a password and its kdf go together');
  if (!hasKdf) {
    if (memoryKib !== 0 || passes !== 0 || lanes !== 0) throw new SealingError('broken', 'costs without a kdf');
    return null;
  }
  if (lanes !== 1) throw new SealingError('cost', `Argon2id p=${lanes}`);
  const cost = { memoryKib, passes };
  checkCost(cost);
  return cost;
}
