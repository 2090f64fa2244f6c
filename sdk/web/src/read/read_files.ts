// Shows the files of an opened message: a row each, with download, progress and verification.
import { type DownloadOrder, type ManifestFile, SealingError } from '@secure-exchanges/client';
import { clone, componentOf, type Ids, part, place, relate, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import { once } from '../page/press.js';
import { Rate, timeText } from '../page/time_text.js';
import { Words } from '../page/words.js';
import type { SealWorker } from '../seal/seal_worker.js';
import { type Content, fileContent, PauseSwitch, zipContent } from './content.js';
import { type DownloadPlace, save, TooBig } from './saving.js';

const kLongList = 8;

/** Draws the files of a message and runs their downloads (partial `sx-files-read`). */
export class ReadFiles {
  private readonly root: HTMLElement;
  private readonly words: Words;
  private readonly format: Format;
  private readonly stoppers = new Set<AbortController>();
  private rows: HTMLElement[] = [];

  constructor(
    root: HTMLElement,
    private readonly worker: SealWorker,
    private readonly downloads: DownloadPlace,
    private readonly hooks: {
      readonly order: (file: ManifestFile) => Promise<DownloadOrder>;
      /** Is called when a download has ended, because the server may have extended the lease. */
      readonly ended: () => void;
    },
    ids?: Ids,
  ) {
    this.root = componentOf(root, 'files-read/1');
    this.words = Words.in(this.root);
    this.format = new Format(this.words.language);
    relate(this.root, ids);
  }

  /** Tells whether a download is running. */
  isBusy(): boolean {
    return this.stoppers.size > 0;
  }

  /** Draws the rows of these files. @param words how the item's kind words this part (`GatesInfo.words`). */
  draw(files: readonly ManifestFile[], words: Readonly<Record<string, string>> = {}): void {
    this.words.replace(words, 'files_read.');
    show(this.root, files.length > 0);
    setText(this.place('files-title'), this.words.count('count', files.length));
    setText(this.place('files-size'), this.format.bytes(files.reduce((sum, file) => sum + file.size, 0)));
    this.rows = files.map(file =>
      this.row({ name: pathOf(file), size: file.size }, async () => fileContent(await this.hooks.order(file))),
    );
    this.place('files').replaceChildren(...this.rows);
    this.place('files').classList.toggle('is-long', files.length > kLongList);
    show(this.place('archive'), files.length > 1);
    this.place('archive').replaceChildren(...(files.length > 1 ? [this.archive(files)] : []));
    this.place('hashes').replaceChildren(
      ...files.map(file => {
        const line = document.createElement('p');
        line.className = 'sx-hash mt-2';
        line.append(pathOf(file), document.createElement('br'), file.sha256.replace(/(.{8})(?=.)/g, '$1 '));
        return line;
      }),
    );
  }

  /** Stops every download and removes the rows. */
  stopAll(): void {
    for (const stopper of this.stoppers) stopper.abort(new DOMException('stopped', 'AbortError'));
    for (const name of ['archive', 'files', 'hashes']) this.place(name).replaceChildren();
  }

  /**
   * Makes the row that downloads all files as one zip. It shows the progress in bytes; the files' own rows show which
   * are verified.
   */
  private archive(files: readonly ManifestFile[]): HTMLElement {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return this.row({ name: this.words.get('all'), size }, async () => {
      const orders = [];
      for (const file of files) orders.push(await this.hooks.order(file));
      return zipContent(this.words.get('zip'), orders);
    });
  }

  private row(shown: Shown, content: () => Promise<Content>): HTMLElement {
    const row = clone(this.root, 'file-row');
    setText(place(row, 'name'), shown.name);
    setText(place(row, 'size'), this.format.bytes(shown.size));
    this.label(row, shown, null);
    const download = once(() => this.download(row, shown, content));
    part(row, 'download', HTMLButtonElement).addEventListener('click', () => void download());
    for (const name of ['stop', 'pause', 'resume'])
      part(row, name, HTMLButtonElement).setAttribute(
        'aria-label',
        this.words.get(`file.${name}`, { name: shown.name }),
      );
    part(row, 'progress', HTMLProgressElement).setAttribute(
      'aria-label',
      this.words.get('file.progress', { name: shown.name }),
    );
    return row;
  }

  private label(row: HTMLElement, shown: Shown, key: string | null): void {
    const word = place(row, 'download-word');
    if (key !== null) setText(word, this.words.get(key));
    part(row, 'download', HTMLButtonElement).setAttribute('aria-label', `${word.textContent ?? ''} ${shown.name}`);
  }

  private async download(row: HTMLElement, shown: Shown, contentOf: () => Promise<Content>): Promise<void> {
    const stopper = new AbortController();
    const pauseSwitch = new PauseSwitch();
    const ended = new AbortController();
    const on = (name: string, act: () => void): void =>
      part(row, name, HTMLButtonElement).addEventListener('click', act, { signal: ended.signal });
    const pause = (isPaused: boolean): void => {
      pauseSwitch.pause(isPaused);
      this.state(row, isPaused ? 'paused' : 'going');
      part(row, isPaused ? 'resume' : 'pause', HTMLButtonElement).focus();
    };
    on('stop', () => stopper.abort(new DOMException('stopped', 'AbortError')));
    on('pause', () => pause(true));
    on('resume', () => pause(false));
    this.stoppers.add(stopper);
    part(row, 'progress', HTMLProgressElement).value = 0;
    this.state(row, 'going');
    part(row, 'pause', HTMLButtonElement).focus();
    const rate = new Rate();
    try {
      const content = await contentOf();
      const bytesOf = content.orders.map(() => 0);
      await save(content, this.worker, this.downloads, {
        signal: stopper.signal,
        pauseSwitch,
        onProgress: (index, bytes) => {
          bytesOf[index] = bytes;
          this.progress(
            row,
            shown,
            bytesOf.reduce((sum, each) => sum + each, 0),
            rate,
          );
          const own = this.rows[index];
          if (content.paths && own && bytes === content.orders[index]?.file.size) this.state(own, 'ok');
        },
        onWaiting: () => setText(place(row, 'state'), this.words.get('file.network')),
      });
      this.state(row, 'ok');
      setText(this.place('files-spoken'), this.words.get('file.done', { name: shown.name }));
      this.label(row, shown, 'file.redownload');
    } catch (error) {
      this.fail(row, shown, error);
    } finally {
      this.stoppers.delete(stopper);
      ended.abort();
      setText(place(row, 'size'), this.format.bytes(shown.size));
      if (document.activeElement === document.body || row.contains(document.activeElement))
        part(row, 'download', HTMLButtonElement).focus();
      this.hooks.ended();
    }
  }

  private place(name: string): HTMLElement {
    return place(this.root, name);
  }

  private fail(row: HTMLElement, shown: Shown, error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return this.state(row, 'rest');
    const key =
      error instanceof SealingError ? 'file.broken' : error instanceof TooBig ? 'file.too_big' : 'file.failed';
    setText(place(row, 'bad'), this.words.get(key));
    setText(this.place('files-spoken'), this.words.get(key));
    this.label(row, shown, 'file.retry');
    this.state(row, 'bad');
  }

  private state(row: HTMLElement, state: 'rest' | 'going' | 'paused' | 'ok' | 'bad'): void {
    const isGoing = state === 'going' || state === 'paused';
    show(place(row, 'download'), !isGoing);
    show(place(row, 'stop'), isGoing);
    show(place(row, 'pause'), state === 'going');
    show(place(row, 'resume'), state === 'paused');
    show(place(row, 'progress'), isGoing);
    place(row, 'progress').classList.toggle('is-paused', state === 'paused');
    show(place(row, 'ok'), state === 'ok');
    show(place(row, 'bad'), state === 'bad');
    setText(place(row, 'state'), state === 'paused' ? this.words.get('file.paused') : '');
  }

  private progress(row: HTMLElement, shown: Shown, bytes: number, rate: Rate): void {
    part(row, 'progress', HTMLProgressElement).value = shown.size === 0 ? 100 : Math.floor((100 * bytes) / shown.size);
    setText(
      place(row, 'size'),
      this.words.get('file.of', { done: this.format.bytes(bytes), size: this.format.bytes(shown.size) }),
    );
    const seconds = rate.left(bytes, shown.size);
    if (place(row, 'resume').hidden)
      setText(place(row, 'state'), seconds === null ? '' : timeText(this.words, seconds));
  }
}

interface Shown {
  readonly name: string;
  readonly size: number;
}

function pathOf(file: ManifestFile): string {
  return [...file.folder, file.name].join('/');
}
