// Uploads the parts of one message: in order, a few at a time, without paused files and without what the server already
// has.
import type { Progress, PartSource, SealedPart, Source } from './source.js';
import { anySignal } from './wire.js';

/** Holds the state of one file during the upload. */
export interface Piece {
  readonly id: string;
  readonly source: Source;
  readonly parts: PartSource;
  /** Tells where a later transfer would resume; kept up to date. */
  progress: Progress;
  /** Counts the bytes of the file, without padding, that the server has. */
  confirmed: number;
  sha256: string | null;
}

/** Lets the caller watch a transfer, and pause or stop it. */
export interface TransferHooks {
  /** Tells how many bytes of a file, without padding, have been uploaded. */
  readonly onProgress?: (file: number, bytes: number) => void;
  readonly onFileDone?: (file: number, sha256: string) => void;
  /** Chooses the next file to upload from, among those that are not paused. Returns -1 to wait for `resumed`. */
  readonly choose?: (unfinished: readonly number[]) => number;
  /** Resolves when the person resumes a paused file. */
  readonly resumed?: () => Promise<void>;
  /** Aborts the uploads of one file that are running, when it is paused; they are repeated later. */
  readonly pauseSignal?: (file: number) => AbortSignal | undefined;
  readonly signal?: AbortSignal;
  /** Returns how many parts may be uploaded at once; 2 by default. Called before each part. */
  readonly inFlight?: () => number;
}

type PutPart = (
  file: string,
  part: SealedPart,
  onProgress: (bytes: number) => void,
  signal?: AbortSignal,
) => Promise<void>;

/** Uploads the parts of all files of one message. */
export class Transfer {
  private readonly stopper = new AbortController(); // a failure aborts the uploads that are running
  private readonly signal: AbortSignal;
  private readonly underWay = new Set<Promise<void>>();
  private readonly states: Map<number, string>[];
  private readonly going: Map<number, number>[];
  private failure: { error: unknown } | null = null;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly put: PutPart,
    private readonly hooks: TransferHooks,
    private readonly onConfirmed: () => void,
  ) {
    this.signal = anySignal([this.stopper.signal, ...(hooks.signal ? [hooks.signal] : [])]) ?? this.stopper.signal;
    this.states = pieces.map(() => new Map());
    this.going = pieces.map(() => new Map());
  }

  /** Uploads everything. Throws WireError, the signal's reason, or what reading a file threw. */
  async run(): Promise<void> {
    for (;;) {
      this.check();
      const unfinished = this.pieces.flatMap((piece, i) => (piece.sha256 === null ? [i] : []));
      if (unfinished.length === 0 && this.underWay.size === 0) return;
      const index =
        unfinished.length === 0 ? -1 : this.hooks.choose ? this.hooks.choose(unfinished) : (unfinished[0] ?? -1);
      const piece = this.pieces[index];
      if (!piece) {
        const waits: Promise<void>[] = [...this.underWay];
        if (unfinished.length > 0 && this.hooks.resumed) waits.push(this.hooks.resumed());
        await Promise.race(waits);
        continue;
      }
      const part = await piece.parts.next(); // seals one part while others are uploaded
      if (!part) {
        piece.sha256 = await piece.parts.sha256();
        this.hooks.onFileDone?.(index, piece.sha256);
        continue;
      }
      while (this.underWay.size >= (this.hooks.inFlight?.() ?? 2)) {
        await Promise.race(this.underWay);
        this.check();
      }
      this.start(piece, index, part);
    }
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
    this.hooks.signal?.throwIfAborted();
  }

  private start(piece: Piece, index: number, part: SealedPart): void {
    const job: Promise<void> = this.send(piece, index, part)
      .catch((error: unknown) => {
        this.failure ??= { error };
        this.stopper.abort(error);
      })
      .finally(() => this.underWay.delete(job));
    this.underWay.add(job);
  }

  /** Uploads one part until the server has it; a pause only delays it. */
  private async send(piece: Piece, index: number, part: SealedPart): Promise<void> {
    const going = this.going[index] ?? new Map<number, number>();
    const show = (bytes: number): void => {
      // Shows the last byte only once the server has confirmed the part.
      going.set(part.part, Math.max(0, Math.min(bytes, part.trueBytes - 1)));
      this.hooks.onProgress?.(index, piece.confirmed + [...going.values()].reduce((sum, each) => sum + each, 0));
    };
    for (;;) {
      const paused = this.hooks.pauseSignal?.(index);
      try {
        if (paused?.aborted) throw paused.reason;
        await this.put(piece.id, part, show, anySignal([this.signal, ...(paused ? [paused] : [])]));
        part.release?.();
        going.delete(part.part);
        piece.confirmed += part.trueBytes;
        this.confirm(piece, index, part);
        show(0);
        going.delete(part.part);
        return;
      } catch (error) {
        if (!paused?.aborted || this.signal.aborted) throw error;
        await this.hooks.resumed?.();
        this.signal.throwIfAborted();
      }
    }
  }

  /**
   * Records a part that the server has. Parts end in any order, but the hash can only resume after the last part before
   * a gap.
   */
  private confirm(piece: Piece, index: number, part: SealedPart): void {
    const states = this.states[index];
    states?.set(part.part, part.hashState);
    const have = new Set([...piece.progress.have, part.part]);
    let { parts, state } = piece.progress;
    for (let next = parts; have.has(next); next++) {
      const known = states?.get(next);
      if (known === undefined) continue;
      parts = next + 1;
      state = known;
      states?.delete(next);
    }
    piece.progress = { parts, state, have: [...have] };
    this.onConfirmed();
  }
}
