// SHA-256 of what comes in pieces.
import { createSHA256 } from 'hash-wasm';
import type { Bytes } from './bytes.js';

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** 64 hexadecimal digits; nothing may follow. */
  digestHex(): string;
  /** From which another hasher goes on. */
  state(): Bytes;
}

/** @param state of an earlier one. Throws where another version of the library made it. */
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
