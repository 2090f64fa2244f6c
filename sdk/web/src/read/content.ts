// Produces the bytes of one download, piece by piece: a file, or all files as one zip.
import { type Bytes, type DownloadOrder, openFile, safeFileName, type Wire } from '@secure-exchanges/client';
import { makeZip, predictLength } from 'client-zip';

/** Describes one download, in a form that can be posted to a worker. */
export interface Content {
  readonly name: string;
  readonly size: number;
  readonly orders: readonly DownloadOrder[];
  /** Lists the names within the zip; null for a single file without a zip. */
  readonly paths: readonly string[] | null;
}

/** Lets the caller watch, pause and stop a download. */
export interface ContentHooks {
  readonly signal: AbortSignal;
  readonly pauseSwitch: PauseSwitch;
  /** Tells how many bytes of file `index` of `orders` have been produced. */
  readonly onProgress: (index: number, bytes: number) => void;
}

/** Holds a download while it is paused. */
export class PauseSwitch {
  private waiting: Promise<void> | null = null;
  private open: () => void = () => undefined;
  private told: (isPaused: boolean) => void = () => undefined;

  /** Passes each pause on, for example to the switch of the worker that does the work. */
  follow(told: (isPaused: boolean) => void): void {
    this.told = told;
    if (this.waiting) told(true);
  }

  /** Pauses or resumes the download. */
  pause(isPaused: boolean): void {
    if (isPaused === (this.waiting !== null)) return;
    this.told(isPaused);
    if (isPaused)
      this.waiting = new Promise(resolve => {
        this.open = resolve;
      });
    else {
      this.waiting = null;
      this.open();
    }
  }

  /** Resolves at once, or when a pause ends. Throws the signal's reason. */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.waiting) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      void this.waiting?.then(resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await this.pass(signal);
  }
}

/** Describes the download of one file. */
export function fileContent(order: DownloadOrder): Content {
  return { name: order.file.name, size: order.file.size, orders: [order], paths: null };
}

/**
 * Describes the download of all files as one zip: stored without compression, zip64 if needed. Paths stay below the
 * folder where the person unpacks it.
 */
export function zipContent(name: string, orders: readonly DownloadOrder[]): Content {
  // Some file systems take two spellings of a name for one, and none lets a file have a folder's name.
  const key = (path: string): string => path.normalize('NFC').toLowerCase();
  const folders = orders.map(({ file }) => file.folder.map(safeFileName));
  const taken = new Set(folders.flatMap(each => each.map((_, at) => key(each.slice(0, at + 1).join('/')))));
  const paths = orders.map(({ file }, i) => {
    const path = [...(folders[i] ?? []), safeFileName(file.name)].join('/');
    let free = path;
    for (let number = 2; taken.has(key(free)); number++)
      free = path.replace(/(\.[^./]{1,16})?$/, ending => ` (${number})${ending}`);
    taken.add(key(free));
    return free;
  });
  const size = Number(predictLength(orders.map(({ file }, i) => ({ name: paths[i], size: file.size }))));
  return { name, size, orders, paths };
}

/**
 * Yields the bytes of a download, only once they are authenticated. Throws SealingError, WireError, or the signal's
 * reason.
 */
export async function* bytesOf(
  wire: Wire,
  content: Content,
  hooks: ContentHooks,
): AsyncGenerator<Uint8Array, void, undefined> {
  const [first] = content.orders;
  if (!content.paths) {
    if (first) yield* opened(wire, first, 0, hooks);
    return;
  }
  yield* zipped(content, (order, i) => opened(wire, order, i, hooks));
}

/** Yields the zip that `zipContent` described, from what `input` yields for each file. */
export async function* zipped(
  { orders, paths }: Content,
  input: (order: DownloadOrder, index: number) => AsyncIterable<Bytes>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = makeZip(
    orders.map((order, i) => ({
      name: paths?.[i],
      size: order.file.size,
      lastModified: new Date(),
      input: input(order, i),
    })),
  ).getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read())
      if (value) yield value;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

async function* opened(
  wire: Wire,
  order: DownloadOrder,
  index: number,
  hooks: ContentHooks,
): AsyncGenerator<Bytes, void, undefined> {
  let bytes = 0;
  for await (const plain of openFile(wire, order, hooks.signal)) {
    yield plain;
    await hooks.pauseSwitch.pass(hooks.signal);
    bytes += plain.length;
    hooks.onProgress(index, bytes);
  }
  hooks.onProgress(index, order.file.size);
}
