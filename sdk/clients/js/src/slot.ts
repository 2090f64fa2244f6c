// Makes and opens slots: each wraps the message key for one grant (protocol, section 4).
import { type Bytes, concat, equal, random, utf8 } from './bytes.js';
import { hkdf, isNoPassword, sha256 } from './derive.js';
import { SealingError } from './errors.js';
import { kHeaderBytes, parseHeader } from './header.js';

/** Holds what opens a slot: L of the link, S of the server, P of the password (32 zero bytes without one). */
export interface SlotSecrets {
  readonly linkSecret: Bytes;
  readonly share: Bytes;
  readonly passwordKey: Bytes;
}

const kCommitBytes = 32;
const kNonceBytes = 12;
const kWrappedBytes = 48;
const kSlotBytes = kHeaderBytes + kCommitBytes + kNonceBytes + kWrappedBytes;
const kEncBytes = 32;

/** Holds the keys derived from a slot's secrets: kek wraps the message key, commit detects wrong secrets. */
export interface SlotKeys {
  readonly kek: Bytes;
  readonly commit: Bytes;
}

/** Derives a slot's keys from its header and secrets. Throws `usage`. */
export async function slotKeys(header: Bytes, secrets: SlotSecrets): Promise<SlotKeys> {
  const { linkSecret, share, passwordKey } = secrets;
  if (linkSecret.length !== 32 || share.length !== 32 || passwordKey.length !== 32)
    throw new SealingError('usage', 'secrets are 32 bytes');
  const material = concat(linkSecret, share, passwordKey);
  const salt = await sha256(header);
  return { kek: await hkdf(material, salt, utf8('sx/1/kek')), commit: await hkdf(material, salt, utf8('sx/1/commit')) };
}

/**
 * Makes a slot of kind 1 or 2. Throws `usage`.
 * @param nonce random unless a test vector gives it; a new slot under the same header must not repeat it.
 */
export async function makeSlot(
  header: Bytes,
  secrets: SlotSecrets,
  messageKey: Bytes,
  nonce: Bytes = random(kNonceBytes),
): Promise<Bytes> {
  const parsed = parseHeader(header);
  if (parsed.kind === 3) throw new SealingError('usage', 'kind 3 is sealed to a key');
  if (parsed.gates.password === isNoPassword(secrets.passwordKey))
    throw new SealingError('usage', 'header and password disagree');
  const { kek, commit } = await slotKeys(header, secrets);
  const key = await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['encrypt']);
  const wrapped = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: header }, key, messageKey);
  return concat(header, commit, nonce, new Uint8Array(wrapped));
}

/**
 * Returns the message key. Compares the commitment before it decrypts anything. Throws `wrong_key`, `unknown_version`,
 * `cost`, `broken`.
 */
export async function openSlot(slot: Bytes, secrets: SlotSecrets): Promise<Bytes> {
  const header = slot.slice(0, kHeaderBytes);
  const encBytes = parseHeader(header).kind === 3 ? kEncBytes : 0;
  if (slot.length !== kSlotBytes + encBytes) throw new SealingError('broken', 'length of the slot');
  const body = slot.slice(kHeaderBytes + encBytes);
  const { kek, commit } = await slotKeys(header, secrets);
  if (!equal(commit, body.subarray(0, kCommitBytes))) throw new SealingError('wrong_key', 'the commitment differs');
  const key = await crypto.subtle.importKey('raw', kek, 'AES-GCM', false, ['decrypt']);
  const iv = body.slice(kCommitBytes, kCommitBytes + kNonceBytes);
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv, additionalData: header },
        key,
        body.slice(kCommitBytes + kNonceBytes),
      ),
    );
  } catch {
    throw new SealingError('wrong_key', 'the wrapped key does not open');
  }
}
