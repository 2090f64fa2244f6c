// Keeps sealed parts in the origin's private files until they are uploaded. A browser copies what a page makes in
// memory several times during the upload, into fresh memory each time; it uploads a file directly
// (docs/decisions/transfer-costs.md).
import { type Bytes, kSegmentBytes, PartInMemory, type PartSink } from '@secure-exchanges/client';

const kFolder = 'sealed-parts';
/**
 * Sets the write speed below which a part counts as slow. After a few slow parts in a row no disk can be behind the
 * files: private windows keep such files in memory, behind messages between processes.
 */
const kSlowBytesPerMillisecond = 100_000;
const kMostSlowParts = 2;
/** Sets the length below which a part stays in memory, because a file is not worth it. */
const kSmallestBytes = 4 * kSegmentBytes;

/** Makes the files that hold sealed parts, and removes them. */
export class PartFiles {
  /** Names the file of the newest sink that ended; '' if its part stayed in memory. */
  last = '';
  private folder: Promise<FileSystemDirectoryHandle | null> | null = null;
  private slowParts = 0;

  /**
   * Makes a sink for one part: in a file, or in memory if the browser has no such files, or if they are slow or the
   * disk is full.
   */
  async sink(plainBytes: number): Promise<PartSink> {
    this.last = '';
    const folder =
      plainBytes < kSmallestBytes || this.slowParts >= kMostSlowParts
        ? null
        : await (this.folder ??= openFolder().catch(() => null));
    if (!folder) return new PartInMemory();
    const name = crypto.randomUUID(); // unique, so never the name of an earlier worker's file
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

  /** Removes the file of a part that was uploaded. */
  async remove(name: string): Promise<void> {
    await (await this.folder)?.removeEntry(name).catch(() => undefined); // the next worker removes what remains
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

  /** Writes to the file; returns false if the disk is full. */
  private wrote(sealed: Bytes): boolean {
    const begun = performance.now();
    try {
      if (this.access.write(sealed, { at: this.at }) < sealed.length) return false;
    } catch {
      return false;
    }
    // Pieces shorter than this are written too fast for a browser's clock to measure.
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

/**
 * Creates a folder for this worker, marked by a lock. Removes the folders of workers that have ended, with their files.
 */
async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle(kFolder, { create: true });
  const found: string[] = [];
  for await (const name of all.keys()) found.push(name);
  const { held = [] } = await navigator.locks.query(); // after listing: a folder is only created once its lock is held
  const used = new Set(held.map(({ name }) => name));
  for (const name of found.filter(each => !used.has(lockOf(each))))
    await all.removeEntry(name, { recursive: true }).catch(() => undefined);
  const own = crypto.randomUUID();
  await new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(lockOf(own), () => {
        resolve();
        return new Promise(() => undefined); // keeps the lock as long as the worker lives
      })
      .catch(reject);
  });
  return all.getDirectoryHandle(own, { create: true });
}

function lockOf(folder: string): string {
  return `sx:${kFolder}:${folder}`;
}
