// Writes and parses the manifest: the message's text and the list of its files. It is sealed like a file, under the id
// of 16 zero bytes.
import { type Bytes, concat, fromUtf8, utf8 } from './bytes.js';
import { SealingError } from './errors.js';
import { paddedBytes } from './padding.js';
import { safeFileName } from './typed.js';

/** Describes one file of a message to its reader. */
export interface ManifestFile {
  /** Is 22 characters of base64url. */
  readonly id: string;
  readonly name: string;
  /**
   * Lists the sender's folders that held the file, outermost first; safe names, often none. The JSON writes them before
   * the name: `Plans/2026/plan.pdf`.
   */
  readonly folder: readonly string[];
  readonly type: string;
  /** Is the length in bytes, before padding. */
  readonly size: number;
  /** Is 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Holds what a message says, as its reader gets it. */
export interface Manifest {
  readonly subject: string;
  /**
   * Names the sender as in a mail: `Camille Roy <camille@example.com>`. Trust `GatesInfo.from` rather than this text.
   */
  readonly from: string;
  readonly language: string;
  /** Holds the message's text. The reader must sanitize the HTML again. */
  readonly body: { readonly html: string; readonly text: string };
  readonly files: readonly ManifestFile[];
}

/** Describes a file as the JSON does: the name includes its folders. */
export type ManifestEntry = Omit<ManifestFile, 'folder'>;
/** Holds a manifest to write. */
export type NewManifest = Omit<Manifest, 'files'> & { readonly files: readonly ManifestEntry[] };

/** Is the manifest's file id, 16 zero bytes, in base64url. */
export const kManifestId = 'A'.repeat(22);
/** Is the manifest's file id in bytes. */
export const kManifestFileId: Bytes = new Uint8Array(16);

/**
 * Writes the padded plaintext of a manifest, ready to be sealed. Its length does not depend on the hashes.
 * @param least the length that the server was told, if it was; the result is at least that long.
 */
export function writeManifest(manifest: NewManifest, least = 0): Bytes {
  const text = utf8(JSON.stringify({ v: 1, ...manifest }));
  return concat(text, new Uint8Array(Math.max(least, paddedBytes(text.length)) - text.length));
}

/** Parses a manifest, with or without its padding. Throws `unknown_version` or `broken`. */
export function parseManifest(padded: Uint8Array): Manifest {
  let end = padded.length;
  while (end > 0 && padded[end - 1] === 0) end--;
  const value = record(parseJson(fromUtf8(padded.subarray(0, end))));
  if (value['v'] !== 1) throw new SealingError('unknown_version', 'manifest');
  const body = record(value['body']);
  const files = value['files'];
  if (!Array.isArray(files)) throw new SealingError('broken', 'files of the manifest');
  return {
    subject: text(value['subject']),
    from: text(value['from']),
    language: text(value['language']),
    body: { html: text(body['html']), text: text(body['text']) },
    files: files.map(parseFile),
  };
}

function parseFile(value: unknown): ManifestFile {
  const file = record(value);
  const [size, sha256] = [file['size'], text(file['sha256'])];
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw new SealingError('broken', 'size of a file');
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new SealingError('broken', 'hash of a file');
  const path = text(file['name']).split(/[/\\]/);
  const folder = path
    .slice(0, -1)
    .filter(each => !/^\.*$/.test(each.trim()))
    .slice(0, 20)
    .map(safeFileName);
  return {
    id: text(file['id']),
    name: safeFileName(path.at(-1) ?? ''),
    folder,
    type: text(file['type']),
    size,
    sha256,
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new SealingError('broken', 'JSON of the manifest');
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SealingError('broken', 'form of the manifest');
  return Object.fromEntries(Object.entries(value));
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new SealingError('broken', 'text of the manifest');
  return value;
}
