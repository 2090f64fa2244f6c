// Calls the sealing worker from the page.
import {
  type Bytes,
  type Cost,
  type PartSource,
  type Progress,
  type SealedPart,
  SealingError,
  type SealKeys,
  WireError,
} from '@secure-exchanges/client';
import type { Content } from '../read/content.js';
import type { SavingHooks } from '../read/saving.js';
import type { SealAsk, SealReply, SealResult } from './messages.js';

type SealProgress = Extract<SealReply, { progress: unknown }>['progress'];

interface Waiting {
  readonly resolve: (result: SealResult) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: (progress: SealProgress) => void;
}

/** Sends requests to one sealing worker and returns its results. */
export class SealWorker {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  /** Prepares the worker, which starts at the first request. */
  constructor(private readonly url: string) {}

  /** Derives P from a password. */
  async passwordKey(password: string, salt: Bytes, cost: Cost): Promise<Bytes> {
    const result = await this.ask({ kind: 'password', password, salt, cost });
    if (result.kind !== 'key') throw new Error('answer of the worker');
    return result.key;
  }

  /**
   * Returns the fingerprint of a file's first and last part, which tells whether a file that is chosen again is still
   * the same.
   */
  async mark(file: File): Promise<string> {
    const result = await this.ask({ kind: 'mark', file });
    if (result.kind !== 'sha256') throw new Error('answer of the worker');
    return result.sha256;
  }

  /** Seals a file part by part. */
  file(file: File, keys: SealKeys, from: Progress): PartSource {
    const job = ++this.count;
    let started: Promise<SealResult> | null = null;
    return {
      next: async (): Promise<SealedPart | null> => {
        await (started ??= this.ask({ kind: 'start', job, file, ...keys, from }));
        const result = await this.ask({ kind: 'next', job });
        if (result.kind !== 'part') throw new Error('answer of the worker');
        const { part, kept } = result;
        return part && kept !== '' ? { ...part, release: () => this.release(kept) } : part;
      },
      sha256: async () => {
        const result = await this.ask({ kind: 'sha256', job });
        if (result.kind !== 'sha256') throw new Error('answer of the worker');
        return result.sha256;
      },
    };
  }

  /** Downloads into a file of the private file system. */
  async store(content: Content, name: string, hooks: SavingHooks): Promise<void> {
    const done = this.ask({ kind: 'store', content, name }, progress => {
      if (progress === 'waiting') hooks.onWaiting();
      else hooks.onProgress(progress.index, progress.bytes);
    });
    hooks.pauseSwitch.follow(isPaused => void this.ask({ kind: 'pause', name, isPaused }).catch(() => undefined));
    await done;
  }

  /** Terminates the worker and rejects what is running; the next request starts a new worker. */
  stop(why: Error = new DOMException('stopped', 'AbortError')): void {
    this.worker?.terminate();
    this.worker = null;
    for (const each of this.waiting.values()) each.reject(why);
    this.waiting.clear();
  }

  /** Deletes a part that the worker kept. If the worker is gone, the next one deletes it. */
  private release(kept: string): void {
    if (this.worker) void this.ask({ kind: 'release', kept }).catch(() => undefined);
  }

  private ask(ask: SealAsk, onProgress: (progress: SealProgress) => void = () => undefined): Promise<SealResult> {
    const worker = (this.worker ??= this.start());
    const number = ++this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject, onProgress });
      worker.postMessage({ ...ask, number });
    });
  }

  private start(): Worker {
    const worker = new Worker(this.url, { name: 'seal' });
    worker.addEventListener('message', (event: MessageEvent<SealReply>) => this.hear(event.data));
    // A worker whose script failed to load never answers.
    worker.addEventListener('error', event => {
      if (worker === this.worker) this.stop(new Error(event.message || 'the sealing worker failed'));
    });
    return worker;
  }

  private hear(reply: SealReply): void {
    const waiting = this.waiting.get(reply.number);
    if (!waiting) return;
    if ('progress' in reply) {
      waiting.onProgress(reply.progress);
      return;
    }
    this.waiting.delete(reply.number);
    if ('result' in reply) waiting.resolve(reply.result);
    else waiting.reject(errorOf(reply.failure));
  }
}

function errorOf(failure: { name: string; code: string; message: string }): Error {
  if (failure.name === 'WireError') return new WireError(failure.code === 'network' ? 0 : 500, failure.code);
  if (failure.name === 'SealingError') return new SealingError('broken', failure.message);
  const error = new Error(failure.message);
  error.name = failure.name;
  return error;
}
