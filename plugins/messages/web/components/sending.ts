// Sends one message: seals, uploads, shows the progress, survives a lost network, and can be paused or stopped.
import {
  type Begun,
  type MadeLinks,
  type Outgoing,
  type PartSource,
  sealNote,
  type Sender,
  type SendHooks,
  type Sent,
  type Source,
  sourceOfBlob,
  WireError,
} from '@secure-exchanges/client';
import { deviceKey, keepLinks } from '@secure-exchanges/web/device';
import { byId, element, type Format, Rate, setText, show, timeText, type Words } from '@secure-exchanges/web/page';
import type { SealWorker } from '@secure-exchanges/web/seal';
import type { FileList, Item } from './file_list.js';

/** Holds a message to send, without its files. */
export type Letter = Omit<Outgoing, 'files'>;

/** Reports that the person stopped the send; no recipient was notified. */
export class Stopped extends Error {}

/** Reports that a file changed or disappeared; the error's message is its name. */
export class Unreadable extends Error {}

/** Runs one send and shows its progress. */
export class Sending {
  private readonly stopper = new AbortController();
  private readonly pausers = new Map<Item, AbortController>();
  private resumers: (() => void)[] = [];
  private isFinishing = false;
  private isOffline = false;
  private quarter = 0;
  private shown = 0;
  private readonly rate = new Rate();

  constructor(
    private readonly parts: {
      readonly sender: Sender;
      readonly worker: SealWorker;
      readonly files: FileList;
      readonly words: Words;
      readonly format: Format;
      readonly inFlight: () => number;
      /** Holds what an earlier attempt began, if there was one. */
      readonly begun: Begun | null;
      readonly onBegun: (begun: Begun) => Promise<void>;
      /** Is called when a file got its fingerprint, which the draft must keep. */
      readonly onMarked: () => void;
      /**
       * Tells whether to make the sender's note and keep the links on this device, to show and resend later; true by
       * default.
       */
      readonly keepsNote?: boolean;
      readonly created?: () => void;
    },
  ) {}

  /** Sends the message. Throws Stopped, WireError, or what reading a file threw. */
  async run(letter: Letter): Promise<Sent> {
    const { sender, worker, files } = this.parts;
    const items = files.all();
    files.lock(true);
    for (const item of items) this.pausers.set(item, new AbortController());
    show(element('progress'), items.length > 0);
    this.showProgress();
    const sources = new Map<Source, Item>(
      items.map(item => [sourceOfBlob(item.file ?? raise(item.name), item.name, item.stamp), item]),
    );
    const outgoing: Outgoing = { ...letter, files: [...sources.keys()] };
    try {
      return await sender.send(outgoing, this.hooks(items, letter, sources));
    } catch (error) {
      worker.stop();
      if (this.stopper.signal.aborted) throw new Stopped();
      throw error;
    } finally {
      files.lock(false);
      show(element('progress'), false);
    }
  }

  /** Stops the send. Returns false if it is too late because the server is being asked to send. */
  stop(): boolean {
    if (this.isFinishing) return false;
    this.stopper.abort(new Stopped());
    this.wake();
    return true;
  }

  /** Pauses or resumes one file. */
  pause(item: Item, isPaused: boolean): void {
    if (isPaused) this.pausers.get(item)?.abort(new Error('paused'));
    else {
      this.pausers.set(item, new AbortController());
      this.wake();
    }
    this.showProgress();
  }

  /** Pauses every file that is not uploaded yet or, if all are paused, resumes them. */
  pauseAll(): void {
    const isPaused = !this.isAllPaused();
    for (const item of this.parts.files.all()) {
      if (item.state === 'sealed' || (item.state === 'paused') === isPaused) continue;
      this.parts.files.set(item, isPaused ? 'paused' : 'waiting');
      this.pause(item, isPaused);
    }
  }

  /** Shows that no answer came; the next progress clears it. */
  waiting(error: WireError): void {
    if (error.status !== 0) return;
    this.isOffline = true;
    for (const item of this.parts.files.all()) if (item.state === 'going') this.parts.files.set(item, 'network');
    this.showProgress();
  }

  private hooks(items: readonly Item[], letter: Letter, sources: ReadonlyMap<Source, Item>): SendHooks {
    const { worker, files } = this.parts;
    const isPaused = (item: Item | undefined): boolean =>
      item ? (this.pausers.get(item)?.signal.aborted ?? false) : false;
    return {
      sealer: (source, keys, from) => {
        const item = sources.get(source) ?? raise(source.name);
        return readable(source.name, worker.file(item.file ?? raise(source.name), keys, from), () => this.mark(item));
      },
      ...(this.parts.begun ? { begun: this.parts.begun } : {}),
      onCreated: () => {
        this.rate.restart();
        this.parts.created?.();
      },
      onBegun: this.parts.onBegun,
      inFlight: this.parts.inFlight,
      passwordKey: (password, salt, cost) => worker.passwordKey(password, salt, cost),
      signal: this.stopper.signal,
      choose: unfinished => unfinished.find(index => !isPaused(items[index])) ?? -1,
      resumed: () => new Promise(resolve => this.resumers.push(resolve)),
      pauseSignal: index => {
        const item = items[index];
        return item ? this.pausers.get(item)?.signal : undefined;
      },
      // Without IndexedDB the links are not kept, and this device cannot resend the notices.
      ...(this.parts.keepsNote === false
        ? {}
        : { onLinks: (made: MadeLinks) => keepLinks(made).catch(() => undefined) }),
      onProgress: (index, bytes) => {
        const item = items[index];
        if (!item || isPaused(item)) return;
        if (bytes > 0) this.isOffline = false;
        // Drawing slows the sealing down: draw four times a second, and at each file's start and end.
        const now = performance.now();
        if (bytes > 0 && bytes < item.size && now - this.shown < 250) return;
        this.shown = now;
        files.set(item, bytes >= item.size ? 'sealed' : 'going', bytes);
        this.showProgress();
      },
      onFileDone: () => this.showProgress(),
      note: async messageId => {
        this.isFinishing = true;
        this.showProgress();
        if (this.parts.keepsNote === false) return null;
        const names = letter.recipients.map(({ name, address }) => name || address);
        try {
          return await sealNote(await deviceKey('note'), messageId, {
            subject: letter.subject,
            recipients: names,
            files: items.map(item => item.name),
          });
        } catch {
          return null; // without IndexedDB the list will show date and recipients only
        }
      },
    };
  }

  private isAllPaused(): boolean {
    const items = this.parts.files.all().filter(item => item.state !== 'sealed');
    return items.length > 0 && items.every(item => item.state === 'paused');
  }

  private async mark(item: Item): Promise<void> {
    if (item.mark !== null || !item.file) return;
    item.mark = await this.parts.worker.mark(item.file);
    this.parts.onMarked();
  }

  private wake(): void {
    const resumers = this.resumers;
    this.resumers = [];
    for (const resume of resumers) resume();
  }

  private showProgress(): void {
    const { words, format, files } = this.parts;
    const items = files.all();
    const total = items.reduce((sum, item) => sum + item.size, 0);
    const sent = items.reduce((sum, item) => sum + item.sentBytes, 0);
    const percent = total === 0 ? 100 : Math.floor((100 * sent) / total);
    const isPaused = this.isAllPaused();
    setText(element('progress-pause-word'), words.get(isPaused ? 'sending.resume_all' : 'sending.pause_all'));
    show(element('progress-pause'), !this.isFinishing);
    setText(
      element('progress-title'),
      words.get(
        this.isFinishing
          ? 'sending.finishing'
          : this.isOffline
            ? 'sending.network'
            : isPaused
              ? 'sending.paused'
              : 'sending.title',
      ),
    );
    const seconds = this.isOffline || isPaused || this.isFinishing ? null : this.rate.left(sent, total);
    const left = seconds === null ? '' : timeText(words, seconds);
    setText(
      element('progress-text'),
      [words.get('file.of', { done: format.bytes(sent), size: format.bytes(total) }), left]
        .filter(text => text !== '')
        .join(', '),
    );
    byId('progress-bar', HTMLProgressElement).value = percent;
    const quarter = Math.floor(percent / 25);
    if (quarter === this.quarter) return;
    this.quarter = quarter;
    setText(element('progress-spoken'), words.get('sending.spoken', { percent }));
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
