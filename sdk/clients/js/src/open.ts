// Opens messages as a recipient (protocol, section 6).
import { type Bytes, concat, fromBase64Url, random, toBase64Url } from './bytes.js';
import { kSms } from './delivery.js';
import { fileKeyOf, idBytes, kNoPassword, passwordKey, passwordProofOf, proofOf } from './derive.js';
import { SealingError, WireError } from './errors.js';
import { sha256Hasher } from './hash.js';
import { type Header, parseHeader } from './header.js';
import { kManifestFileId, kManifestId, type Manifest, type ManifestFile, parseManifest } from './manifest.js';
import { kPartBytes } from './padding.js';
import { FileOpener } from './parts.js';
import { openSlot } from './slot.js';
import { pieceReader } from './streams.js';
import { fields, kFewTries, kForever, listField, numberField, type Patience, textField, Wire } from './wire.js';

/**
 * Holds a kind's own wording of texts of the reading page, in the language of the request, by their keys; `[name]` stands
 * for the author.
 */
export type KindWords = Readonly<Record<string, string>>;

/** Holds what the gate page shows. The server tells it only to those who hold the link. */
export interface GatesInfo {
  readonly header: Bytes;
  readonly parsed: Header;
  /** Lists the gates: `password`, `code`, `sms`, or the name of a plugin's gate. */
  readonly gates: readonly string[];
  /**
   * Says how the opening code reached the reader: in the mail beside the link, in a mail of its own, or from the author.
   * Missing if the server is too old to tell.
   */
  readonly codeBy?: 'notice' | 'mail' | 'author';
  /** Holds what each plugin's gate shows before it is answered. */
  readonly shown: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Holds, by gate, the seconds until its code may be requested again. */
  readonly waits: Readonly<Record<string, number>>;
  readonly opensLeft: number;
  readonly opens: number;
  readonly expires: string;
  readonly language: string;
  readonly from: { readonly name: string; readonly address: string; readonly verified: boolean };
  readonly sent: string;
  /** Names what sort of sealed thing it is: `message`. */
  readonly kind: string;
  readonly words: KindWords;
}

/** Holds what opens a message. The caller keeps it in the tab, so that it can request the same lease again. */
export interface Asked {
  readonly linkSecret: Bytes;
  readonly lease: Bytes;
  /** Is P, from `passwordKey`; null without a password. */
  readonly passwordKey: Bytes | null;
  readonly code: string | null;
  /** Holds the answers to gates other than password and opening code, by gate: the code by SMS under `sms`. */
  readonly answers?: Readonly<Record<string, string>>;
}

/** Holds an opened message: its key, its lease and the sealed lengths of its files. */
export interface Opened {
  readonly leaseExpires: string;
  /** Is how long the lease still lasted when the server answered: count from there, since a device's clock may be wrong. */
  readonly leaseSeconds: number;
  readonly messageId: Bytes;
  readonly messageKey: Bytes;
  /** Holds the sealed lengths by file id. */
  readonly sealedBytes: ReadonlyMap<string, number>;
  /** Names the recipient; empty texts if the server is too old to tell. */
  readonly to: { readonly name: string; readonly address: string };
  /** Names what sort of sealed thing it is: `message`. */
  readonly kind: string;
  readonly words: KindWords;
  /** Tells whether a reply within the lease would reach somebody. */
  readonly replies: boolean;
}

/** Holds what one download needs, in a form that can be posted to a worker. */
export interface DownloadOrder {
  readonly path: string;
  readonly lease: string;
  readonly fileKey: Bytes;
  readonly messageId: Bytes;
  readonly fileId: Bytes;
  readonly sealedBytes: number;
  readonly file: ManifestFile;
}

/** Generates the secret of a new lease. */
export function newLease(): Bytes {
  return random(32);
}

/** Opens one message by its link's token. */
export class Reader {
  constructor(
    private readonly wire: Wire,
    private readonly token: string,
  ) {}

  /**
   * Asks which gates the message has. Throws WireError `refused`, whatever the cause, or `gate_gone` if a gate's plugin
   * was removed.
   */
  async gates(linkSecret: Bytes, signal?: AbortSignal): Promise<GatesInfo> {
    const answer = await this.wire.json(
      'POST',
      `/m/${this.token}/gates`,
      { proof: toBase64Url(await proofOf(linkSecret)) },
      kFewTries,
      signal,
    );
    if (fields(answer)['v'] !== 1) throw new SealingError('unknown_version', 'gates');
    const header = fromBase64Url(textField(answer, 'header'));
    const from = fields(answer)['from'];
    const waits = Object.entries(fields(fields(answer)['waits'])).flatMap(([name, seconds]) =>
      typeof seconds === 'number' ? [[name, seconds] as const] : [],
    );
    const shown = Object.fromEntries(
      Object.entries(fields(fields(answer)['shown'])).map(([name, each]) => [name, fields(each)]),
    );
    return {
      header,
      parsed: parseHeader(header),
      gates: listField(answer, 'gates').map(gate => gateOf(gate, shown)),
      ...codeByOf(fields(answer)['code_by']),
      shown,
      waits: Object.fromEntries(waits),
      opensLeft: numberField(answer, 'opens_left'),
      opens: numberField(answer, 'opens'),
      expires: textField(answer, 'expires'),
      language: textField(answer, 'language'),
      sent: textField(answer, 'sent'),
      from: {
        name: textField(from, 'name'),
        address: textField(from, 'address'),
        verified: fields(from)['verified'] === true,
      },
      ...kindOf(answer),
    };
  }

  /**
   * Has the code of a gate sent. Returns the seconds until it may be requested again. Throws WireError `limited`,
   * `locked`, `refused`.
   */
  async ask(linkSecret: Bytes, gate: string, signal?: AbortSignal): Promise<number> {
    const answer = await this.wire.json(
      'POST',
      `/m/${this.token}/gates/${encodeURIComponent(gate)}/ask`,
      { proof: toBase64Url(await proofOf(linkSecret)) },
      { tries: 1, longestSeconds: 0 },
      signal,
    );
    return numberField(answer, 'retry_after');
  }

  /** Derives P for this header. Slow: in a browser call it in a worker. */
  static passwordKey(password: string, header: Header): Promise<Bytes> {
    if (!header.cost) throw new SealingError('usage', 'this message has no password');
    return passwordKey(password, header.salt, header.cost);
  }

  /**
   * Uses up one open, or requests the same lease again. Throws WireError `wrong_secret`, `locked`, `refused`,
   * `lease_over`; SealingError.
   */
  async open(asked: Asked, header: Bytes, signal?: AbortSignal): Promise<Opened> {
    const answer = await this.wire.json(
      'POST',
      `/m/${this.token}/open`,
      {
        proof: toBase64Url(await proofOf(asked.linkSecret)),
        lease: toBase64Url(asked.lease),
        ...(asked.passwordKey ? { password_proof: toBase64Url(await passwordProofOf(asked.passwordKey, header)) } : {}),
        ...(asked.code !== null ? { code: asked.code } : {}),
        ...(asked.answers ? { answers: asked.answers } : {}),
      },
      kFewTries,
      signal,
    );
    const slot = fromBase64Url(textField(answer, 'slot'));
    const to = fields(fields(answer)['to']);
    const messageKey = await openSlot(slot, {
      linkSecret: asked.linkSecret,
      share: fromBase64Url(textField(answer, 'share')),
      passwordKey: asked.passwordKey ?? kNoPassword,
    });
    return {
      leaseExpires: textField(answer, 'lease_expires'),
      leaseSeconds: numberField(answer, 'lease_seconds'),
      messageKey,
      messageId: parseHeader(slot.slice(0, 64)).messageId,
      sealedBytes: new Map(listField(answer, 'files').map(file => [textField(file, 'id'), numberField(file, 'bytes')])),
      to: {
        name: typeof to['name'] === 'string' ? to['name'] : '',
        address: typeof to['address'] === 'string' ? to['address'] : '',
      },
      ...kindOf(answer),
      replies: fields(answer)['replies'] === true,
    };
  }

  /** Downloads and opens the manifest. Throws WireError, SealingError. */
  async manifest(opened: Opened, lease: Bytes, signal?: AbortSignal): Promise<Manifest> {
    const sealed = opened.sealedBytes.get(kManifestId);
    if (sealed === undefined || sealed > 2 * kPartBytes)
      throw new SealingError('broken', 'no manifest, or one too long');
    const keys = {
      fileKey: await fileKeyOf(opened.messageKey, opened.messageId, kManifestFileId),
      messageId: opened.messageId,
      fileId: kManifestFileId,
    };
    const opener = new FileOpener(keys, sealed, null);
    const plains: Bytes[] = [];
    for await (const plain of openStream(
      this.wire,
      this.filePath(kManifestId),
      toBase64Url(lease),
      opener,
      kFewTries,
      signal,
    ))
      plains.push(plain);
    return parseManifest(concat(...plains));
  }

  /** Prepares the download of one file; pass the result to `openFile`. Throws `broken`. */
  async download(opened: Opened, lease: Bytes, file: ManifestFile): Promise<DownloadOrder> {
    const sealed = opened.sealedBytes.get(file.id);
    if (sealed === undefined) throw new SealingError('broken', 'a file of the manifest is missing');
    const fileId = idBytes(file.id);
    return {
      path: this.filePath(file.id),
      lease: toBase64Url(lease),
      fileKey: await fileKeyOf(opened.messageKey, opened.messageId, fileId),
      messageId: opened.messageId,
      fileId,
      sealedBytes: sealed,
      file,
    };
  }

  /** Ends the lease, because the reader has finished. */
  async finish(lease: Bytes, signal?: AbortSignal): Promise<void> {
    await this.wire.json('POST', `/m/${this.token}/finish`, undefined, kFewTries, signal, {
      Authorization: `Lease ${toBase64Url(lease)}`,
    });
  }

  private filePath(id: string): string {
    return `/m/${this.token}/files/${id}`;
  }
}

/**
 * Opens a file piece by piece and checks its hash before it yields the last piece. Retries while there is no network,
 * until the signal aborts or the lease ends. Throws SealingError, WireError.
 */
export async function* openFile(
  wire: Wire,
  order: DownloadOrder,
  signal?: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  const opener = new FileOpener(order, order.sealedBytes, order.file.size);
  const hasher = await sha256Hasher();
  let held: Bytes | null = null;
  for await (const plain of openStream(wire, order.path, order.lease, opener, kForever, signal)) {
    hasher.update(plain);
    if (held) yield held;
    held = plain;
  }
  if (hasher.digestHex() !== order.file.sha256) throw new SealingError('broken', 'the hash of the file differs');
  if (held) yield held;
}

const kSegmentsAhead = 4;
const kChunkBytes = 256 * 1024;

/** Yields the plaintext of a sealed file; resumes after the last whole segment when the transfer breaks. */
async function* openStream(
  wire: Wire,
  path: string,
  lease: string,
  opener: FileOpener,
  patience: Patience,
  signal?: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  const ahead: Promise<Bytes>[] = [];
  for (let tries = 0; opener.nextOffset < opener.sealedTotal;) {
    const before = opener.nextOffset;
    opener.rewind();
    try {
      const headers = { Authorization: `Lease ${lease}`, ...(before > 0 ? { Range: `bytes=${before}-` } : {}) };
      const answer = await wire.patiently(patience, signal, () => wire.stream(path, headers, signal));
      if (before > 0 && answer.status !== 206) throw new SealingError('broken', 'the server ignored the range');
      for await (const bytes of chunks(answer, signal)) {
        ahead.push(...opener.take(bytes));
        while (ahead.length > kSegmentsAhead) {
          const plain = await ahead.shift();
          if (plain && plain.length > 0) yield plain;
        }
      }
      if (opener.nextOffset < opener.sealedTotal) throw new WireError(0, 'network', { title: 'short answer' });
    } catch (error) {
      if (!(error instanceof WireError) || error.status !== 0 || signal?.aborted) throw error;
      tries = opener.nextOffset > before ? 0 : tries + 1;
      if (tries >= patience.tries) throw error;
      await wire.breathe(error, signal);
    }
  }
  for (const next of ahead) {
    const plain = await next;
    if (plain.length > 0) yield plain;
  }
  opener.finish();
}

/** Yields the body in pieces; each may overwrite the one before. */
async function* chunks(answer: Response, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  if (!answer.body) throw new WireError(0, 'network', { title: 'no body' });
  const reader = pieceReader(answer.body, kChunkBytes);
  try {
    for (;;) {
      const piece = await reader.next().catch((error: unknown) => {
        if (signal?.aborted) throw signal.reason;
        throw new WireError(0, 'network', { title: error instanceof Error ? error.message : '' });
      });
      if (!piece) return;
      yield piece;
    }
  } finally {
    reader.end();
  }
}

function gateOf(value: unknown, shown: Readonly<Record<string, unknown>>): string {
  if (value === 'password' || value === kSms || value === 'code' || (typeof value === 'string' && shown[value]))
    return value;
  throw new SealingError('unknown_version', 'a gate of a newer version');
}

function codeByOf(value: unknown): Pick<GatesInfo, 'codeBy'> {
  return value === 'notice' || value === 'mail' || value === 'author' ? { codeBy: value } : {};
}

function kindOf(answer: unknown): { readonly kind: string; readonly words: KindWords } {
  const words = Object.entries(fields(fields(answer)['words']));
  return {
    kind: textField(answer, 'kind'),
    words: Object.fromEntries(words.map(([key, word]) => [key, String(word)])),
  };
}
