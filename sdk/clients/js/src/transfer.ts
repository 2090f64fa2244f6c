// The parts of one message on their way: in order, a few under way at once, paused files left out, what the server has left out.
import type { Progress, PartSource, SealedPart, Source } from './source.js';
import { anySignal } from './wire.js';

/** One file on its way. */
export interface Piece {
  readonly id: string;
  readonly source: Source;
  readonly parts: PartSource;
  /** Where a later transfer would go on; kept up to date. */
  progress: Progress;
  /** True bytes that the server has. */
  confirmed: number;
  sha256: string | null;
}

export interface TransferHooks {
  /** True bytes of file i that the server has. */
  readonly onProgress?: (file: number, bytes: number) => void;
  readonly onFileDone?: (file: number, sha256: string) => void;
  /** Which file may go on: one that is not paused. Answers -1 to wait for `resumed`. */
  readonly choose?: (unfinished: readonly number[]) => number;
  readonly resumed?: () => Promise<void>;
  /** Stops the parts of one file that are under way; they are sent again later. */
  readonly pauseSignal?: (file: number) => AbortSignal | undefined;
  readonly signal?: AbortSignal;
  /** Parts under way at once; 2 unless said. Asked before each. */
  readonly inFlight?: () => number;
}

type PutPart = (
  file: string,
  part: SealedPart,
  onProgress: (bytes: number) => void,
  signal?: AbortSignal,
) => Promise<void>;

export class Transfer {
  private readonly stopper = new AbortController(); // what is under way ends with what failed
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

  /** Throws WireError, the signal's reason, or what reading a file threw. */
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
      const part = await piece.parts.next(); // one is sealed while the others are under way
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

  /** One part until it is there; a pause only delays it. */
  private async send(piece: Piece, index: number, part: SealedPart): Promise<void> {
    const going = this.going[index] ?? new Map<number, number>();
    const show = (bytes: number): void => {
      going.set(part.part, Math.max(0, Math.min(bytes, part.trueBytes - 1))); // whole only once the server says so
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

  /** Parts end in any order; the hash goes on only behind the last of those that are there without a gap. */
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
