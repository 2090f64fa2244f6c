// Derives the keys and proofs of section 4 of the protocol.
import { argon2id } from 'hash-wasm';
import { type Bytes, concat, equal, fromBase64Url, utf8 } from './bytes.js';
import { SealingError } from './errors.js';

/** Holds the cost of Argon2id: memory in KiB and number of passes. Its parallelism p is always 1. */
export interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** Sets the cost for new passwords: 64 MiB, three passes. */
export const kDefaultCost: Cost = { memoryKib: 64 * 1024, passes: 3 };
/** Takes the place of a password's key P in a slot without a password. */
export const kNoPassword: Bytes = new Uint8Array(32);

/** Refuses a cost with which a hostile header could weaken a password or hang a phone. Throws `cost`. */
export function checkCost(cost: Cost): void {
  if (cost.memoryKib < 19 * 1024 || cost.memoryKib > 256 * 1024 || cost.passes < 2 || cost.passes > 10)
    throw new SealingError('cost', `Argon2id m=${cost.memoryKib} t=${cost.passes}`);
}

/** Derives 32 bytes by HKDF-SHA-256 (RFC 5869). */
export async function hkdf(keyMaterial: Bytes, salt: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', keyMaterial, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256));
}

/** Hashes bytes with SHA-256. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * Derives P from a password: NFKC, then Argon2id. Takes about 0.3 s on a laptop, 2 s on a phone: call it in a worker.
 * Throws `cost`.
 */
export async function passwordKey(password: string, salt: Bytes, cost: Cost): Promise<Bytes> {
  checkCost(cost);
  return derive(utf8(password.normalize('NFKC')), salt, cost);
}

/** Derives L of kind 2 from a code told by voice and the link's token. Throws `broken` if the code is malformed. */
export async function toldCodeSecret(code: string, token: string): Promise<Bytes> {
  const salt = (await sha256(concat(utf8('sx/1/code'), utf8(token)))).slice(0, 16);
  return derive(utf8(normalToldCode(code)), salt, kDefaultCost);
}

/**
 * Normalizes a code told by voice: upper case, no dashes or spaces, Crockford's look-alikes (O, I, L) replaced. Throws
 * `broken`.
 */
export function normalToldCode(code: string): string {
  const normal = code
    .toUpperCase()
    .replace(/[\s‐-―-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{12}$/.test(normal)) throw new SealingError('broken', 'no code of 12 symbols');
  return normal;
}

/** Derives the proof that a reader shows the server in order to open; L cannot be computed from it. */
export function proofOf(linkSecret: Bytes): Promise<Bytes> {
  return hkdf(linkSecret, new Uint8Array(0), utf8('sx/1/proof'));
}

/** Derives the proof that a reader knows the password, bound to one slot header. */
export async function passwordProofOf(passwordKeyBytes: Bytes, header: Bytes): Promise<Bytes> {
  return hkdf(passwordKeyBytes, await sha256(header), utf8('sx/1/password'));
}

/** Derives the key of one file from the message key. */
export function fileKeyOf(messageKey: Bytes, messageId: Bytes, fileId: Bytes): Promise<Bytes> {
  return hkdf(messageKey, messageId, concat(utf8('sx/1/file'), fileId));
}

/** Decodes an id of 22 characters to its 16 bytes. Throws `broken`. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes.length !== 16) throw new SealingError('broken', 'an id is 16 bytes');
  return bytes;
}

/** Tells whether a key is the 32 zero bytes used without a password. */
export function isNoPassword(key: Bytes): boolean {
  return equal(key, kNoPassword);
}

function derive(secret: Bytes, salt: Bytes, cost: Cost): Promise<Bytes> {
  return argon2id({
    password: secret,
    salt,
    parallelism: 1,
    iterations: cost.passes,
    memorySize: cost.memoryKib,
    hashLength: 32,
    outputType: 'binary',
  }).then(key => new Uint8Array(key));
}
