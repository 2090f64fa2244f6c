// Sending: create, upload sealed parts, seal the manifest, make the slots, send.
import { type Bytes, fromBase64Url, random, toBase64Url, toHex } from './bytes.js';
import { fileKeyOf, idBytes, kDefaultCost, kNoPassword, passwordKey, passwordProofOf, proofOf, sha256 } from './derive.js';
import { SealingError } from './errors.js';
import { sha256Hasher, type Hasher } from './hash.js';
import { makeHeader } from './header.js';
import { makeLink } from './links.js';
import { kManifestFileId, kManifestId, type Manifest, type ManifestFile, writeManifest } from './manifest.js';
import { kPartPlainBytes, paddedBytes, partCount, sealedBytes } from './padding.js';
import { sealPart } from './parts.js';
import { makeSlot } from './slot.js';
import { fields, kFewTries, kForever, listField, textField, anySignal, Wire, type Patience } from './wire.js';

/** A file to send: a browser's File, or anything else that can be read in pieces. */
export interface Source {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Throws where the file changed or went away. */
  read(from: number, to: number): Promise<Bytes>;
}

export function sourceOfBlob(blob: Blob, name: string): Source {
  return {
    name, type: blob.type || 'application/octet-stream', size: blob.size,
    read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}

export interface SealedPart {
  readonly part: number;
  readonly sealed: Blob;
  /** Of the sealed bytes, in hexadecimal. */
  readonly sha256: string;
  /** True bytes of the file in this part. */
  readonly trueBytes: number;
}

/** Gives the sealed parts of one file in order, then the hash of the file. A worker stands behind it in a browser. */
export interface PartSource {
  next(): Promise<SealedPart | null>;
  /** Once next() has answered null. */
  sha256(): Promise<string>;
}

/** Seals a file part by part. Memory: two parts. */
export class FileSealer implements PartSource {
  private part = 0;
  private hasher: Hasher | null = null;
  private readonly padded: number;

  constructor(private readonly source: Source, private readonly keys: { fileKey: Bytes; messageId: Bytes; fileId: Bytes }) {
    this.padded = paddedBytes(source.size);
  }

  async next(): Promise<SealedPart | null> {
    if (this.part >= partCount(this.padded)) return null;
    this.hasher ??= await sha256Hasher();
    const from = this.part * kPartPlainBytes;
    const plain = new Uint8Array(Math.min(kPartPlainBytes, this.padded - from));
    const trueBytes = Math.max(0, Math.min(plain.length, this.source.size - from));
    if (trueBytes > 0) {
      const content = await this.source.read(from, from + trueBytes);
      if (content.length !== trueBytes) throw new Error('the file changed while it was read');
      this.hasher.update(content);
      plain.set(content);
    }
    const { fileKey, messageId, fileId } = this.keys;
    const isLast = this.part === partCount(this.padded) - 1;
    const sealed = await sealPart(fileKey, { messageId, fileId, part: this.part, isLast }, plain);
    return { part: this.part++, sealed: new Blob([sealed]), sha256: toHex(await sha256(sealed)), trueBytes };
  }

  async sha256(): Promise<string> {
    this.hasher ??= await sha256Hasher();
    return this.hasher.digestHex();
  }
}

export interface Recipient {
  readonly address: string;
  readonly name?: string;
  /** null: none. Told by another channel. */
  readonly password: string | null;
}

export interface Outgoing {
  readonly language: 'fr' | 'en';
  readonly opens: number;
  readonly expiresInSeconds: number;
  readonly delivery: 'mail' | 'link';
  readonly asksCode: boolean;
  readonly recipients: readonly Recipient[];
  /** As in a mail: `Camille Roy <camille@example.com>`. */
  readonly from: string;
  readonly subject: string;
  readonly body: { readonly html: string; readonly text: string };
  /** Whether the notification may show the subject. */
  readonly showsSubject: boolean;
  readonly files: readonly Source[];
}

export interface SendHooks {
  /** Seals elsewhere (a worker); without it here. */
  readonly sealer?: (source: Source, keys: { fileKey: Bytes; messageId: Bytes; fileId: Bytes }) => PartSource;
  /** Argon2id elsewhere (a worker). */
  readonly passwordKey?: typeof passwordKey;
  /** True bytes of file i that the server has. */
  readonly onProgress?: (file: number, bytes: number) => void;
  readonly onFileDone?: (file: number, sha256: string) => void;
  /** Which file may go on: one that is not paused. Answers -1 to wait for `resumed`. */
  readonly choose?: (unfinished: readonly number[]) => number;
  readonly resumed?: () => Promise<void>;
  /** Stops the parts of one file that are under way; they are sent again later. */
  readonly pauseSignal?: (file: number) => AbortSignal | undefined;
  /** Sealed sender's note, of the message id. */
  readonly note?: (messageId: Bytes) => Promise<Bytes | null>;
  readonly onCreated?: (id: string) => void;
  /** The links' secrets, before the server is asked to send: for who keeps them on the device, so that a notice can be sent again. */
  readonly onLinks?: (made: MadeLinks) => Promise<void>;
  readonly signal?: AbortSignal;
  /** Parts under way at once; 2 unless said. */
  readonly inFlight?: number;
}

/** What the mails show. */
export interface Notice {
  readonly subject?: string;
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}

export interface MadeLinks {
  readonly id: string;
  readonly expires: string;
  readonly notice: Notice;
  /** code: with delivery `link` only. */
  readonly links: readonly { readonly grant: string; readonly token: string; readonly secret: Bytes; readonly code: string | null }[];
}

export interface SentRecipient {
  readonly address: string;
  /** With delivery `link` only. */
  readonly link: string | null;
  readonly code: string | null;
}

export interface Sent {
  readonly id: string;
  readonly expires: string;
  readonly recipients: readonly SentRecipient[];
}

interface Created {
  readonly id: string;
  readonly expires: string;
  readonly grants: readonly { grant: string; address: string; token: string; share: Bytes; code: string | null }[];
}

interface Piece {
  readonly id: string;
  readonly source: Source;
  readonly parts: PartSource;
  done: boolean;
  confirmed: number;
  sha256: string;
}

/** Sends messages, with an API key or a session. */
export class Sender {
  constructor(private readonly wire: Wire) {}

  /** Throws WireError, SealingError, or the signal's reason. What was created and not sent dies on the server within a day. */
  async send(outgoing: Outgoing, hooks: SendHooks = {}): Promise<Sent> {
    const withPassword = outgoing.recipients.filter(recipient => recipient.password !== null).length;
    if (withPassword !== 0 && withPassword !== outgoing.recipients.length) throw new SealingError('usage', 'a password for all recipients, or for none');
    const messageKey = random(32);
    const ids = outgoing.files.map(() => toBase64Url(random(16)));
    const blank = outgoing.files.map((source, i) => manifestFile(source, ids[i] ?? '', '0'.repeat(64)));
    const manifestBytes = sealedBytes(writeManifest(manifestOf(outgoing, blank)).length);
    const created = await this.create(outgoing, [
      { id: kManifestId, bytes: manifestBytes },
      ...outgoing.files.map((source, i) => ({ id: ids[i] ?? '', bytes: sealedBytes(paddedBytes(source.size)) })),
    ], hooks.signal);
    hooks.onCreated?.(created.id);
    const messageId = idBytes(created.id);
    const pieces = await Promise.all(outgoing.files.map(async (source, i): Promise<Piece> => {
      const fileId = idBytes(ids[i] ?? '');
      const keys = { fileKey: await fileKeyOf(messageKey, messageId, fileId), messageId, fileId };
      return { id: ids[i] ?? '', source, parts: hooks.sealer?.(source, keys) ?? new FileSealer(source, keys), done: false, confirmed: 0, sha256: '' };
    }));
    await this.upload(created.id, pieces, hooks);
    const files = pieces.map(piece => manifestFile(piece.source, piece.id, piece.sha256));
    await this.uploadManifest(created.id, messageKey, writeManifest(manifestOf(outgoing, files)), hooks.signal);
    return this.finish(outgoing, created, messageKey, files, hooks);
  }

  /** Parts of a file that the server has: what a resumed transfer may leave out. */
  async parts(id: string, file: string, signal?: AbortSignal): Promise<readonly number[]> {
    const answer = await this.wire.json('GET', `/api/v1/messages/${id}/files/${file}/parts`, undefined, kFewTries, signal);
    return listField(answer, 'parts').filter(part => typeof part === 'number');
  }

  /** Sends one sealed part; repeatable. */
  async putPart(id: string, file: string, part: SealedPart, patience: Patience, onProgress: (bytes: number) => void, signal?: AbortSignal): Promise<void> {
    const headers = { 'Content-Type': 'application/octet-stream', 'X-Content-SHA256': part.sha256 };
    await this.wire.put(`/api/v1/messages/${id}/files/${file}/parts/${part.part}`, part.sealed, headers, patience, onProgress, signal);
  }

  /** Mails a recipient's notice again, with the secret that this device kept. With an opening code: a new one, which the mail tells. */
  async resend(id: string, grant: string, secret: Bytes, notice: Notice, signal?: AbortSignal): Promise<void> {
    const body = { proof: toBase64Url(await proofOf(secret)), link_secret: toBase64Url(secret), notice };
    await this.wire.json('POST', `/api/v1/messages/${id}/grants/${grant}/notice`, body, kFewTries, signal);
  }

  /** Destroys a message, sent or not; repeatable. Answers the receipt. */
  destroy(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.wire.json('POST', `/api/v1/messages/${id}/destroy`, {}, kFewTries, signal);
  }

  private async create(outgoing: Outgoing, files: readonly { id: string; bytes: number }[], signal?: AbortSignal): Promise<Created> {
    const answer = await this.wire.json('POST', '/api/v1/messages', {
      language: outgoing.language, opens: outgoing.opens, expires_in: outgoing.expiresInSeconds, delivery: outgoing.delivery,
      gates: { password: outgoing.recipients.some(recipient => recipient.password !== null), code: outgoing.asksCode },
      recipients: outgoing.recipients.map(({ address, name }) => ({ address, ...(name ? { name } : {}) })),
      files,
    }, kFewTries, signal);
    const grants = listField(answer, 'grants').map(grant => {
      const code = fields(grant)['code'];
      return {
        grant: textField(grant, 'grant'), address: textField(grant, 'address'), token: textField(grant, 'token'),
        share: fromBase64Url(textField(grant, 'share')), code: typeof code === 'string' ? code : null,
      };
    });
    return { id: textField(answer, 'id'), expires: textField(answer, 'expires'), grants };
  }

  /** Seals in order, keeps a few parts under way, skips what is paused. */
  private async upload(id: string, pieces: readonly Piece[], hooks: SendHooks): Promise<void> {
    const underWay = new Set<Promise<void>>();
    const stopper = new AbortController();  // what is under way ends with what failed
    const all = { ...hooks, signal: anySignal([stopper.signal, ...(hooks.signal ? [hooks.signal] : [])]) ?? stopper.signal };
    let failure: { error: unknown } | null = null;
    for (;;) {
      if (failure) throw (failure as { error: unknown }).error;
      hooks.signal?.throwIfAborted();
      const unfinished = pieces.flatMap((piece, i) => (piece.done ? [] : [i]));
      if (unfinished.length === 0 && underWay.size === 0) return;
      const index = unfinished.length === 0 ? -1 : hooks.choose ? hooks.choose(unfinished) : unfinished[0] ?? -1;
      const piece = pieces[index];
      if (!piece || underWay.size >= (hooks.inFlight ?? 2)) {
        const waits: Promise<void>[] = [...underWay];
        if (!piece && unfinished.length > 0 && hooks.resumed) waits.push(hooks.resumed());
        await Promise.race(waits);
        continue;
      }
      const part = await piece.parts.next();
      if (!part) {
        piece.done = true;
        piece.sha256 = await piece.parts.sha256();
        hooks.onFileDone?.(index, piece.sha256);
        continue;
      }
      const job: Promise<void> = this.sendPart(id, piece, index, part, all)
        .catch((error: unknown) => {
          failure ??= { error };
          stopper.abort(error);
        })
        .finally(() => underWay.delete(job));
      underWay.add(job);
    }
  }

  /** One part until it is there; a pause only delays it. */
  private async sendPart(id: string, piece: Piece, index: number, part: SealedPart, hooks: SendHooks): Promise<void> {
    for (;;) {
      const paused = hooks.pauseSignal?.(index);
      const signals = [hooks.signal, paused].filter(signal => signal !== undefined);
      const signal = anySignal(signals);
      try {
        await this.putPart(id, piece.id, part, kForever,
          bytes => hooks.onProgress?.(index, piece.confirmed + Math.min(bytes, part.trueBytes)), signal);
        piece.confirmed += part.trueBytes;
        hooks.onProgress?.(index, piece.confirmed);
        return;
      } catch (error) {
        if (!paused?.aborted || hooks.signal?.aborted) throw error;
        await hooks.resumed?.();
        hooks.signal?.throwIfAborted();
      }
    }
  }

  private async uploadManifest(id: string, messageKey: Bytes, padded: Bytes, signal?: AbortSignal): Promise<void> {
    const messageId = idBytes(id);
    const keys = { fileKey: await fileKeyOf(messageKey, messageId, kManifestFileId), messageId, fileId: kManifestFileId };
    for (let part = 0; part < partCount(padded.length); part++) {
      const plain = padded.slice(part * kPartPlainBytes, (part + 1) * kPartPlainBytes);
      const sealed = await sealPart(keys.fileKey, { messageId, fileId: kManifestFileId, part, isLast: part === partCount(padded.length) - 1 }, plain);
      const whole = { part, sealed: new Blob([sealed]), sha256: toHex(await sha256(sealed)), trueBytes: plain.length };
      await this.putPart(id, kManifestId, whole, kForever, () => undefined, signal);
    }
  }

  private async finish(outgoing: Outgoing, created: Created, messageKey: Bytes, files: readonly ManifestFile[], hooks: SendHooks): Promise<Sent> {
    const messageId = idBytes(created.id);
    const passwords = new PasswordKeys(hooks.passwordKey ?? passwordKey);
    const sealed = await Promise.all(created.grants.map((grant, i) => {
      const password = (outgoing.recipients.find(recipient => recipient.address === grant.address) ?? outgoing.recipients[i])?.password ?? null;
      return sealGrant(outgoing, grant, password, passwords, messageKey, messageId);
    }));
    const notice: Notice = {
      ...(outgoing.showsSubject ? { subject: outgoing.subject } : {}),
      files: files.map(({ name, size, sha256: hash }) => ({ name, size, sha256: hash })),
    };
    await hooks.onLinks?.({
      id: created.id, expires: created.expires, notice,
      links: sealed.map(({ grant, linkSecret }) => ({ grant: grant.grant, token: grant.token, secret: linkSecret, code: grant.code })),
    });
    const note = await hooks.note?.(messageId);
    await this.wire.json('POST', `/api/v1/messages/${created.id}/send`, {
      grants: sealed.map(({ body }) => body),
      ...(note ? { note: toBase64Url(note) } : {}),
      notice,
    }, kFewTries, hooks.signal);
    return {
      id: created.id, expires: created.expires,
      recipients: sealed.map(({ grant, linkSecret }) => ({
        address: grant.address,
        link: outgoing.delivery === 'link' ? makeLink(this.wire.origin, grant.token, linkSecret) : null,
        code: outgoing.delivery === 'link' ? grant.code : null,
      })),
    };
  }
}

interface SealedGrant {
  readonly grant: Created['grants'][number];
  readonly linkSecret: Bytes;
  /** What the server is told of it. */
  readonly body: Readonly<Record<string, string>>;
}

/** A link of its own for one recipient, and the slot that it opens. */
async function sealGrant(outgoing: Outgoing, grant: Created['grants'][number], password: string | null, passwords: PasswordKeys, messageKey: Bytes,
  messageId: Bytes): Promise<SealedGrant> {
  const linkSecret = random(32);
  const secret = password === null ? null : await passwords.of(password);
  const header = makeHeader({
    kind: 1, gates: { password: secret !== null, sms: false, code: outgoing.asksCode }, cost: secret ? kDefaultCost : null,
    messageId, grantId: idBytes(grant.grant),
  }, secret?.salt);
  const slot = await makeSlot(header, { linkSecret, share: grant.share, passwordKey: secret?.key ?? kNoPassword }, messageKey);
  return {
    grant, linkSecret,
    body: {
      grant: grant.grant, slot: toBase64Url(slot), proof: toBase64Url(await proofOf(linkSecret)),
      ...(secret ? { password_proof: toBase64Url(await passwordProofOf(secret.key, header)) } : {}),
      ...(outgoing.delivery === 'mail' ? { link_secret: toBase64Url(linkSecret) } : {}),
    },
  };
}

/** One Argon2id for one password, however many recipients. */
class PasswordKeys {
  private readonly made = new Map<string, Promise<{ salt: Bytes; key: Bytes }>>();

  constructor(private readonly derive: typeof passwordKey) {}

  of(password: string): Promise<{ salt: Bytes; key: Bytes }> {
    let known = this.made.get(password);
    if (!known) {
      const salt = random(16);
      known = this.derive(password, salt, kDefaultCost).then(key => ({ salt, key }));
      this.made.set(password, known);
    }
    return known;
  }
}

/** Bytes that the server will store for these files; for a limit or a plan. */
export function sealedTotal(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + sealedBytes(paddedBytes(size)), 0);
}

function manifestOf(outgoing: Outgoing, files: readonly ManifestFile[]): Manifest {
  const { subject, from, language, body } = outgoing;
  return { subject, from, language, body, files };
}

function manifestFile(source: Source, id: string, sha256Hex: string): ManifestFile {
  return { id, name: source.name, type: source.type, size: source.size, sha256: sha256Hex };
}
