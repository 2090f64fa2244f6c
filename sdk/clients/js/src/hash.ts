// SHA-256 of what comes in pieces.
import { createSHA256 } from 'hash-wasm';

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** 64 hexadecimal digits; nothing may follow. */
  digestHex(): string;
}

export async function sha256Hasher(): Promise<Hasher> {
  const hash = await createSHA256();
  hash.init();
  return { update: bytes => void hash.update(bytes), digestHex: () => hash.digest('hex') };
}
