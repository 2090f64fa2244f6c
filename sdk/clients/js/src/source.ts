// Reads a file to send and seals its parts one after the other.
import { type Bytes, fromBase64Url, toBase64Url } from './bytes.js';
import { type Hasher, sha256Hasher } from './hash.js';
import { kPartPlainBytes, paddedBytes, partCount } from './padding.js';
import { PartSealer, segmentLengths } from './parts.js';
import { byteReader, endReading } from './streams.js';

/** Reads a file to send: a browser's File, or anything else that can be read in pieces. */
export interface Source {
  /** Names the file, with its folders if there are any: `Plans/2026/plan.pdf`. */
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Differs whenever the content may have changed; a resumed transfer then uploads the file again. */
  readonly stamp?: string;
  /**
   * Yields pieces of these lengths, starting at byte `from`. Each may overwrite the one before. Throws if the file
   * changed or disappeared.
   */
  read(from: number, lengths: readonly number[]): AsyncIterable<Bytes>;
}

/** Makes a source of a Blob or a File. */
export function sourceOfBlob(blob: Blob, name: string, stamp = ''): Source {
  return {
    name,
    type: blob.type || 'application/octet-stream',
    size: blob.size,
    stamp,
    read: (from, lengths) =>
      readBlob(blob.slice(from, from + lengths.reduce((sum, length) => sum + length, 0)), lengths),
  };
}

/**
 * Reads into one buffer over and over: fresh buffers cost more than all the sealing (page faults, measured in
 * Chromium).
 */
async function* readBlob(blob: Blob, lengths: readonly number[]): AsyncGenerator<Bytes, void, undefined> {
  const reader = byteReader(blob.stream());
  if (!reader) {
    let from = 0;
    for (const length of lengths) yield new Uint8Array(await blob.slice(from, (from += length)).arrayBuffer());
    return;
  }
  try {
    let buffer = new ArrayBuffer(Math.max(0, ...lengths));
    for (const length of lengths) {
      let filled = 0;
      while (filled < length) {
        const { done, value } = await reader.read(new Uint8Array(buffer, filled, length - filled));
        if (done || !value) throw new Error('the file ended early');
        buffer = value.buffer;
        filled += value.length;
      }
      yield new Uint8Array(buffer, 0, length);
    }
  } finally {
    endReading(reader);
  }
}

/** Holds one sealed part, ready to upload. */
export interface SealedPart {
  readonly part: number;
  /** Holds the sealed bytes in pieces, as the PartSink made them. */
  readonly sealed: readonly (Bytes | Blob)[];
  /** Is the hash of the sealed bytes, in hexadecimal. */
  readonly sha256: string;
  /** Counts the bytes of the file in this part, without padding. */
  readonly trueBytes: number;
  /** Holds the hasher's state, from which `FileSealer` resumes after this part. */
  readonly hashState: string;
  /** Frees what holds the bytes, once the server has them. */
  readonly release?: () => void;
}

/** Collects the sealed bytes of one part. */
export interface PartSink {
  /** Takes ownership of a piece. Does not throw. */
  write(sealed: Bytes): void;
  /** Returns the whole part. */
  end(): Promise<readonly (Bytes | Blob)[]>;
}

/**
 * Collects a part in memory. It makes no Blob: after an upload a Blob keeps its bytes until the browser collects
 * garbage, and only buffers make it do so.
 */
export class PartInMemory implements PartSink {
  private readonly pieces: Bytes[] = [];

  write(sealed: Bytes): void {
    this.pieces.push(sealed);
  }

  end(): Promise<readonly Bytes[]> {
    return Promise.resolve(this.pieces);
  }
}

/** Returns the sealed parts of one file in order, then the hash of the file. In a browser a worker implements it. */
export interface PartSource {
  /** Seals the next part; null after the last. */
  next(): Promise<SealedPart | null>;
  /** Returns the hash of the file; call it after next() has returned null. */
  sha256(): Promise<string>;
}

/**
 * Tells where a transfer resumes: `state` holds the hash of the first `parts`, and the server has the parts in `have`.
 */
export interface Progress {
  readonly parts: number;
  readonly state: string;
  readonly have: readonly number[];
}

/** Starts a transfer from the beginning. */
export const kFromStart: Progress = { parts: 0, state: '', have: [] };

/** Holds the key of a file and the ids that enter its parts' keys. */
export interface SealKeys {
  readonly fileKey: Bytes;
  readonly messageId: Bytes;
  readonly fileId: Bytes;
}

const kSegmentsAhead = 4;

/**
 * Seals a file part by part, segment by segment; reading, sealing and hashing run at the same time. Memory: one part.
 */
export class FileSealer implements PartSource {
  private part: number;
  private readonly padded: number;
  private readonly parts: number;
  private readonly have: ReadonlySet<number>;
  private hasher: Hasher | null = null;

  /** Prepares to seal one file. @param sink makes a new sink for each part. */
  constructor(
    private readonly source: Source,
    private readonly keys: SealKeys,
    private readonly from: Progress = kFromStart,
    private readonly sink: (plainBytes: number) => Promise<PartSink> = () => Promise.resolve(new PartInMemory()),
  ) {
    this.padded = paddedBytes(source.size);
    this.parts = partCount(this.padded);
    this.part = from.parts;
    this.have = new Set(from.have);
  }

  async next(): Promise<SealedPart | null> {
    const hasher = await this.hash();
    for (; this.part < this.parts; this.part++) {
      if (!this.have.has(this.part)) return this.seal(hasher, this.part++);
      for await (const piece of this.read(this.part)) hasher.update(piece);
    }
    return null;
  }

  async sha256(): Promise<string> {
    return (await this.hash()).digestHex();
  }

  private async hash(): Promise<Hasher> {
    return (this.hasher ??= await sha256Hasher(this.from.state === '' ? undefined : fromBase64Url(this.from.state)));
  }

  private async seal(hasher: Hasher, part: number): Promise<SealedPart> {
    const lengths = segmentLengths(Math.min(kPartPlainBytes, this.padded - part * kPartPlainBytes));
    const sealer = await PartSealer.start(this.keys.fileKey, { ...this.keys, part, isLast: part === this.parts - 1 });
    const ofSealed = await sha256Hasher();
    const sink = await this.sink(lengths.reduce((sum, length) => sum + length, 0));
    const give = (sealed: Bytes): void => {
      ofSealed.update(sealed);
      sink.write(sealed);
    };
    give(sealer.header);
    const ahead: Promise<Bytes>[] = [];
    const take = async (most: number): Promise<void> => {
      for (
        let next = ahead.length > most ? ahead.shift() : undefined;
        next;
        next = ahead.length > most ? ahead.shift() : undefined
      )
        give(await next);
    };
    let [segment, trueBytes] = [0, 0];
    const put = (plain: Bytes): void => void ahead.push(sealer.segment(plain, segment === lengths.length - 1));
    for await (const content of this.read(part)) {
      const length = lengths[segment] ?? 0;
      put(content.length === length ? content : padded(content, length));
      segment++;
      hasher.update(content);
      trueBytes += content.length;
      await take(kSegmentsAhead);
    }
    for (; segment < lengths.length; segment++) put(new Uint8Array(lengths[segment] ?? 0));
    await take(0);
    return {
      part,
      sealed: await sink.end(),
      sha256: ofSealed.digestHex(),
      trueBytes,
      hashState: toBase64Url(hasher.state()),
    };
  }

  /** Reads the bytes of a part, without padding, in pieces that fit its segments. */
  private read(part: number): AsyncIterable<Bytes> {
    const from = part * kPartPlainBytes;
    const bytes = Math.max(0, Math.min(kPartPlainBytes, this.source.size - from));
    return this.source.read(from, bytes === 0 ? [] : segmentLengths(bytes));
  }
}

function padded(content: Bytes, length: number): Bytes {
  const whole = new Uint8Array(length);
  whole.set(content);
  return whole;
}
