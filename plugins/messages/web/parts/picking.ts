// What a person drops, chooses or pastes: files, and the files of folders, with the path that each had there.

export interface Picked {
  readonly file: File;
  /** With its folders: `Plans/2026/plan.pdf`. */
  readonly name: string;
  /** Where the browser has one: lets a later page read the file again. */
  readonly handle?: FileSystemFileHandle;
}

/** Chromium's; the others give entries. */
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

/** Call it in the event itself: what it holds is gone afterwards. Folders that cannot be read are left out. */
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

/** null: this browser has no picker that gives handles. An empty list: the person chose none. */
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

export function pickedOfInput(files: Iterable<File>): Picked[] {
  return [...files].map(file => ({ file, name: file.webkitRelativePath || file.name }));
}

/** The file again, or null: gone, or the person must allow it first (`asks` does that, within a click). */
export async function again(handle: FileSystemFileHandle, asks: boolean): Promise<File | null> {
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
    if (some.length === 0) return; // they come a hundred at a time
    for (const each of some) await addEntry(each, `${folder}${entry.name}/`, all);
  }
}

// Not by their classes, which Chromium does not name.
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
