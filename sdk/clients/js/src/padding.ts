// Computes padded and sealed lengths.

/** Is the sealed length of a full part. */
export const kPartBytes = 8 * 1024 * 1024;
/** Is the length of the plaintext in a full part. */
export const kPartPlainBytes = 8_388_312;
/** Is the sealed length of a full segment; that of a part's first segment includes the part's header. */
export const kSegmentBytes = 512 * 1024;
/** Is the length of the header of each part. */
export const kPartHeaderBytes = 40;
/** Is the length of the authentication tag of each segment. */
export const kTagBytes = 16;
/** Is the length of the plaintext in a part's first segment, if that is full. */
export const kFirstSegmentPlainBytes = kSegmentBytes - kPartHeaderBytes - kTagBytes;
/** Is the length of the plaintext in any other full segment. */
export const kSegmentPlainBytes = kSegmentBytes - kTagBytes;
const kLeastBytes = 1024;

/**
 * Rounds a length up by Padmé, which leaks little more than its magnitude and adds at most 12 % (Nikitin et al., 2019).
 * Exact up to 2^53.
 */
export function padme(length: number): number {
  if (length < 2) return length;
  let exponent = Math.floor(Math.log2(length));
  if (2 ** exponent > length) exponent--; // log2 rounds up just below a power of two
  const mantissaBits = Math.floor(Math.log2(exponent)) + 1;
  if (exponent <= mantissaBits) return length;
  const unit = 2 ** (exponent - mantissaBits);
  return Math.ceil(length / unit) * unit;
}

/** Returns the length of a file's plaintext after padding: at least 1 KiB, then Padmé. */
export function paddedBytes(trueBytes: number): number {
  return padme(Math.max(trueBytes, kLeastBytes));
}

/** Counts the parts of a padded plaintext. */
export function partCount(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / kPartPlainBytes));
}

/** Returns the sealed length of a padded plaintext. */
export function sealedBytes(plainBytes: number): number {
  const fullParts = partCount(plainBytes) - 1;
  return fullParts * kPartBytes + sealedPartBytes(plainBytes - fullParts * kPartPlainBytes);
}

/** Returns the sealed length of one part. */
export function sealedPartBytes(plainBytes: number): number {
  const segments = 1 + Math.ceil(Math.max(0, plainBytes - kFirstSegmentPlainBytes) / kSegmentPlainBytes);
  return kPartHeaderBytes + plainBytes + segments * kTagBytes;
}

/** Returns the plaintext length of a sealed file; NaN if no plaintext seals to that length. */
export function plainBytesOf(sealed: number): number {
  if (!Number.isSafeInteger(sealed) || sealed < kPartHeaderBytes + kTagBytes) return NaN;
  const fullParts = Math.ceil(sealed / kPartBytes) - 1;
  const last = sealed - fullParts * kPartBytes;
  const segments = Math.ceil(last / kSegmentBytes);
  const plain = last - kPartHeaderBytes - segments * kTagBytes;
  const total = fullParts * kPartPlainBytes + plain;
  return plain >= 0 && sealedBytes(total) === sealed ? total : NaN;
}
