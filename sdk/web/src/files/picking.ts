// Reads what a person drops, chooses or pastes: files, and the files in folders, each with its path.

/** Holds one file that was picked. */
export interface Picked {
  readonly file: File;
  /** Names the file, with its folders: `Plans/2026/plan.pdf`. */
  readonly name: string;
  /** Lets a later page read the file again, if the browser supports handles. */
  readonly handle?: FileSystemFileHandle;
}

/** Adds what only Chromium has; other browsers give entries instead of handles. */
interface ItemOfChromium {
  readonly kind: string;
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}
interface DirectoryOfChromium {
  values(): AsyncIterable<FileSystemHandle>;
}
interface HandleOfChromium {
  readonly kind: string;
  queryPermission?(options: { mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { mode: 'read' }): Promise<PermissionState>;
}
type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;

/**
 * Reads a drop. Call it within the event, because the browser empties `data` afterwards. Skips folders that cannot be
 * read.
 */
export async function pickedOf(data: DataTransfer): Promise<Picked[]> {
  const items = [...data.items]
    .filter(item => item.kind === 'file')
    .map(item => {
      const chromium: ItemOfChromium = item;
      return {
        handle: chromium.getAsFileSystemHandle?.().catch(() => null),
        entry: item.webkitGetAsEntry?.() ?? null,
        file: item.getAsFile(),
      };
    });
  const all: Picked[] = [];
  for (const { handle, entry, file } of items) {
    const known = await handle;
    try {
      if (known) await addHandle(known, '', all);
      else if (entry) await addEntry(entry, '', all);
      else if (file) all.push({ file, name: file.name });
    } catch {
      if (file && file.size > 0 && !entry?.isDirectory) all.push({ file, name: file.name });
    }
  }
  return all;
}

/**
 * Opens the browser's picker. Returns null if this browser has no picker that gives handles, an empty list if the
 * person cancelled.
 */
export async function pickFiles(): Promise<Picked[] | null> {
  const picker: unknown = Reflect.get(window, 'showOpenFilePicker');
  if (typeof picker !== 'function') return null;
  try {
    const handles = await (picker as Picker)({ multiple: true });
    return await Promise.all(
      handles.map(async handle => ({ file: await handle.getFile(), name: handle.name, handle })),
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return [];
    return null;
  }
}

/** Lists the files of an input or the clipboard. */
export function pickedOfInput(files: Iterable<File>): Picked[] {
  return [...files].map(file => ({ file, name: file.webkitRelativePath || file.name }));
}

/**
 * Reads a file again. Returns null if it is gone, or if the person must permit it first.
 * @param asks lets the browser ask for permission, which works only within a click.
 */
export async function reread(handle: FileSystemFileHandle, asks: boolean): Promise<File | null> {
  const chromium: HandleOfChromium = handle;
  try {
    let state = (await chromium.queryPermission?.({ mode: 'read' })) ?? 'granted';
    if (state === 'prompt' && asks) state = (await chromium.requestPermission?.({ mode: 'read' })) ?? 'denied';
    return state === 'granted' ? await handle.getFile() : null;
  } catch {
    return null;
  }
}

async function addHandle(handle: FileSystemHandle, folder: string, all: Picked[]): Promise<void> {
  if (handle instanceof FileSystemFileHandle)
    all.push({ file: await handle.getFile(), name: folder + handle.name, handle });
  else
    for await (const each of (handle as FileSystemHandle & DirectoryOfChromium).values())
      await addHandle(each, `${folder}${handle.name}/`, all);
}

async function addEntry(entry: FileSystemEntry, folder: string, all: Picked[]): Promise<void> {
  if (isFile(entry)) {
    all.push({
      file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)),
      name: folder + entry.name,
    });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return; // the browser returns a hundred at a time
    for (const each of some) await addEntry(each, `${folder}${entry.name}/`, all);
  }
}

// Tells files from folders by their flags, because Chromium does not expose the classes.
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
