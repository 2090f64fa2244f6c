// Hashes with SHA-256 data that comes in pieces.
import { createSHA256 } from 'hash-wasm';
import type { Bytes } from './bytes.js';

/** Hashes data piece by piece; its state can be saved and resumed. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Returns the hash as 64 hexadecimal digits; call nothing after it. */
  digestHex(): string;
  /** Saves the state, from which another hasher can continue. */
  state(): Bytes;
}

/**
 * Starts a hasher, or resumes one from the saved `state` of an earlier one. Throws if another version of the library
 * saved it.
 */
export async function sha256Hasher(state?: Bytes): Promise<Hasher> {
  const hash = await createSHA256();
  hash.init();
  if (state) hash.load(state);
  return {
    update: bytes => void hash.update(bytes),
    digestHex: () => hash.digest('hex'),
    state: () => new Uint8Array(hash.save()),
  };
}
