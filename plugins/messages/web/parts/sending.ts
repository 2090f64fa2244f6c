// One sending: seals, uploads, shows how far it is, survives a lost network, can be paused or stopped.
import { type Outgoing, type PartSource, sealNote, type Sender, type SendHooks, type Sent, type Source, sourceOfBlob, WireError } from '@secure-exchanges/client';
import { deviceKey } from './device.js';
import { keepLinks } from './kept_links.js';
import { byId, element, setText, show } from './dom.js';
import type { FileList, Item } from './file_list.js';
import type { Format } from './format.js';
import type { SealWorker } from './seal_client.js';
import { timeText } from './time_text.js';
import type { Words } from './words.js';

export type Letter = Omit<Outgoing, 'files'>;

/** Thrown where the person stopped it; nothing has left. */
export class Stopped extends Error {}

/** A file changed or went away; its name is the message. */
export class Unreadable extends Error {}

const kRateWindowMilliseconds = 8000;

export class Sending {
  private readonly stopper = new AbortController();
  private readonly pausers = new Map<Item, AbortController>();
  private resumers: (() => void)[] = [];
  private created: string | null = null;
  private isFinishing = false;
  private isOffline = false;
  private quarter = 0;
  private readonly marks: { at: number; bytes: number }[] = [];

  constructor(private readonly parts: {
    readonly sender: Sender; readonly worker: SealWorker; readonly files: FileList; readonly words: Words; readonly format: Format;
  }) {}

  /** Throws Stopped, WireError, or what reading a file threw. */
  async run(letter: Letter): Promise<Sent> {
    const { sender, worker, files } = this.parts;
    const items = files.all();
    files.lock(true);
    for (const item of items) this.pausers.set(item, new AbortController());
    show(element('progress'), items.length > 0);
    this.showProgress();
    const sources = new Map<Source, File>(items.map(item => [sourceOfBlob(item.file, item.file.name), item.file]));
    const outgoing: Outgoing = { ...letter, files: [...sources.keys()] };
    try {
      const sent = await sender.send(outgoing, this.hooks(items, letter, sources));
      this.created = null;
      return sent;
    } catch (error) {
      worker.stop();
      if (this.stopper.signal.aborted) throw new Stopped();
      throw error;
    } finally {
      files.lock(false);
      show(element('progress'), false);
      // Half a message serves nobody: the server forgets it now rather than in a day.
      if (this.created) void sender.destroy(this.created).catch(() => undefined);
    }
  }

  /** false: too late, the notices are on their way. */
  stop(): boolean {
    if (this.isFinishing) return false;
    this.stopper.abort(new Stopped());
    this.wake();
    return true;
  }

  pause(item: Item, isPaused: boolean): void {
    if (isPaused) this.pausers.get(item)?.abort(new Error('paused'));
    else {
      this.pausers.set(item, new AbortController());
      this.wake();
    }
    this.showProgress();
  }

  /** No answer: shown at once, taken back by the next progress. */
  waiting(error: WireError): void {
    if (error.status !== 0) return;
    this.isOffline = true;
    for (const item of this.parts.files.all()) if (item.state === 'going') this.parts.files.set(item, 'network');
    this.showProgress();
  }

  private hooks(items: readonly Item[], letter: Letter, sources: ReadonlyMap<Source, File>): SendHooks {
    const { worker, files } = this.parts;
    const isPaused = (item: Item | undefined): boolean => (item ? this.pausers.get(item)?.signal.aborted ?? false : false);
    return {
      sealer: (source, keys) => readable(source.name, worker.file(sources.get(source) ?? raise('file'), keys)),
      passwordKey: (password, salt, cost) => worker.passwordKey(password, salt, cost),
      signal: this.stopper.signal,
      choose: unfinished => unfinished.find(index => !isPaused(items[index])) ?? -1,
      resumed: () => new Promise(resolve => this.resumers.push(resolve)),
      pauseSignal: index => {
        const item = items[index];
        return item ? this.pausers.get(item)?.signal : undefined;
      },
      onCreated: id => { this.created = id; },
      onLinks: made => keepLinks(made).catch(() => undefined),  // no IndexedDB here: the notice cannot be sent again from here
      onProgress: (index, bytes) => {
        const item = items[index];
        if (!item || isPaused(item)) return;
        if (bytes > 0) this.isOffline = false;
        files.set(item, bytes >= item.file.size ? 'sealed' : 'going', bytes);
        this.showProgress();
      },
      onFileDone: () => this.showProgress(),
      note: async messageId => {
        this.isFinishing = true;
        this.showProgress();
        const names = letter.recipients.map(({ name, address }) => name || address);
        try {
          return await sealNote(await deviceKey('note'), messageId, { subject: letter.subject, recipients: names, files: items.map(item => item.file.name) });
        } catch {
          return null;  // no IndexedDB here: the list will show date and recipients
        }
      },
    };
  }

  private wake(): void {
    const resumers = this.resumers;
    this.resumers = [];
    for (const resume of resumers) resume();
  }

  private showProgress(): void {
    const { words, format, files } = this.parts;
    const items = files.all();
    const total = items.reduce((sum, item) => sum + item.file.size, 0);
    const sent = items.reduce((sum, item) => sum + item.sentBytes, 0);
    const percent = total === 0 ? 100 : Math.floor(100 * sent / total);
    const isPaused = items.some(item => item.state === 'paused') && !items.some(item => item.state === 'going' || item.state === 'waiting');
    setText(element('progress-title'), words.get(this.isFinishing ? 'sending.finishing' : this.isOffline ? 'sending.network' : isPaused ? 'sending.paused' : 'sending.title'));
    const left = this.isOffline || isPaused || this.isFinishing ? '' : this.timeLeft(sent, total);
    setText(element('progress-text'), [words.get('file.of', { done: format.bytes(sent), size: format.bytes(total) }), left].filter(text => text !== '').join(', '));
    byId('progress-bar', HTMLProgressElement).value = percent;
    const quarter = Math.floor(percent / 25);
    if (quarter === this.quarter) return;
    this.quarter = quarter;
    setText(element('progress-spoken'), words.get('sending.spoken', { percent }));
  }

  /** From the rate of the last seconds; nothing before there is one. */
  private timeLeft(sent: number, total: number): string {
    const now = performance.now();
    this.marks.push({ at: now, bytes: sent });
    while (this.marks.length > 2 && now - (this.marks[0]?.at ?? now) > kRateWindowMilliseconds) this.marks.shift();
    const first = this.marks[0];
    if (!first || now - first.at < 1000 || sent <= first.bytes) return '';
    return timeText(this.parts.words, (total - sent) / ((sent - first.bytes) / (now - first.at)) / 1000);
  }
}

/** Names the file when its reading fails. */
function readable(name: string, parts: PartSource): PartSource {
  return {
    sha256: () => parts.sha256(),
    next: () => parts.next().catch((error: unknown) => {
      const isStopped = error instanceof DOMException && error.name === 'AbortError';
      throw isStopped ? error : new Unreadable(name);
    }),
  };
}

function raise(what: string): never {
  throw new Error(`${what} is missing`);
}
