// Seals and opens the sender's note (protocol, section 7): what the sender's own list shows and the server must not
// know.
import { type Bytes, concat, fromUtf8, random, utf8 } from './bytes.js';
import { SealingError } from './errors.js';

/** Holds what the sender's list shows of one message. */
export interface Note {
  readonly subject: string;
  /** Lists the recipients' names, or their addresses if they have none. */
  readonly recipients: readonly string[];
  readonly files: readonly string[];
}

/** Is the length of every sealed note, whatever it says. */
export const kNoteBytes = 4096;
const kVersion = 1;
const kNonceBytes = 12;
const kPlainBytes = kNoteBytes - 1 - kNonceBytes - 16;

/**
 * Seals a note: version ‖ nonce ‖ AES-256-GCM(JSON padded with spaces, aad = "sx/1/note" ‖ message id). Until the note
 * fits, drops files, then recipients, from the end, then cuts the subject.
 */
export async function sealNote(deviceKey: CryptoKey, messageId: Bytes, note: Note): Promise<Bytes> {
  const kept = { subject: note.subject.slice(0, 500), recipients: [...note.recipients], files: [...note.files] };
  let text = utf8(JSON.stringify(kept));
  while (text.length > kPlainBytes) {
    if (kept.files.pop() === undefined && kept.recipients.pop() === undefined)
      kept.subject = kept.subject.slice(0, -50);
    text = utf8(JSON.stringify(kept));
  }
  const padded = new Uint8Array(kPlainBytes).fill(0x20);
  padded.set(text);
  const iv = random(kNonceBytes);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: associated(messageId) },
    deviceKey,
    padded,
  );
  return concat(Uint8Array.of(kVersion), iv, new Uint8Array(sealed));
}

/** Opens a note. Throws `wrong_key` if another device sealed it, `unknown_version`, `broken`. */
export async function openNote(deviceKey: CryptoKey, messageId: Bytes, sealed: Bytes): Promise<Note> {
  if (sealed[0] !== kVersion) throw new SealingError('unknown_version', 'note');
  let plain: ArrayBuffer;
  try {
    const iv = sealed.slice(1, 1 + kNonceBytes);
    plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData: associated(messageId) },
      deviceKey,
      sealed.slice(1 + kNonceBytes),
    );
  } catch {
    throw new SealingError('wrong_key', 'note of another device');
  }
  const value: unknown = JSON.parse(fromUtf8(new Uint8Array(plain)));
  if (typeof value !== 'object' || value === null || !('subject' in value) || typeof value.subject !== 'string')
    throw new SealingError('broken', 'form of the note');
  return {
    subject: value.subject,
    recipients: texts('recipients' in value ? value.recipients : []),
    files: texts('files' in value ? value.files : []),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
}

function associated(messageId: Bytes): Bytes {
  return concat(utf8('sx/1/note'), messageId);
}
