// The files of a message being written, each with its own row and state.
import { byId, clone, element, part, setError, setText, show } from './dom.js';
import type { Format } from './format.js';
import type { Words } from './words.js';

export type FileState = 'chosen' | 'waiting' | 'going' | 'paused' | 'network' | 'sealed' | 'failed';

export interface Item {
  readonly file: File;
  readonly row: HTMLElement;
  state: FileState;
  sentBytes: number;
}

export class FileList {
  private items: Item[] = [];
  private isSending = false;
  private readonly error = element('files-error');

  constructor(private readonly words: Words, private readonly format: Format, private readonly maxBytes: number, private readonly hooks: {
    readonly changed: () => void;
    readonly remove: (item: Item) => void;
    readonly pause: (item: Item, isPaused: boolean) => void;
  }) {
    const input = byId('files-input', HTMLInputElement);
    element('files-choose').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.add([...(input.files ?? [])]);
      input.value = '';
    });
    this.prepareDrop();
  }

  all(): readonly Item[] {
    return this.items;
  }

  add(files: readonly File[]): void {
    if (this.isSending) return;
    const tooBig = files.filter(file => file.size > this.maxBytes);
    for (const file of files) {
      const isThere = this.items.some(item => item.file.name === file.name && item.file.size === file.size && item.file.lastModified === file.lastModified);
      if (file.size <= this.maxBytes && !isThere) this.items.push(this.item(file));
    }
    const first = tooBig[0];
    this.complain(first ? this.words.get('files.too_big', { name: first.name, max: this.format.bytes(this.maxBytes) }) : null);
    this.draw();
    this.hooks.changed();
  }

  complain(text: string | null): void {
    setError(element('files-choose'), this.error, text);
  }

  removeItem(item: Item): void {
    const at = this.items.indexOf(item);
    this.items = this.items.filter(other => other !== item);
    this.complain(null);
    this.draw();
    const next = this.items[Math.min(at, this.items.length - 1)];
    (next ? part(next.row, 'remove', HTMLButtonElement) : element('files-choose')).focus();
    this.hooks.changed();
  }

  /** Locks adding while sending; the rows then show pause and progress. */
  lock(isSending: boolean): void {
    this.isSending = isSending;
    byId('files-choose', HTMLButtonElement).disabled = isSending;
    for (const item of this.items) this.set(item, isSending ? 'waiting' : 'chosen', 0);
  }

  set(item: Item, state: FileState, sentBytes = item.sentBytes): void {
    item.state = state;
    item.sentBytes = sentBytes;
    const { row, file } = item;
    const size = this.format.bytes(file.size);
    const isUnderWay = state === 'going' || state === 'paused' || state === 'network';
    setText(part(row, 'size', HTMLElement), isUnderWay ? this.words.get('file.of', { done: this.format.bytes(sentBytes), size }) : size);
    setText(part(row, 'state', HTMLElement), state === 'waiting' || state === 'paused' || state === 'network' ? this.words.get(`file.${state}`) : '');
    show(part(row, 'ok', HTMLElement), state === 'sealed');
    show(part(row, 'pause', HTMLElement), this.isSending && (state === 'waiting' || state === 'going' || state === 'network'));
    show(part(row, 'resume', HTMLElement), this.isSending && state === 'paused');
    const progress = part(row, 'progress', HTMLProgressElement);
    show(progress, isUnderWay);
    progress.classList.toggle('is-paused', state === 'paused' || state === 'network');
    progress.value = file.size === 0 ? 100 : Math.floor(100 * sentBytes / file.size);
    progress.setAttribute('aria-label', this.words.get('file.progress', { name: file.name }));
  }

  private item(file: File): Item {
    const row = clone('file-row');
    const item: Item = { file, row, state: 'chosen', sentBytes: 0 };
    setText(part(row, 'name', HTMLElement), file.name);
    for (const [name, act] of [['remove', () => this.hooks.remove(item)], ['pause', () => this.pause(item, true)], ['resume', () => this.pause(item, false)]] as const) {
      const button = part(row, name, HTMLButtonElement);
      button.setAttribute('aria-label', this.words.get(`file.${name}`, { name: file.name }));
      button.addEventListener('click', act);
    }
    this.set(item, 'chosen');
    return item;
  }

  private pause(item: Item, isPaused: boolean): void {
    this.set(item, isPaused ? 'paused' : 'waiting');
    part(item.row, isPaused ? 'resume' : 'pause', HTMLButtonElement).focus();
    this.hooks.pause(item, isPaused);
  }

  private draw(): void {
    const list = element('files');
    list.replaceChildren(...this.items.map(item => item.row));
    show(list, this.items.length > 0);
    const size = this.format.bytes(this.items.reduce((sum, item) => sum + item.file.size, 0));
    setText(element('files-count'), this.items.length === 0 ? '' : this.words.count('files.count', this.items.length, { size }));
  }

  private prepareDrop(): void {
    const drop = element('drop');
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    // Anywhere on the page, so that a missed drop does not replace the page by the file.
    window.addEventListener('dragover', event => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      drop.classList.add('is-over');
    });
    window.addEventListener('dragleave', event => {
      if (event.relatedTarget === null) drop.classList.remove('is-over');
    });
    window.addEventListener('drop', event => {
      drop.classList.remove('is-over');
      if (!holdsFiles(event)) return;
      event.preventDefault();
      this.add([...(event.dataTransfer?.files ?? [])]);
    });
  }
}
