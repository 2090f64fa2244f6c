// Sends a message: creates it, uploads sealed parts, seals the manifest, makes the slots, and has the server send.
import { type Bytes, fromBase64Url, random, toBase64Url, toHex } from './bytes.js';
import {
  fileKeyOf,
  idBytes,
  kDefaultCost,
  kNoPassword,
  passwordKey,
  passwordProofOf,
  proofOf,
  sha256,
} from './derive.js';
import { kSms } from './delivery.js';
import { makeEml } from './eml.js';
import { SealingError, WireError } from './errors.js';
import { kCodeFlag, kSmsFlag, makeHeader } from './header.js';
import { makeFragment, makeLink } from './links.js';
import { kManifestFileId, kManifestId, type ManifestEntry, type NewManifest, writeManifest } from './manifest.js';
import { kPartPlainBytes, paddedBytes, partCount, plainBytesOf, sealedBytes } from './padding.js';
import { sealPart } from './parts.js';
import type { Outgoing, SendHooks, Begun, Notice, Sent, Created } from './outgoing.js';
import { makeSlot } from './slot.js';
import { FileSealer, kFromStart, type Progress, type SealedPart, type Source } from './source.js';
import { type Piece, Transfer } from './transfer.js';
import { shownPath } from './typed.js';
import { fields, kFewTries, kForever, listField, textField, Wire, type Patience } from './wire.js';

/** Sends messages, with an API key or a session. */
export class Sender {
  /** Prepares to send. @param base the path that creates messages; a reply within a lease uses `/m/TOKEN/reply`, a plugin its own. */
  constructor(
    private readonly wire: Wire,
    private readonly base = '/api/v1/messages',
  ) {}

  /**
   * Sends a message, or resumes one that was begun. Throws WireError, SealingError, or the signal's reason. The server
   * destroys within a day what was created but not sent.
   */
  async send(outgoing: Outgoing, hooks: SendHooks = {}): Promise<Sent> {
    const earlier = hooks.begun ? await this.goOn(hooks.begun, outgoing, hooks.signal) : null;
    if (earlier && 'recipients' in earlier) return earlier;
    let begun = earlier ?? (await this.begin(outgoing, hooks.signal));
    await hooks.onBegun?.(begun);
    const { id } = begun.created;
    const messageId = idBytes(id);
    const messageKey = fromBase64Url(begun.messageKey);
    const pieces = await Promise.all(
      outgoing.files.map((source, i) => pieceOf(source, begun.files[i], messageKey, messageId, hooks)),
    );
    pieces.forEach((piece, i) => {
      if (piece.confirmed > 0) hooks.onProgress?.(i, piece.confirmed);
    });
    hooks.onCreated?.(id);
    const put: ConstructorParameters<typeof Transfer>[1] = (file, part, onProgress, signal) =>
      this.putPart(id, file, part, kForever, onProgress, signal);
    await new Transfer(pieces, put, hooks, () => {
      begun = {
        ...begun,
        files: begun.files.map((file, i) => ({ ...file, progress: pieces[i]?.progress ?? file.progress })),
      };
      void hooks.onBegun?.(begun);
    }).run();
    const files = pieces.map(piece => manifestFile(piece.source, piece.id, piece.sha256 ?? ''));
    await this.uploadManifest(
      id,
      messageKey,
      writeManifest(manifestOf(outgoing, files), plainBytesOf(begun.manifestBytes)),
      hooks.signal,
    );
    return this.finish(outgoing, begun, messageKey, files, hooks);
  }

  private async begin(outgoing: Outgoing, signal?: AbortSignal): Promise<Begun> {
    const files = outgoing.files.map(source => ({
      id: toBase64Url(random(16)),
      stamp: source.stamp ?? '',
      progress: kFromStart,
    }));
    const blank = outgoing.files.map((source, i) => manifestFile(source, files[i]?.id ?? '', '0'.repeat(64)));
    const manifestBytes = sealedBytes(writeManifest(manifestOf(outgoing, blank)).length);
    const created = await this.create(
      outgoing,
      [
        { id: kManifestId, bytes: manifestBytes },
        ...outgoing.files.map((source, i) => ({
          id: files[i]?.id ?? '',
          bytes: sealedBytes(paddedBytes(source.size)),
        })),
      ],
      signal,
    );
    return { terms: termsOf(outgoing), created, messageKey: toBase64Url(random(32)), manifestBytes, files };
  }

  /**
   * Resumes a message. Returns null if the server no longer has it, or if it does not fit; it is then destroyed.
   * Returns Sent if it was sent already.
   */
  private async goOn(begun: Begun, outgoing: Outgoing, signal?: AbortSignal): Promise<Begun | Sent | null> {
    const { id } = begun.created;
    try {
      const have = await Promise.all(begun.files.map(file => this.parts(id, file.id, signal)));
      await this.parts(id, kManifestId, signal);
      const blank = outgoing.files.map((source, i) => manifestFile(source, begun.files[i]?.id ?? '', '0'.repeat(64)));
      if (
        begun.terms === termsOf(outgoing) &&
        sealedBytes(writeManifest(manifestOf(outgoing, blank)).length) <= begun.manifestBytes
      )
        return {
          ...begun,
          files: begun.files.map((file, i) => {
            const stamp = outgoing.files[i]?.stamp ?? '';
            // If the content changed under the same name, seal and upload every part again.
            return {
              ...file,
              stamp,
              progress: stamp === file.stamp ? goOnAt(file.progress, have[i] ?? []) : kFromStart,
            };
          }),
        };
    } catch (error) {
      if (!(error instanceof WireError) || ![404, 409, 410].includes(error.status)) throw error;
      if (error.status !== 409 || !begun.posted) return null;
      await this.wire.json('POST', `${this.base}/${id}/send`, begun.posted.body, kFewTries, signal);
      return begun.posted.sent;
    }
    await this.destroy(id, signal); // an incomplete message is of no use
    return null;
  }

  /** Lists the parts of a file that the server has, which a resumed transfer may skip. */
  async parts(id: string, file: string, signal?: AbortSignal): Promise<readonly number[]> {
    const answer = await this.wire.json('GET', `${this.base}/${id}/files/${file}/parts`, undefined, kFewTries, signal);
    return listField(answer, 'parts').filter(part => typeof part === 'number');
  }

  /** Uploads one sealed part; idempotent. */
  async putPart(
    id: string,
    file: string,
    part: SealedPart,
    patience: Patience,
    onProgress: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const headers = { 'Content-Type': 'application/octet-stream', 'X-Content-SHA256': part.sha256 };
    await this.wire.put(
      `${this.base}/${id}/files/${file}/parts/${part.part}`,
      new Blob([...part.sealed]),
      headers,
      patience,
      onProgress,
      signal,
    );
  }

  /**
   * Mails a recipient's notice again, with the secret that this device kept. If the message has an opening code, the
   * mail tells a new one.
   */
  async resend(id: string, grant: string, secret: Bytes, notice: Notice, signal?: AbortSignal): Promise<void> {
    const body = { proof: toBase64Url(await proofOf(secret)), link_secret: toBase64Url(secret), notice };
    await this.wire.json('POST', `${this.base}/${id}/grants/${grant}/notice`, body, kFewTries, signal);
  }

  /** Destroys a message, sent or not; idempotent. Returns the destruction receipt. */
  destroy(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.wire.json('POST', `${this.base}/${id}/destroy`, {}, kFewTries, signal);
  }

  private async create(
    outgoing: Outgoing,
    files: readonly { id: string; bytes: number }[],
    signal?: AbortSignal,
  ): Promise<Created> {
    const answer = await this.wire.json('POST', this.base, { ...askedOf(outgoing), files }, kFewTries, signal);
    const grants = listField(answer, 'grants').map(grant => {
      const { code, flags } = fields(grant);
      return {
        grant: textField(grant, 'grant'),
        address: textField(grant, 'address'),
        token: textField(grant, 'token'),
        share: textField(grant, 'share'),
        code: typeof code === 'string' ? code : null,
        flags: typeof flags === 'number' ? flags : 0,
      };
    });
    return { id: textField(answer, 'id'), expires: textField(answer, 'expires'), grants };
  }

  private async uploadManifest(id: string, messageKey: Bytes, padded: Bytes, signal?: AbortSignal): Promise<void> {
    const messageId = idBytes(id);
    const keys = {
      fileKey: await fileKeyOf(messageKey, messageId, kManifestFileId),
      messageId,
      fileId: kManifestFileId,
    };
    for (let part = 0; part < partCount(padded.length); part++) {
      const plain = padded.slice(part * kPartPlainBytes, (part + 1) * kPartPlainBytes);
      const sealed = await sealPart(
        keys.fileKey,
        { messageId, fileId: kManifestFileId, part, isLast: part === partCount(padded.length) - 1 },
        plain,
      );
      const whole = {
        part,
        sealed: [sealed],
        sha256: toHex(await sha256(sealed)),
        trueBytes: plain.length,
        hashState: '',
      };
      await this.putPart(id, kManifestId, whole, kForever, () => undefined, signal);
    }
  }

  private async finish(
    outgoing: Outgoing,
    begun: Begun,
    messageKey: Bytes,
    files: readonly ManifestEntry[],
    hooks: SendHooks,
  ): Promise<Sent> {
    const { created } = begun;
    const messageId = idBytes(created.id);
    const passwords = new PasswordKeys(hooks.passwordKey ?? passwordKey);
    const sealed = await Promise.all(
      created.grants.map((grant, i) => {
        const password =
          (outgoing.recipients.find(recipient => recipient.address === grant.address) ?? outgoing.recipients[i])
            ?.password ?? null;
        return sealGrant(outgoing, grant, password, passwords, messageKey, messageId);
      }),
    );
    const notice: Notice = {
      ...(outgoing.showsSubject || outgoing.protects === 'files' ? { subject: outgoing.subject } : {}),
      ...(outgoing.protects === 'files' ? { body: outgoing.body } : {}),
      files: files.map(({ name, size, sha256: hash }) => ({ name: shownPath(name), size, sha256: hash })),
    };
    await hooks.onLinks?.({
      id: created.id,
      expires: created.expires,
      notice,
      links: sealed.map(({ grant, linkSecret }) => ({
        grant: grant.grant,
        token: grant.token,
        secret: linkSecret,
        code: grant.code,
      })),
    });
    const note = await hooks.note?.(messageId);
    const body = {
      grants: sealed.map(({ body }) => body),
      ...(note ? { note: toBase64Url(note) } : {}),
      notice,
    };
    const sent: Sent = {
      id: created.id,
      expires: created.expires,
      recipients: sealed.map(({ grant, linkSecret }) => ({
        address: grant.address,
        link: isByServer(outgoing) ? null : makeLink(this.wire.origin, grant.token, linkSecret),
        code: grant.code, // the server says who passes it on
        eml: null,
      })),
    };
    await hooks.onBegun?.({ ...begun, posted: { body, sent } });
    const answer = await this.wire.json('POST', `${this.base}/${created.id}/send`, body, kFewTries, hooks.signal);
    if (outgoing.delivery !== 'eml') return sent;
    return {
      ...sent,
      recipients: sent.recipients.map((recipient, i) => ({ ...recipient, eml: emlOf(answer, sealed[i]) })),
    };
  }
}

interface SealedGrant {
  readonly grant: Created['grants'][number];
  readonly linkSecret: Bytes;
  /** Holds what the server is told about the grant. */
  readonly body: Readonly<Record<string, string>>;
}

/** Makes one recipient's own link, and the slot that it opens. */
async function sealGrant(
  outgoing: Outgoing,
  grant: Created['grants'][number],
  password: string | null,
  passwords: PasswordKeys,
  messageKey: Bytes,
  messageId: Bytes,
): Promise<SealedGrant> {
  const linkSecret = random(32);
  const secret = password === null ? null : await passwords.of(password);
  const header = makeHeader(
    {
      kind: 1,
      gates: { password: secret !== null, sms: hasSms(outgoing, grant), code: hasCode(outgoing, grant) },
      cost: secret ? kDefaultCost : null,
      messageId,
      grantId: idBytes(grant.grant),
    },
    secret?.salt,
  );
  const slot = await makeSlot(
    header,
    { linkSecret, share: fromBase64Url(grant.share), passwordKey: secret?.key ?? kNoPassword },
    messageKey,
  );
  return {
    grant,
    linkSecret,
    body: {
      grant: grant.grant,
      slot: toBase64Url(slot),
      proof: toBase64Url(await proofOf(linkSecret)),
      ...(secret ? { password_proof: toBase64Url(await passwordProofOf(secret.key, header)) } : {}),
      ...(isByServer(outgoing) ? { link_secret: toBase64Url(linkSecret) } : {}),
    },
  };
}

/** Runs Argon2id once for each password, however many recipients share it. */
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

/** Returns how many bytes the server will store for these files, to compare with a limit. */
export function sealedTotal(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + sealedBytes(paddedBytes(size)), 0);
}

/** Writes the request that creates the message, without its files. */
function askedOf(outgoing: Outgoing): Readonly<Record<string, unknown>> {
  return {
    ...outgoing.extra,
    language: outgoing.language,
    opens: outgoing.opens,
    expires_in: outgoing.expiresInSeconds,
    delivery: outgoing.delivery,
    gates: {
      password: outgoing.recipients.some(recipient => recipient.password !== null),
      ...(outgoing.asksCode === undefined ? {} : { code: outgoing.asksCode }),
    },
    recipients: outgoing.recipients.map(({ address, name, password, mobile, opens, gates }) => ({
      address,
      ...(name ? { name } : {}),
      ...(opens ? { opens } : {}),
      ...(mobile ? { mobile: mobile.number, country: mobile.country } : {}),
      gates: {
        ...gates,
        password: password !== null,
        ...(mobile && outgoing.delivery !== kSms ? { [kSms]: true } : {}),
      },
    })),
    ...(outgoing.protects === 'files' ? { protect: 'files' } : {}),
    ...(outgoing.inReplyTo ? { in_reply_to: outgoing.inReplyTo } : {}),
  };
}

/** Tells whether the server delivers the links itself, and must therefore be told their secrets. */
function isByServer(outgoing: Outgoing): boolean {
  return outgoing.delivery === 'mail' || outgoing.delivery === kSms;
}

/** Tells whether the slot has the gate of the opening code, which the server may set itself. */
function hasCode(outgoing: Outgoing, grant: Created['grants'][number]): boolean {
  return outgoing.asksCode === true || ((grant.flags ?? 0) & kCodeFlag) !== 0;
}

function hasSms(outgoing: Outgoing, grant: Created['grants'][number]): boolean {
  if (outgoing.delivery === kSms) return false; // a code sent to the phone that has the link protects nothing
  return (
    ((grant.flags ?? 0) & kSmsFlag) !== 0 ||
    Boolean(outgoing.recipients.find(recipient => recipient.address.toLowerCase() === grant.address)?.mobile)
  );
}

function termsOf(outgoing: Outgoing): string {
  return JSON.stringify([askedOf(outgoing), outgoing.files.map(({ name, size }) => [name, size])]);
}

/** Returns where to resume: after the hashed parts if the server still has them all, otherwise from the start. */
function goOnAt(progress: Progress, have: readonly number[]): Progress {
  const there = new Set(have);
  for (let part = 0; part < progress.parts; part++) if (!there.has(part)) return { ...kFromStart, have };
  return { ...progress, have };
}

async function pieceOf(
  source: Source,
  file: Begun['files'][number] | undefined,
  messageKey: Bytes,
  messageId: Bytes,
  hooks: SendHooks,
): Promise<Piece> {
  if (!file) throw new SealingError('usage', 'as many files as were begun');
  const { id, progress } = file;
  const fileId = idBytes(id);
  const keys = { fileKey: await fileKeyOf(messageKey, messageId, fileId), messageId, fileId };
  const parts = hooks.sealer?.(source, keys, progress) ?? new FileSealer(source, keys, progress);
  const confirmed = progress.have.reduce(
    (sum, part) => sum + Math.max(0, Math.min(kPartPlainBytes, source.size - part * kPartPlainBytes)),
    0,
  );
  return { id, source, parts, progress, confirmed, sha256: null };
}

/**
 * Returns the mail that the server worded, and fills in the link's secret at its placeholder, because the server never
 * learns it. Returns null if the answer holds no mail, as when the message was already sent.
 */
function emlOf(answer: unknown, own: SealedGrant | undefined): string | null {
  const mail = fields(listField(answer, 'recipients').find(each => fields(each)['token'] === own?.grant.token))['mail'];
  if (!own || !mail) return null;
  const place = `${own.grant.token}#${textField(mail, 'placeholder')}`;
  const fill = (text: string): string => text.split(place).join(`${own.grant.token}#${makeFragment(own.linkSecret)}`);
  const person = (value: unknown): { name: string; address: string } => ({
    name: textField(value, 'name'),
    address: textField(value, 'address'),
  });
  return makeEml({
    from: person(fields(mail)['from']),
    to: person(fields(mail)['to']),
    subject: textField(mail, 'subject'),
    text: fill(textField(mail, 'text')),
    html: fill(textField(mail, 'html')),
  });
}

function manifestOf(outgoing: Outgoing, files: readonly ManifestEntry[]): NewManifest {
  const { subject, from, language } = outgoing;
  const body = outgoing.protects === 'files' ? { html: '', text: '' } : outgoing.body;
  return { subject, from, language, body, files };
}

function manifestFile(source: Source, id: string, sha256Hex: string): ManifestEntry {
  return { id, name: source.name, type: source.type, size: source.size, sha256: sha256Hex };
}
