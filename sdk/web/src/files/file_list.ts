// Shows the files of a message being written, each with its own row and state.
import { utf8 } from '@secure-exchanges/client';
import { type Picked, pickedOf, pickedOfInput, pickFiles, reread } from './picking.js';
import { clone, componentOf, type Ids, part, place, relate, setError, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import { Words } from '../page/words.js';
import type { Upload, UploadFile, UploadState } from '../seal/upload.js';

/** Names the state that a file's row shows. */
export type FileState = 'chosen' | 'missing' | UploadState;

/** Holds what a draft remembers of a file; the content itself is not saved. */
export interface KeptFile {
  /** Names the file, with its folders. */
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** Is replaced when the file's content turns out to have changed. */
  readonly stamp: string;
  /** Is the fingerprint of the first and last part, once the upload has begun. */
  readonly mark: string | null;
}

/** Holds one file of the list. */
export interface Item extends UploadFile {
  handle: FileSystemFileHandle | null;
  lastModified: number;
  readonly row: HTMLElement;
  state: FileState;
  sentBytes: number;
}

/** Holds how much a person may attach, as the server says it. */
export interface FileLimits {
  readonly bytes: number; // of one file
  readonly files: number;
  /** Says which plan allows larger files; absent or empty if none does. */
  readonly more?: string;
}

const kLongList = 8;
const kLongestName = 480; // bytes

/** Manages the files that a person attaches (partial `sx-files`): by picker, drop and paste, removing, pausing. */
export class FileList {
  private items: Item[] = [];
  private upload: Upload | null = null;
  /** Lists the files of `upload`, in its order. */
  private uploaded: readonly Item[] = [];
  private readonly root: HTMLElement;
  private readonly words: Words;
  private readonly format: Format;
  private readonly error: HTMLElement;

  constructor(
    root: HTMLElement,
    private readonly most: FileLimits,
    private readonly hooks: {
      readonly changed: () => void;
      readonly remove: (item: Item) => void;
      /** Returns the fingerprint of a file's first and last part. */
      readonly mark: (file: File) => Promise<string>;
    },
    ids?: Ids,
  ) {
    this.root = componentOf(root, 'files/1');
    relate(this.root, ids);
    this.words = Words.in(this.root);
    this.format = new Format(this.words.language);
    this.error = this.place('files-error');
    setText(
      this.place('files-limit'),
      [this.words.get('limit', { size: this.format.bytes(most.bytes) }), most.more ?? ''].filter(Boolean).join('. '),
    );
    const input = part(this.root, 'files-input', HTMLInputElement);
    this.place('files-choose').addEventListener('click', () => void this.choose(input));
    const folder = part(this.root, 'folder-input', HTMLInputElement);
    show(this.place('folder-choose'), 'webkitdirectory' in folder);
    this.place('folder-choose').addEventListener('click', () => folder.click());
    for (const each of [input, folder])
      each.addEventListener('change', () => {
        const picked = pickedOfInput(each.files ?? []);
        each.value = '';
        void this.add(picked);
      });
    this.place('files-clear').addEventListener('click', () => {
      this.items = [];
      this.redraw();
      this.chooser().focus();
    });
    this.prepareDrop();
    this.preparePaste();
  }

  /** Returns the button that chooses files, which errors point to. */
  chooser(): HTMLElement {
    return this.place('files-choose');
  }

  /** Returns all files. */
  all(): readonly Item[] {
    return this.items;
  }

  /** Returns the files that must be chosen again. */
  missing(): readonly Item[] {
    return this.items.filter(item => item.file === null);
  }

  /** Returns what a draft remembers of each file. */
  kept(): KeptFile[] {
    return this.items.map(({ name, size, lastModified, stamp, mark }) => ({ name, size, lastModified, stamp, mark }));
  }

  /** Shows the files of a draft, then reads again those whose handle the browser kept. */
  async restore(files: readonly KeptFile[], handles: ReadonlyMap<string, FileSystemFileHandle>): Promise<void> {
    this.items = files.map(kept => this.item({ ...kept, file: null, handle: handles.get(kept.name) ?? null }));
    this.draw();
    await this.findAgain(false);
  }

  /** Reads again the files whose handle the browser kept. @param asks lets the browser ask for permission. */
  async findAgain(asks: boolean): Promise<void> {
    for (const item of this.missing()) {
      const file = item.handle ? await reread(item.handle, asks) : null;
      if (file && file.size === item.size) await this.attach(item, file);
    }
    this.redraw();
  }

  /** Adds files, attaches those that a draft was missing, and reports those that exceed a limit. */
  async add(picked: readonly Picked[]): Promise<void> {
    if (this.upload) return;
    const refused: string[] = [];
    let tooMany = 0;
    for (const { file, name: path, handle } of picked) {
      const name = shortened(path);
      const missing = this.items.find(
        item =>
          item.file === null && item.size === file.size && (item.name === name || baseName(item.name) === file.name),
      );
      if (missing) {
        missing.handle = handle ?? null;
        await this.attach(missing, file);
      } else if (this.items.some(item => isSame(item, file, name))) continue;
      else if (file.size > this.most.bytes) refused.push(name);
      else if (this.items.length >= this.most.files) tooMany++;
      else
        this.items.push(
          this.item({
            name: this.freeName(name),
            size: file.size,
            lastModified: file.lastModified,
            stamp: String(file.lastModified),
            mark: null,
            file,
            handle: handle ?? null,
          }),
        );
    }
    const [first] = refused;
    const texts = [
      first === undefined ? '' : this.words.get('too_big', { name: first, max: this.format.bytes(this.most.bytes) }),
      first === undefined ? '' : (this.most.more ?? ''),
      tooMany === 0 ? '' : this.words.count('too_many', tooMany, { max: this.most.files }),
    ].filter(text => text !== '');
    this.redraw();
    this.complain(texts.length > 0 ? texts.join(' ') : null);
  }

  /** Shows an error under the list; null clears it. */
  complain(text: string | null): void {
    setError(this.place('files-choose'), this.error, text);
  }

  /** Removes a file and moves the focus to its neighbour. */
  removeItem(item: Item): void {
    const at = this.items.indexOf(item);
    this.items = this.items.filter(other => other !== item);
    this.redraw();
    const next = this.items[Math.min(at, this.items.length - 1)];
    (next ? part(next.row, 'remove', HTMLButtonElement) : this.place('files-choose')).focus();
  }

  /**
   * Shows an upload of these files until it is over: each row with its progress and its pause. Nothing can be added
   * meanwhile.
   */
  follow(upload: Upload): void {
    this.upload = upload;
    this.uploaded = [...this.items];
    this.lock(true);
    for (const item of this.items) this.set(item, 'waiting', 0);
    upload.onChange(() => {
      if (upload.isOver) return this.unfollow();
      this.uploaded.forEach((item, i) => {
        const now = upload.files[i];
        if (now && (now.state !== item.state || now.sentBytes !== item.sentBytes))
          this.set(item, now.state, now.sentBytes);
      });
    });
  }

  private unfollow(): void {
    this.upload = null;
    this.lock(false);
    for (const item of this.items) this.set(item, item.file ? 'chosen' : 'missing', 0);
  }

  private lock(isLocked: boolean): void {
    for (const name of ['files-choose', 'folder-choose', 'files-clear'])
      part(this.root, name, HTMLButtonElement).disabled = isLocked;
  }

  /** Sets a file's state and progress, and draws its row. */
  private set(item: Item, state: FileState, sentBytes = item.sentBytes): void {
    item.state = state;
    item.sentBytes = sentBytes;
    const { row } = item;
    const size = this.format.bytes(item.size);
    const isUnderWay = state === 'going' || state === 'paused' || state === 'network';
    setText(
      part(row, 'size', HTMLElement),
      isUnderWay ? this.words.get('file.of', { done: this.format.bytes(sentBytes), size }) : size,
    );
    setText(
      part(row, 'state', HTMLElement),
      state === 'chosen' || state === 'going' || state === 'sealed' ? '' : this.words.get(`file.${state}`),
    );
    show(part(row, 'ok', HTMLElement), state === 'sealed');
    show(
      part(row, 'pause', HTMLElement),
      this.upload !== null && (state === 'waiting' || state === 'going' || state === 'network'),
    );
    show(part(row, 'resume', HTMLElement), this.upload !== null && state === 'paused');
    const progress = part(row, 'progress', HTMLProgressElement);
    show(progress, isUnderWay);
    progress.classList.toggle('is-paused', state === 'paused' || state === 'network');
    progress.value = item.size === 0 ? 100 : Math.floor((100 * sentBytes) / item.size);
    progress.setAttribute('aria-label', this.words.get('file.progress', { name: item.name }));
  }

  private async choose(input: HTMLInputElement): Promise<void> {
    const picked = await pickFiles();
    if (picked === null) input.click();
    else await this.add(picked);
  }

  /**
   * Attaches a file that was chosen again. The same content resumes its upload; changed content restarts it under the
   * same name.
   */
  private async attach(item: Item, file: File): Promise<void> {
    const isSameFile =
      file.lastModified === item.lastModified &&
      (item.mark === null || item.mark === (await this.hooks.mark(file).catch(() => null)));
    if (!isSameFile) {
      item.stamp = `${file.lastModified} ${crypto.randomUUID()}`;
      item.mark = null;
    }
    item.lastModified = file.lastModified;
    item.file = file;
    this.set(item, 'chosen');
  }

  private item(kept: KeptFile & Pick<Item, 'file' | 'handle'>): Item {
    const row = clone(this.root, 'file-row');
    const item: Item = { ...kept, row, state: 'chosen', sentBytes: 0 };
    setText(part(row, 'name', HTMLElement), item.name);
    for (const [name, act] of [
      ['remove', () => this.hooks.remove(item)],
      ['pause', () => this.pause(item, true)],
      ['resume', () => this.pause(item, false)],
    ] as const) {
      const button = part(row, name, HTMLButtonElement);
      button.setAttribute('aria-label', this.words.get(`file.${name}`, { name: item.name }));
      button.addEventListener('click', act);
    }
    this.set(item, item.file ? 'chosen' : 'missing');
    return item;
  }

  private pause(item: Item, isPaused: boolean): void {
    const at = this.uploaded.indexOf(item);
    if (isPaused) this.upload?.pause(at);
    else this.upload?.resume(at);
    part(item.row, isPaused ? 'resume' : 'pause', HTMLButtonElement).focus();
  }

  private place(name: string): HTMLElement {
    return place(this.root, name);
  }

  /** Returns a name that is not taken: "plan (2).pdf" if there is already another "plan.pdf". */
  private freeName(name: string): string {
    const taken = new Set(this.items.map(item => item.name.toLowerCase()));
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++)
      free = name.replace(/(\.[^./]{1,16})?$/, ending => ` (${number})${ending}`);
    return free;
  }

  private redraw(): void {
    this.complain(null);
    this.draw();
    this.hooks.changed();
  }

  private draw(): void {
    const list = this.place('files');
    list.replaceChildren(...this.items.map(item => item.row));
    list.classList.toggle('is-long', this.items.length > kLongList);
    show(list, this.items.length > 0);
    show(this.place('files-clear'), this.items.length > 1);
    const size = this.format.bytes(this.items.reduce((sum, item) => sum + item.size, 0));
    setText(
      this.place('files-count'),
      this.items.length === 0 ? '' : this.words.count('count', this.items.length, { size }),
    );
  }

  private prepareDrop(): void {
    const drop = this.place('drop');
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    // Listen on the whole page, so that a missed drop does not replace the page with the file.
    window.addEventListener('dragover', event => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      drop.classList.add('is-over');
    });
    window.addEventListener('dragleave', event => {
      if (event.relatedTarget === null) drop.classList.remove('is-over');
    });
    window.addEventListener(
      'drop',
      event => {
        drop.classList.remove('is-over');
        if (!holdsFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        event.stopPropagation();
        void pickedOf(event.dataTransfer).then(picked => this.add(picked));
      },
      true,
    );
  }

  /** Adds pasted pictures and files. Leaves text to the editor, even if the clipboard also holds a picture of it. */
  private preparePaste(): void {
    document.addEventListener(
      'paste',
      event => {
        const data = event.clipboardData;
        if (!data || data.files.length === 0 || data.types.some(type => type.startsWith('text/'))) return;
        event.preventDefault();
        event.stopPropagation();
        void this.add(pickedOfInput(data.files));
      },
      true,
    );
  }
}

function isSame(item: Item, file: File, name: string): boolean {
  return item.name === name && item.size === file.size && item.lastModified === file.lastModified;
}

/** Drops outer folders until the path is short enough for a notice. */
function shortened(path: string): string {
  let name = path;
  while (utf8(name).length > kLongestName && name.includes('/')) name = name.slice(name.indexOf('/') + 1);
  return name;
}

function baseName(name: string): string {
  return name.split('/').pop() ?? '';
}
