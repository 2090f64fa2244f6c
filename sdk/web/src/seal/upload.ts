// Seals and uploads something with its files: survives a lost network, can be paused and stopped, and draws nothing.
import {
  type Begun,
  type Bytes,
  type MadeLinks,
  type Outgoing,
  type PartSource,
  Sender,
  type SendHooks,
  type Sent,
  type Source,
  sourceOfBlob,
  Wire,
  type WireError,
} from '@secure-exchanges/client';
import { csrfToken } from '../page/csrf.js';
import { pageLanguage, shortTag } from '../page/words.js';
import { putWithProgress, waitForNetwork } from './network.js';
import type { SealWorker } from './seal_worker.js';

/** Holds what to send, without its files. */
export type Letter = Omit<Outgoing, 'files'>;

/**
 * Makes a letter for the path of a plugin, which decides itself to whom it goes, its limits and its gates, and mails the
 * links.
 */
export function unaddressed(
  content: Pick<Letter, 'from' | 'subject'> & { readonly text?: string; readonly extra?: Letter['extra'] },
): Letter {
  const { from, subject, text = '', extra = {} } = content;
  return {
    language: shortTag(pageLanguage()),
    opens: 1,
    expiresInSeconds: 0,
    delivery: 'mail',
    recipients: [],
    from,
    subject,
    body: { html: '', text },
    showsSubject: false,
    extra,
  };
}

/** Names how far the upload of a file is. */
export type UploadState = 'waiting' | 'going' | 'paused' | 'network' | 'sealed';

/** Holds one file to upload. */
export interface UploadFile {
  /** Is null for a file that the person must choose again. */
  file: File | null;
  /** Names the file, with its folders. */
  readonly name: string;
  readonly size: number;
  /** Tells versions of a content apart: an upload that was begun with another stamp starts again. */
  stamp: string;
  /** Is the fingerprint of the first and last part; null until an upload has begun. */
  mark: string | null;
}

/** Holds how far one file is. */
export interface UploadedFile {
  readonly size: number;
  readonly state: UploadState;
  readonly sentBytes: number;
}

/** Says where an upload goes, and what the caller wants to keep of it. */
export interface UploadOptions {
  /** Is the path that creates what is sent: `/api/v1/messages`, or a plugin's own. */
  readonly path: string;
  /** Returns headers to add to every request, as Authorization; the page's CSRF token by default. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Returns how many parts may be uploaded at once; 2 by default. Called before each part. */
  readonly inFlight?: () => number;
  /** Holds what an earlier attempt began, if there was one. */
  readonly begun?: Begun | null;
  /** Receives what a later attempt needs, whenever it changes. It holds the message key: store it sealed. */
  readonly onBegun?: (begun: Begun) => void | Promise<void>;
  /** Is called when the server has made room for the files, before the first is uploaded. */
  readonly onCreated?: () => void;
  /** Is called when a file got its fingerprint, which a draft must keep. */
  readonly onMarked?: () => void;
  /** Receives the links' secrets before the server sends, to keep them on the device. */
  readonly onLinks?: (made: MadeLinks) => Promise<void>;
  /** Returns the sealed note that shows the sender what they sent; null for none. */
  readonly note?: (id: Bytes) => Promise<Bytes | null>;
}

/** Reports that the person stopped the upload; nothing was sent. */
export class Stopped extends Error {}

/** Reports that a file changed or disappeared; the error's message is its name. */
export class Unreadable extends Error {}

const kDrawMilliseconds = 250;

/** Runs one upload. */
export class Upload {
  /** Holds how far each file is, in the order of the files. */
  readonly files: readonly UploadedFile[];
  /** Tells that everything is uploaded and the server is asked to send, which cannot be stopped any more. */
  isFinishing = false;
  /** Tells that no answer comes; the next progress clears it. */
  isOffline = false;
  /** Tells that the upload has ended, well or not. */
  isOver = false;
  /** Tells when the first byte could leave, in the clock of `performance.now()`; null before that. */
  begunAt: number | null = null;
  private readonly shown: { size: number; state: UploadState; sentBytes: number }[];
  private readonly pausers: AbortController[];
  private readonly stopper = new AbortController();
  private readonly listeners: (() => void)[] = [];
  private resumers: (() => void)[] = [];
  private drawn = 0;

  constructor(
    private readonly worker: SealWorker,
    private readonly content: readonly UploadFile[],
    private readonly options: UploadOptions,
  ) {
    this.shown = content.map(({ size }) => ({ size, state: 'waiting', sentBytes: 0 }));
    this.files = this.shown;
    this.pausers = content.map(() => new AbortController());
  }

  /** Calls `changed` whenever something of this upload changed, and a last time when it is over. */
  onChange(changed: () => void): void {
    this.listeners.push(changed);
  }

  /** Seals, uploads and sends. Throws Stopped, Unreadable, WireError or SealingError. */
  async run(letter: Letter): Promise<Sent> {
    const { path, headers = (): Record<string, string> => ({ 'X-CSRF-Token': csrfToken() }) } = this.options;
    const wire = new Wire({
      origin: location.origin,
      headers,
      put: putWithProgress,
      wait: waitForNetwork,
      onWait: error => this.wait(error),
    });
    const sources = this.content.map(({ file, name, stamp }) => sourceOfBlob(file ?? raise(name), name, stamp));
    try {
      return await new Sender(wire, path).send({ ...letter, files: sources }, this.hooks(sources));
    } catch (error) {
      this.worker.stop();
      if (this.stopper.signal.aborted) throw new Stopped();
      throw error;
    } finally {
      this.isOver = true;
      this.changed();
    }
  }

  /** Pauses one file. */
  pause(index: number): void {
    this.set(index, 'paused');
    this.pausers[index]?.abort(new Error('paused'));
    this.changed();
  }

  /** Resumes one file. */
  resume(index: number): void {
    this.set(index, 'waiting');
    this.pausers[index] = new AbortController();
    this.wake();
    this.changed();
  }

  /** Pauses every file that is not uploaded yet or, if all are paused, resumes them. */
  pauseAll(): void {
    const isPaused = this.isPaused();
    this.shown.forEach(({ state }, i) => {
      if (state === 'sealed' || (state === 'paused') !== isPaused) return;
      if (isPaused) this.resume(i);
      else this.pause(i);
    });
  }

  /** Tells whether every file that is not uploaded yet is paused. */
  isPaused(): boolean {
    const left = this.shown.filter(({ state }) => state !== 'sealed');
    return left.length > 0 && left.every(({ state }) => state === 'paused');
  }

  /** Stops the upload. Returns false if it is too late because the server is being asked to send. */
  stop(): boolean {
    if (this.isFinishing) return false;
    this.stopper.abort(new Stopped());
    this.wake();
    return true;
  }

  private hooks(sources: readonly Source[]): SendHooks {
    const { worker, options } = this;
    const isPaused = (index: number): boolean => this.pausers[index]?.signal.aborted ?? false;
    return {
      sealer: (source, keys, from) => {
        const item = this.content[sources.indexOf(source)];
        const file = item?.file ?? raise(source.name);
        return readable(source.name, worker.file(file, keys, from), () => this.mark(item));
      },
      passwordKey: (password, salt, cost) => worker.passwordKey(password, salt, cost),
      signal: this.stopper.signal,
      choose: unfinished => unfinished.find(index => !isPaused(index)) ?? -1,
      resumed: () => new Promise(resolve => this.resumers.push(resolve)),
      pauseSignal: index => this.pausers[index]?.signal,
      onCreated: () => {
        this.begunAt = performance.now();
        options.onCreated?.();
      },
      onProgress: (index, bytes) => {
        if (!isPaused(index)) this.progress(index, bytes);
      },
      note: async id => {
        this.isFinishing = true;
        this.changed();
        return (await options.note?.(id)) ?? null;
      },
      ...(options.inFlight ? { inFlight: options.inFlight } : {}),
      ...(options.begun ? { begun: options.begun } : {}),
      ...(options.onBegun ? { onBegun: options.onBegun } : {}),
      ...(options.onLinks ? { onLinks: options.onLinks } : {}),
    };
  }

  private progress(index: number, bytes: number): void {
    const size = this.shown[index]?.size ?? 0;
    if (bytes > 0) this.isOffline = false;
    // Drawing slows the sealing down: draw four times a second, and at each file's start and end.
    const now = performance.now();
    if (bytes > 0 && bytes < size && now - this.drawn < kDrawMilliseconds) return;
    this.drawn = now;
    this.set(index, bytes >= size ? 'sealed' : 'going', bytes);
    this.changed();
  }

  private wait(error: WireError): void {
    if (error.status !== 0) return;
    this.isOffline = true;
    this.shown.forEach(({ state }, i) => {
      if (state === 'going') this.set(i, 'network');
    });
    this.changed();
  }

  private async mark(item: UploadFile | undefined): Promise<void> {
    if (!item || item.mark !== null || !item.file) return;
    item.mark = await this.worker.mark(item.file);
    this.options.onMarked?.();
  }

  private set(index: number, state: UploadState, sentBytes?: number): void {
    const shown = this.shown[index];
    if (shown) Object.assign(shown, { state, sentBytes: sentBytes ?? shown.sentBytes });
  }

  private changed(): void {
    for (const tell of this.listeners) tell();
  }

  private wake(): void {
    const { resumers } = this;
    this.resumers = [];
    for (const resume of resumers) resume();
  }
}

/** Wraps a source of parts so that a failed read names the file. Runs `before` ahead of the first part. */
function readable(name: string, parts: PartSource, before: () => Promise<void>): PartSource {
  let ready: Promise<void> | null = null;
  return {
    sha256: () => parts.sha256(),
    next: () =>
      (ready ??= before())
        .then(() => parts.next())
        .catch((error: unknown) => {
          const isStopped = error instanceof DOMException && error.name === 'AbortError';
          throw isStopped ? error : new Unreadable(name);
        }),
  };
}

function raise(what: string): never {
  throw new Error(`${what} is missing`);
}
