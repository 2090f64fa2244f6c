// Lengths: what padding hides, and what a sealed file then weighs.

export const kPartBytes = 8 * 1024 * 1024; // sealed, a full part
export const kPartPlainBytes = 8_388_312;
export const kSegmentBytes = 512 * 1024; // sealed
export const kPartHeaderBytes = 40;
export const kTagBytes = 16;
export const kFirstSegmentPlainBytes = kSegmentBytes - kPartHeaderBytes - kTagBytes;
export const kSegmentPlainBytes = kSegmentBytes - kTagBytes;
const kLeastBytes = 1024;

/** Padmé: the length that leaks only its magnitude, at most 12 % more (Nikitin et al., 2019). Exact to 2^53. */
export function padme(length: number): number {
  if (length < 2) return length;
  let exponent = Math.floor(Math.log2(length));
  if (2 ** exponent > length) exponent--; // log2 rounds up just below a power of two
  const mantissaBits = Math.floor(Math.log2(exponent)) + 1;
  if (exponent <= mantissaBits) return length;
  const unit = 2 ** (exponent - mantissaBits);
  return Math.ceil(length / unit) * unit;
}

/** Plaintext length of a message's file once padded: 1 KiB at least, then Padmé. */
export function paddedBytes(trueBytes: number): number {
  return padme(Math.max(trueBytes, kLeastBytes));
}

export function partCount(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / kPartPlainBytes));
}

/** Sealed length of `plainBytes` (already padded). */
export function sealedBytes(plainBytes: number): number {
  const fullParts = partCount(plainBytes) - 1;
  return fullParts * kPartBytes + sealedPartBytes(plainBytes - fullParts * kPartPlainBytes);
}

export function sealedPartBytes(plainBytes: number): number {
  const segments = 1 + Math.ceil(Math.max(0, plainBytes - kFirstSegmentPlainBytes) / kSegmentPlainBytes);
  return kPartHeaderBytes + plainBytes + segments * kTagBytes;
}

/** Plaintext length of a sealed file; NaN where no plaintext gives that length. */
export function plainBytesOf(sealed: number): number {
  if (!Number.isSafeInteger(sealed) || sealed < kPartHeaderBytes + kTagBytes) return NaN;
  const fullParts = Math.ceil(sealed / kPartBytes) - 1;
  const last = sealed - fullParts * kPartBytes;
  const segments = Math.ceil(last / kSegmentBytes);
  const plain = last - kPartHeaderBytes - segments * kTagBytes;
  const total = fullParts * kPartPlainBytes + plain;
  return plain >= 0 && sealedBytes(total) === sealed ? total : NaN;
}
