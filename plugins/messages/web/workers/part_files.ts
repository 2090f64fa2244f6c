// Sealed parts in the origin's private files until they are sent: what a page makes in memory is copied several times on its way out, into fresh memory
// each time; a file goes out as it is. (docs/decisions/transfer-costs.md)
import { type Bytes, kSegmentBytes, PartInMemory, type PartSink } from '@secure-exchanges/client';

const kFolder = 'sealed-parts';
/** Where a part's fastest write of a segment is slower, part after part, no disk takes it: private windows keep such files in memory, behind messages between processes. */
const kSlowBytesPerMillisecond = 100_000;
const kMostSlowParts = 2;
/** Less than this is not worth a file. */
const kSmallestBytes = 4 * kSegmentBytes;

export class PartFiles {
  /** Name of the file that the newest sink ended in; '' for one that stayed in memory. */
  last = '';
  private folder: Promise<FileSystemDirectoryHandle | null> | null = null;
  private slowParts = 0;

  /** In memory where the browser has no such files, or slow or full ones. */
  async sink(plainBytes: number): Promise<PartSink> {
    this.last = '';
    const folder =
      plainBytes < kSmallestBytes || this.slowParts >= kMostSlowParts
        ? null
        : await (this.folder ??= openFolder().catch(() => null));
    if (!folder) return new PartInMemory();
    const name = crypto.randomUUID(); // never that of a worker before this one
    try {
      const file = await folder.getFileHandle(name, { create: true });
      return new PartInFile(file, await file.createSyncAccessHandle(), (isWhole, isSlow) => {
        this.slowParts = isSlow ? this.slowParts + 1 : 0;
        if (isWhole) this.last = name;
        else void this.remove(name);
      });
    } catch {
      return new PartInMemory();
    }
  }

  /** Of a part that was sent. */
  async remove(name: string): Promise<void> {
    await (await this.folder)?.removeEntry(name).catch(() => undefined); // the next worker clears what stays
  }
}

class PartInFile implements PartSink {
  private at = 0;
  private fastest = 0;
  private memory: PartInMemory | null = null;

  constructor(
    private readonly file: FileSystemFileHandle,
    private readonly access: FileSystemSyncAccessHandle,
    private readonly onEnd: (isWhole: boolean, isSlow: boolean) => void,
  ) {}

  write(sealed: Bytes): void {
    if (!this.memory && !this.wrote(sealed)) this.memory = this.takenBack();
    this.memory?.write(sealed);
  }

  async end(): Promise<readonly (Bytes | Blob)[]> {
    this.access.close();
    this.onEnd(this.memory === null, this.fastest < kSlowBytesPerMillisecond);
    return this.memory ? this.memory.end() : [await this.file.getFile()];
  }

  /** false: the device is full. */
  private wrote(sealed: Bytes): boolean {
    const begun = performance.now();
    try {
      if (this.access.write(sealed, { at: this.at }) < sealed.length) return false;
    } catch {
      return false;
    }
    // Short pieces are too quick for a browser's clock.
    if (sealed.length >= kSegmentBytes / 2)
      this.fastest = Math.max(this.fastest, sealed.length / Math.max(0.001, performance.now() - begun));
    this.at += sealed.length;
    return true;
  }

  private takenBack(): PartInMemory {
    const memory = new PartInMemory();
    const bytes = new Uint8Array(this.at);
    this.access.read(bytes, { at: 0 });
    memory.write(bytes);
    return memory;
  }
}

/** A folder for this worker, held by a lock; those whose worker has gone are removed with what they hold. */
async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle(kFolder, { create: true });
  const found: string[] = [];
  for await (const name of all.keys()) found.push(name);
  const { held = [] } = await navigator.locks.query(); // after the list: a folder is made under its lock
  const used = new Set(held.map(({ name }) => name));
  for (const name of found.filter(each => !used.has(lockOf(each))))
    await all.removeEntry(name, { recursive: true }).catch(() => undefined);
  const own = crypto.randomUUID();
  await new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(lockOf(own), () => {
        resolve();
        return new Promise(() => undefined); // as long as the worker lives
      })
      .catch(reject);
  });
  return all.getDirectoryHandle(own, { create: true });
}

function lockOf(folder: string): string {
  return `sx:${kFolder}:${folder}`;
}
