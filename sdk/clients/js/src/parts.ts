// Seals and opens parts (protocol, section 5): each is one stream of Tink's AES-GCM-HKDF construction.
import { type Bytes, concat, random, u32, utf8 } from './bytes.js';
import { hkdf } from './derive.js';
import { SealingError } from './errors.js';
import {
  kFirstSegmentPlainBytes,
  kPartBytes,
  kPartHeaderBytes,
  kPartPlainBytes,
  kSegmentBytes,
  kSegmentPlainBytes,
  kTagBytes,
  plainBytesOf,
} from './padding.js';

/** Identifies a part within a message. It enters the part's key, so a part opens at its own place only. */
export interface PartContext {
  readonly messageId: Bytes;
  readonly fileId: Bytes;
  readonly part: number;
  readonly isLast: boolean;
}

const kHeaderByte = 0x28;
const kSaltBytes = 32;
const kPrefixBytes = 7;

/** Encodes a context as the info that the part's key is derived with. */
export function associatedData(context: PartContext): Bytes {
  return concat(
    utf8('sx/1/part'),
    context.messageId,
    context.fileId,
    u32(context.part),
    Uint8Array.of(context.isLast ? 1 : 0),
  );
}

/** Returns the plaintext lengths of the segments of one part. */
export function segmentLengths(plainBytes: number): number[] {
  const lengths = [Math.min(plainBytes, kFirstSegmentPlainBytes)];
  for (let left = plainBytes - kFirstSegmentPlainBytes; left > 0; left -= kSegmentPlainBytes)
    lengths.push(Math.min(left, kSegmentPlainBytes));
  return lengths;
}

/**
 * Seals one part segment by segment. Generates its own salt and prefix, so that sealing a part again never repeats a
 * nonce.
 */
export class PartSealer {
  private next = 0;

  private constructor(
    private readonly key: CryptoKey,
    private readonly prefix: Bytes,
    readonly header: Bytes,
  ) {}

  /** Starts a part. @param drawn fixes salt and prefix; for test vectors only. */
  static async start(
    fileKey: Bytes,
    context: PartContext,
    drawn?: { salt: Bytes; prefix: Bytes },
  ): Promise<PartSealer> {
    const salt = drawn?.salt ?? random(kSaltBytes);
    const prefix = drawn?.prefix ?? random(kPrefixBytes);
    return new PartSealer(
      await partKey(fileKey, salt, context, 'encrypt'),
      prefix,
      concat(Uint8Array.of(kHeaderByte), salt, prefix),
    );
  }

  /**
   * Seals the next segment; call it in order, without waiting for the one before. WebCrypto copies the plaintext at
   * once, so the caller may refill the buffer.
   */
  segment(plain: Bytes, isLast: boolean): Promise<Bytes> {
    const iv = nonce(this.prefix, this.next++, isLast);
    return crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.key, plain).then(bytes => new Uint8Array(bytes));
  }
}

/**
 * Seals one whole part. Throws `usage`.
 * @param plaintext at most kPartPlainBytes; exactly that unless this is the last part.
 */
export async function sealPart(
  fileKey: Bytes,
  context: PartContext,
  plaintext: Bytes,
  drawn?: { salt: Bytes; prefix: Bytes },
): Promise<Bytes> {
  if (plaintext.length > kPartPlainBytes) throw new SealingError('usage', 'a part is too long');
  const sealer = await PartSealer.start(fileKey, context, drawn);
  const lengths = segmentLengths(plaintext.length);
  let from = 0;
  const segments = lengths.map((length, i) => {
    const plain = plaintext.subarray(from, from + length);
    from += length;
    return sealer.segment(plain, i === lengths.length - 1);
  });
  return concat(sealer.header, ...(await Promise.all(segments)));
}

/** Opens one whole part. Throws `broken` without returning anything of a bad part. */
export async function openPart(fileKey: Bytes, context: PartContext, sealed: Bytes): Promise<Bytes> {
  const total = context.part * kPartBytes + sealed.length;
  if (!context.isLast && sealed.length % kSegmentBytes !== 0) throw new SealingError('broken', 'a part was cut');
  const opener = new PartOpener(fileKey, context);
  const plains: Bytes[] = [];
  if (sealed.length > kPartBytes || Number.isNaN(plainBytesOf(total)))
    throw new SealingError('broken', 'length of a part');
  for (let at = 0; at < sealed.length; at += kSegmentBytes) {
    const isLast = at + kSegmentBytes >= sealed.length;
    plains.push(await opener.segment(sealed.slice(at, at + kSegmentBytes), isLast));
  }
  return concat(...plains);
}

/** Opens the segments of one part in order; each begins without waiting for the one before. */
class PartOpener {
  private key: Promise<CryptoKey> | null = null;
  private prefix: Bytes = new Uint8Array(0);
  private next = 0;

  constructor(
    private readonly fileKey: Bytes,
    private readonly context: PartContext,
  ) {}

  /** Opens the next segment. Rejects with `broken`. */
  segment(bytes: Bytes, isLast: boolean): Promise<Bytes> {
    let sealed = bytes;
    if (!this.key) {
      if (bytes.length < kPartHeaderBytes + kTagBytes || bytes[0] !== kHeaderByte)
        return Promise.reject(new SealingError('broken', 'head of a part'));
      this.prefix = bytes.slice(1 + kSaltBytes, kPartHeaderBytes);
      this.key = partKey(this.fileKey, bytes.slice(1, 1 + kSaltBytes), this.context, 'decrypt');
      sealed = bytes.subarray(kPartHeaderBytes);
    }
    const segment = this.next++;
    const iv = nonce(this.prefix, segment, isLast);
    return this.key
      .then(key => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))
      .then(
        plain => new Uint8Array(plain),
        () => Promise.reject(new SealingError('broken', `segment ${segment} of part ${this.context.part}`)),
      );
  }
}

/**
 * Opens a sealed file as it arrives, in pieces of any length. Returns only authenticated plaintext, cut at the true
 * length; the padding after it must be zeros. Memory: the segments that the caller has started.
 */
export class FileOpener {
  private buffer = new Uint8Array(kSegmentBytes);
  private readonly free: Bytes[] = [];
  private last: Promise<unknown> = Promise.resolve();
  private filled = 0;
  private offset = 0;
  private left: number;
  private part: PartOpener | null = null;

  /**
   * Prepares to open one file. Throws `broken`.
   * @param sealedTotal the length of the sealed file.
   * @param trueBytes the length without padding; null if unknown (the manifest), then padding is returned too.
   */
  constructor(
    private readonly keys: { readonly fileKey: Bytes; readonly messageId: Bytes; readonly fileId: Bytes },
    readonly sealedTotal: number,
    trueBytes: number | null,
  ) {
    const plain = plainBytesOf(sealedTotal);
    if (Number.isNaN(plain) || (trueBytes !== null && trueBytes > plain))
      throw new SealingError('broken', 'length of a file');
    this.left = trueBytes ?? plain;
  }

  /** Returns the offset up to which all segments have come: where to resume after a broken transfer. */
  get nextOffset(): number {
    return this.offset;
  }

  /** Drops the unfinished segment, before the transfer resumes at `nextOffset`. */
  rewind(): void {
    this.filled = 0;
  }

  /**
   * Takes the next bytes and returns the plaintext of the segments that they completed, in order. Throws `broken`; the
   * caller must then use nothing more of this file.
   */
  async push(bytes: Uint8Array): Promise<Bytes[]> {
    const plains: Bytes[] = [];
    for (const plain of this.take(bytes)) {
      const given = await plain;
      if (given.length > 0) plains.push(given);
    }
    return plains;
  }

  /**
   * Does the same without waiting, so that several segments are opened at once. After one rejects, all later ones do.
   */
  take(bytes: Uint8Array): Promise<Bytes>[] {
    const plains: Promise<Bytes>[] = [];
    for (let at = 0; at < bytes.length;) {
      const wanted = Math.min(kSegmentBytes, this.sealedTotal - this.offset);
      if (wanted === 0) throw new SealingError('broken', 'bytes after the end');
      const piece = bytes.subarray(at, at + wanted - this.filled);
      this.buffer.set(piece, this.filled);
      this.filled += piece.length;
      at += piece.length;
      if (this.filled < wanted) continue;
      const before = this.last;
      const used = this.buffer;
      const opened = this.open(used.subarray(0, wanted));
      const plain = before.then(() => opened).then(each => this.cut(each));
      opened.then(
        () => this.free.push(used),
        () => undefined,
      );
      plain.catch(() => undefined); // whoever awaits it gets the error
      this.last = plain;
      plains.push(plain);
      this.buffer = this.free.pop() ?? new Uint8Array(kSegmentBytes);
      this.filled = 0;
      this.offset += wanted;
    }
    return plains;
  }

  /** Checks that the file is complete. Throws `broken` if it ended early. */
  finish(): void {
    if (this.offset !== this.sealedTotal || this.left !== 0) throw new SealingError('broken', 'the file was cut');
  }

  private open(segment: Bytes): Promise<Bytes> {
    const { fileKey, messageId, fileId } = this.keys;
    const part = Math.floor(this.offset / kPartBytes);
    const partEnd = Math.min((part + 1) * kPartBytes, this.sealedTotal);
    if (this.offset % kPartBytes === 0)
      this.part = new PartOpener(fileKey, { messageId, fileId, part, isLast: partEnd === this.sealedTotal });
    if (!this.part) throw new SealingError('usage', 'a file is opened from its start');
    return this.part.segment(segment, this.offset + segment.length === partEnd);
  }

  private cut(plain: Bytes): Bytes {
    const kept = plain.subarray(0, Math.min(plain.length, this.left));
    for (let i = kept.length; i < plain.length; i++)
      if (plain[i] !== 0) throw new SealingError('broken', 'padding that is not zero');
    this.left -= kept.length;
    return kept;
  }
}

async function partKey(
  fileKey: Bytes,
  salt: Bytes,
  context: PartContext,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', await hkdf(fileKey, salt, associatedData(context)), 'AES-GCM', false, [usage]);
}

function nonce(prefix: Bytes, segment: number, isLast: boolean): Bytes {
  return concat(prefix, u32(segment), Uint8Array.of(isLast ? 1 : 0));
}
