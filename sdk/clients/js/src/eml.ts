// Writes a mail as a file that a person opens and sends with their own mail program (row A12).
import { utf8 } from './bytes.js';

/** Holds what `makeEml` writes into a mail. */
export interface Draft {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Writes a mail by RFC 5322 and MIME, in 7-bit characters only. `X-Unsent` makes Outlook open it as a draft; other
 * programs offer to send or to edit it.
 */
export function makeEml(draft: Draft, at = new Date()): string {
  const boundary = `sx-${crypto.randomUUID()}`;
  const part = (type: string, content: string): string[] => [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    ...lines(base64(utf8(content.replace(/\r?\n/g, '\r\n')))),
    '',
  ];
  return [
    'X-Unsent: 1',
    `From: ${mailbox(draft.from)}`,
    `To: ${mailbox(draft.to)}`,
    `Subject: ${encoded(draft.subject)}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part('text/plain', draft.text),
    ...part('text/html', draft.html),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

function mailbox({ name, address }: { readonly name: string; readonly address: string }): string {
  // The server has checked the address already; remove all the same any character that could start another header.
  const clean = address.replace(/[^\x21-\x7e]/g, '');
  return name === '' || name === address ? clean : `${encoded(name)}\r\n <${clean}>`;
}

/** Writes text as encoded words (RFC 2047), cut between characters. */
function encoded(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')) {
    if (utf8(word + character).length > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map(each => `=?utf-8?B?${base64(utf8(each))}?=`).join('\r\n ');
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function lines(text: string): string[] {
  return text.match(/.{1,76}/g) ?? [''];
}
