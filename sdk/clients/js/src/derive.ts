// Derivations of protocol section 4.
import { argon2id } from 'hash-wasm';
import { type Bytes, concat, equal, fromBase64Url, utf8 } from './bytes.js';
import { SealingError } from './errors.js';

/** Argon2id's cost: memory in KiB, passes; p is always 1. */
export interface Cost {
  readonly memoryKib: number;
  readonly passes: number;
}

export const kDefaultCost: Cost = { memoryKib: 64 * 1024, passes: 3 };
export const kNoPassword: Bytes = new Uint8Array(32);

/** Outside these a hostile header could weaken a password or hang a phone. */
export function checkCost(cost: Cost): void {
  if (cost.memoryKib < 19 * 1024 || cost.memoryKib > 256 * 1024 || cost.passes < 2 || cost.passes > 10)
    throw new SealingError('cost', `Argon2id m=${cost.memoryKib} t=${cost.passes}`);
}

/** HKDF-SHA-256 (RFC 5869), 32 bytes out. */
export async function hkdf(keyMaterial: Bytes, salt: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', keyMaterial, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256));
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** P of a password: NFKC, then Argon2id. About 0.3 s on a laptop, 2 s on a phone: call it in a worker. Throws `cost`. */
export async function passwordKey(password: string, salt: Bytes, cost: Cost): Promise<Bytes> {
  checkCost(cost);
  return derive(utf8(password.normalize('NFKC')), salt, cost);
}

/** L of kind 2, from a code told by voice and the link's token. Throws `broken` where the code has another form. */
export async function toldCodeSecret(code: string, token: string): Promise<Bytes> {
  const salt = (await sha256(concat(utf8('sx/1/code'), utf8(token)))).slice(0, 16);
  return derive(utf8(normalToldCode(code)), salt, kDefaultCost);
}

/** Upper case, without dashes and spaces; Crockford's look-alikes mended. Throws `broken`. */
export function normalToldCode(code: string): string {
  const normal = code
    .toUpperCase()
    .replace(/[\s‐-―-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (!/^[0-9A-HJKMNP-TV-Z]{12}$/.test(normal)) throw new SealingError('broken', 'no code of 12 symbols');
  return normal;
}

/** Shown to open; L cannot be computed back from it. */
export function proofOf(linkSecret: Bytes): Promise<Bytes> {
  return hkdf(linkSecret, new Uint8Array(0), utf8('sx/1/proof'));
}

export async function passwordProofOf(passwordKeyBytes: Bytes, header: Bytes): Promise<Bytes> {
  return hkdf(passwordKeyBytes, await sha256(header), utf8('sx/1/password'));
}

export function fileKeyOf(messageKey: Bytes, messageId: Bytes, fileId: Bytes): Promise<Bytes> {
  return hkdf(messageKey, messageId, concat(utf8('sx/1/file'), fileId));
}

/** 16 bytes of an id of 22 characters. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes.length !== 16) throw new SealingError('broken', 'an id is 16 bytes');
  return bytes;
}

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
