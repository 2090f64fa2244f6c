// The files of an opened message: a row each, with download, progress and what was verified.
import { type DownloadOrder, type ManifestFile, SealingError } from '@secure-exchanges/client';
import { clone, element, part, setText, show } from './dom.js';
import type { Format } from './format.js';
import { save, TooBig } from './saving.js';
import type { SealWorker } from './seal_client.js';
import { timeText } from './time_text.js';
import type { Words } from './words.js';

export class ReadFiles {
  private readonly stoppers = new Set<AbortController>();

  constructor(private readonly words: Words, private readonly format: Format, private readonly worker: SealWorker, private readonly hooks: {
    readonly order: (file: ManifestFile) => Promise<DownloadOrder>;
    /** A download ended: the lease may have been renewed meanwhile. */
    readonly ended: () => void;
  }) {}

  isBusy(): boolean {
    return this.stoppers.size > 0;
  }

  draw(files: readonly ManifestFile[]): void {
    show(element('files-section'), files.length > 0);
    setText(element('files-title'), this.words.count('files.count', files.length));
    setText(element('files-size'), this.format.bytes(files.reduce((sum, file) => sum + file.size, 0)));
    element('files').replaceChildren(...files.map(file => this.row(file)));
    element('hashes').replaceChildren(...files.map(file => {
      const line = document.createElement('p');
      line.className = 'sx-hash mt-2';
      line.append(file.name, document.createElement('br'), file.sha256.replace(/(.{8})(?=.)/g, '$1 '));
      return line;
    }));
  }

  stopAll(): void {
    for (const stopper of this.stoppers) stopper.abort(new DOMException('stopped', 'AbortError'));
    for (const id of ['files', 'hashes']) element(id).replaceChildren();
  }

  private row(file: ManifestFile): HTMLElement {
    const row = clone('file-row');
    setText(part(row, 'name', HTMLElement), file.name);
    setText(part(row, 'size', HTMLElement), this.format.bytes(file.size));
    const download = part(row, 'download', HTMLButtonElement);
    this.label(row, file, false);
    download.addEventListener('click', () => void this.download(row, file));
    part(row, 'stop', HTMLButtonElement).setAttribute('aria-label', this.words.get('file.stop', { name: file.name }));
    part(row, 'progress', HTMLProgressElement).setAttribute('aria-label', this.words.get('file.progress', { name: file.name }));
    return row;
  }

  private label(row: HTMLElement, file: ManifestFile, isAgain: boolean): void {
    const word = part(row, 'download-word', HTMLElement);
    if (isAgain) setText(word, this.words.get('file.again'));
    part(row, 'download', HTMLButtonElement).setAttribute('aria-label', `${word.textContent ?? ''} ${file.name}`);
  }

  private async download(row: HTMLElement, file: ManifestFile): Promise<void> {
    const stopper = new AbortController();
    const stop = part(row, 'stop', HTMLButtonElement);
    const stopped = (): void => stopper.abort(new DOMException('stopped', 'AbortError'));
    stop.addEventListener('click', stopped);
    this.stoppers.add(stopper);
    this.state(row, 'going');
    stop.focus();
    const started = performance.now();
    try {
      await save(await this.hooks.order(file), this.worker, {
        signal: stopper.signal,
        onProgress: bytes => this.progress(row, file, bytes, started),
        onWaiting: () => setText(part(row, 'state', HTMLElement), this.words.get('file.network')),
      });
      this.state(row, 'ok');
      setText(element('files-spoken'), this.words.get('file.done', { name: file.name }));
      this.label(row, file, true);
    } catch (error) {
      this.fail(row, error);
    } finally {
      this.stoppers.delete(stopper);
      stop.removeEventListener('click', stopped);
      setText(part(row, 'size', HTMLElement), this.format.bytes(file.size));
      if (document.activeElement === document.body || document.activeElement === stop) part(row, 'download', HTMLButtonElement).focus();
      this.hooks.ended();
    }
  }

  private fail(row: HTMLElement, error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return this.state(row, 'rest');
    const key = error instanceof SealingError ? 'file.broken' : error instanceof TooBig ? 'file.too_big' : 'file.failed';
    setText(part(row, 'bad', HTMLElement), this.words.get(key));
    setText(element('files-spoken'), this.words.get(key));
    this.state(row, 'bad');
  }

  private state(row: HTMLElement, state: 'rest' | 'going' | 'ok' | 'bad'): void {
    show(part(row, 'download', HTMLElement), state !== 'going');
    show(part(row, 'stop', HTMLElement), state === 'going');
    show(part(row, 'progress', HTMLElement), state === 'going');
    show(part(row, 'ok', HTMLElement), state === 'ok');
    show(part(row, 'bad', HTMLElement), state === 'bad');
    if (state !== 'going') setText(part(row, 'state', HTMLElement), '');
    part(row, 'progress', HTMLProgressElement).value = 0;
  }

  private progress(row: HTMLElement, file: ManifestFile, bytes: number, started: number): void {
    part(row, 'progress', HTMLProgressElement).value = file.size === 0 ? 100 : Math.floor(100 * bytes / file.size);
    setText(part(row, 'size', HTMLElement), this.words.get('file.of', { done: this.format.bytes(bytes), size: this.format.bytes(file.size) }));
    const seconds = (performance.now() - started) / 1000;
    setText(part(row, 'state', HTMLElement), seconds < 1 || bytes === 0 ? '' : timeText(this.words, (file.size - bytes) * seconds / bytes));
  }
}
