// Describes what is sent, what an interrupted send needs to resume, and what comes out of it.
import type { Bytes } from './bytes.js';
import type { Delivery } from './delivery.js';
import type { passwordKey } from './derive.js';
import type { PartSource, Progress, SealKeys, Source } from './source.js';
import type { TransferHooks } from './transfer.js';

/** Describes one recipient of a message and their gates. */
export interface Recipient {
  readonly address: string;
  readonly name?: string;
  /** Is the password, which the sender tells by another channel; null for none. */
  readonly password: string | null;
  /**
   * Is where a code by SMS goes or, with delivery `sms`, the link; absent means no SMS gate. country (ISO 3166-1)
   * applies if the number has no prefix.
   */
  readonly mobile?: { readonly number: string; readonly country: string };
  /** Limits this recipient's opens; absent means the message's limit. */
  readonly opens?: number;
  /** Holds the settings of plugins' gates, by gate. */
  readonly gates?: Readonly<Record<string, unknown>>;
}

/** Describes a message to send. */
export interface Outgoing {
  /** Is a short tag, such as `fr`, of a language that the server speaks. */
  readonly language: string;
  readonly opens: number;
  readonly expiresInSeconds: number;
  /**
   * Tells how the link travels. `mail`: the server mails it. `link`: the caller passes it on. `sms`: the server texts
   * it to each recipient's mobile; the caller passes on the code, which `Sent` holds, another way. `eml`: the sender's
   * own mail program sends one mail for each recipient; the server never has the link.
   */
  readonly delivery: Delivery;
  /** Tells what is sealed; `all` by default. With `files` subject and body travel in clear in the mail. */
  readonly protects?: 'all' | 'files';
  /**
   * Tells whether every recipient is asked for the opening code. Absent: those whom neither a password nor a code by SMS
   * protects. A company with constant protection asks everybody.
   */
  readonly asksCode?: boolean;
  readonly recipients: readonly Recipient[];
  /** Names the sender as in a mail: `Camille Roy <camille@example.com>`. */
  readonly from: string;
  readonly subject: string;
  readonly body: { readonly html: string; readonly text: string };
  /** Tells whether the notification may show the subject. */
  readonly showsSubject: boolean;
  readonly files: readonly Source[];
  /** Names the message, sent or received, that this one replies to. */
  readonly inReplyTo?: string;
  /** Holds what the path of a plugin takes besides. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Lets the caller watch, steer and resume a send, and move slow work into workers. */
export interface SendHooks extends TransferHooks {
  /** Seals a file elsewhere (a worker); without it the sender seals in place. */
  readonly sealer?: (source: Source, keys: SealKeys, from: Progress) => PartSource;
  /** Runs Argon2id elsewhere (a worker). */
  readonly passwordKey?: typeof passwordKey;
  /** Returns the sealed sender's note for a message. */
  readonly note?: (messageId: Bytes) => Promise<Bytes | null>;
  /** Is called before the upload starts, after onProgress has told what the server already has. */
  readonly onCreated?: (id: string) => void;
  /** Receives the links' secrets before the server sends. Keep them on the device in order to resend notices. */
  readonly onLinks?: (made: MadeLinks) => Promise<void>;
  /** Holds what an earlier attempt began. If it still fits, only what the server lacks is uploaded. */
  readonly begun?: Begun;
  /** Receives what a later attempt needs, whenever it changes. It holds the message key: store it encrypted. */
  readonly onBegun?: (begun: Begun) => void | Promise<void>;
}

/** Holds what resumes a message that was begun. It can be stored as JSON unchanged. */
export interface Begun {
  /**
   * Holds what was asked of the server, and the files' names and sizes. If any of it differs, this is another message.
   */
  readonly terms: string;
  readonly created: Created;
  readonly messageKey: string;
  readonly manifestBytes: number;
  readonly files: readonly { readonly id: string; readonly stamp: string; readonly progress: Progress }[];
  /** Holds the last request to send, in case only its answer was lost. */
  readonly posted?: { readonly body: unknown; readonly sent: Sent };
}

/** Holds what the mails show. */
export interface Notice {
  readonly subject?: string;
  /** Holds the text in clear, if only the attachments are protected. */
  readonly body?: { readonly html: string; readonly text: string };
  readonly files: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}

/** Holds the links of a message and what is needed to resend its notices. */
export interface MadeLinks {
  readonly id: string;
  readonly expires: string;
  readonly notice: Notice;
  /** Lists the links by grant; code is null if the server mails it, or if there is none. */
  readonly links: readonly {
    readonly grant: string;
    readonly token: string;
    readonly secret: Bytes;
    readonly code: string | null;
  }[];
}

/** Holds what the caller must pass on to one recipient. */
export interface SentRecipient {
  readonly address: string;
  /** Is set with delivery `link` and `eml` only. */
  readonly link: string | null;
  /**
   * Is the code to tell the recipient, with delivery `link`, `eml` and `sms`, or if the company wants authors to tell
   * codes; null if the server mails it, or if there is none.
   */
  readonly code: string | null;
  /**
   * Is the mail as an .eml file, with delivery `eml`; null if an earlier attempt sent the message but lost the answer.
   */
  readonly eml: string | null;
}

/** Describes a message that was sent. */
export interface Sent {
  readonly id: string;
  readonly expires: string;
  readonly recipients: readonly SentRecipient[];
}

/** Holds the server's answer when it creates a message. */
export interface Created {
  readonly id: string;
  readonly expires: string;
  /**
   * Lists a grant for each recipient. flags: gates of the slot header, which include any that the server demands itself
   * (for a reply to a sender who protects what comes back).
   */
  readonly grants: readonly {
    grant: string;
    address: string;
    token: string;
    share: string;
    code: string | null;
    flags?: number;
  }[];
}
