// A file to send, and its sealed parts as they come.
import { type Bytes, fromBase64Url, toBase64Url, toHex } from './bytes.js';
import { sha256 } from './derive.js';
import { type Hasher, sha256Hasher } from './hash.js';
import { kPartPlainBytes, paddedBytes, partCount } from './padding.js';
import { startPart } from './parts.js';

/** A file to send: a browser's File, or anything else that can be read in pieces. */
export interface Source {
  /** May stand in folders: `Plans/2026/plan.pdf`. */
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Another one where the content may be another; a resumed transfer then sends the file again. */
  readonly stamp?: string;
  /** Throws where the file changed or went away. */
  read(from: number, to: number): Promise<Bytes>;
}

export function sourceOfBlob(blob: Blob, name: string, stamp = ''): Source {
  return {
    name, type: blob.type || 'application/octet-stream', size: blob.size, stamp,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}

export interface SealedPart {
  readonly part: number;
  readonly sealed: Blob;
  /** Of the sealed bytes, in hexadecimal. */
  readonly sha256: string;
  /** True bytes of the file in this part. */
  readonly trueBytes: number;
  /** What `FileSealer` needs to go on after this part. */
  readonly hashState: string;
}

/** Gives the sealed parts of one file in order, then the hash of the file. A worker stands behind it in a browser. */
export interface PartSource {
  next(): Promise<SealedPart | null>;
  /** Once next() has answered null. */
  sha256(): Promise<string>;
}

/** Where a transfer goes on: the hash of the first `parts` is in `state`, and the server has the parts in `have`. */
export interface Progress {
  readonly parts: number;
  readonly state: string;
  readonly have: readonly number[];
}

export const kFromStart: Progress = { parts: 0, state: '', have: [] };

export interface SealKeys {
  readonly fileKey: Bytes;
  readonly messageId: Bytes;
  readonly fileId: Bytes;
}

/** Seals a file part by part. Reading ahead, sealing and hashing go on at the same time. Memory: three parts. */
export class FileSealer implements PartSource {
  private part: number;
  private readonly padded: number;
  private readonly parts: number;
  private readonly have: ReadonlySet<number>;
  private hasher: Hasher | null = null;
  private ahead: Promise<Bytes> | null = null;

  constructor(private readonly source: Source, private readonly keys: SealKeys, private readonly from: Progress = kFromStart) {
    this.padded = paddedBytes(source.size);
    this.parts = partCount(this.padded);
    this.part = from.parts;
    this.have = new Set(from.have);
  }

  async next(): Promise<SealedPart | null> {
    const hasher = await this.hash();
    for (; this.part < this.parts; this.part++) {
      const content = await (this.ahead ?? this.read(this.part));
      this.ahead = this.part + 1 < this.parts ? this.read(this.part + 1) : null;
      this.ahead?.catch(() => undefined);  // told when its turn comes
      if (this.have.has(this.part)) {
        hasher.update(content);
        continue;
      }
      const { fileKey, messageId, fileId } = this.keys;
      const isLast = this.part === this.parts - 1;
      const sealing = await startPart(fileKey, { messageId, fileId, part: this.part, isLast }, this.pad(content));
      hasher.update(content);
      const sealed = await sealing.done;
      const state = toBase64Url(hasher.state());
      return { part: this.part++, sealed: new Blob([sealed]), sha256: toHex(await sha256(sealed)), trueBytes: content.length, hashState: state };
    }
    return null;
  }

  async sha256(): Promise<string> {
    return (await this.hash()).digestHex();
  }

  private async hash(): Promise<Hasher> {
    return this.hasher ??= await sha256Hasher(this.from.state === '' ? undefined : fromBase64Url(this.from.state));
  }

  private async read(part: number): Promise<Bytes> {
    const from = part * kPartPlainBytes;
    const bytes = Math.max(0, Math.min(kPartPlainBytes, this.source.size - from));
    if (bytes === 0) return new Uint8Array(0);
    const content = await this.source.read(from, from + bytes);
    if (content.length !== bytes) throw new Error('the file changed while it was read');
    return content;
  }

  /** Zeros behind the content; a part that is full is passed on as it is. */
  private pad(content: Bytes): Bytes {
    const length = Math.min(kPartPlainBytes, this.padded - this.part * kPartPlainBytes);
    if (content.length === length) return content;
    const padded = new Uint8Array(length);
    padded.set(content);
    return padded;
  }
}
