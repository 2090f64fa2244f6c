// What can go wrong, by kind; words for a person are the caller's.

export type SealingErrorCode =
  /** Changed, cut, repeated, reordered or foreign: nothing of it may be shown. */
  | 'broken'
  /** Made by a newer version, or with an unknown kind, flag or cost. */
  | 'unknown_version'
  /** A cost outside the bounds that this client accepts. */
  | 'cost'
  /** The keys do not open this slot. */
  | 'wrong_key'
  /** The text is no link of ours. */
  | 'no_link'
  /** Capitals or small letters of a link were changed on its way: nothing brings its key back. */
  | 'case_lost'
  /** Used against its rules; our own mistake. */
  | 'usage';

export class SealingError extends Error {
  constructor(
    readonly code: SealingErrorCode,
    detail: string,
  ) {
    super(detail);
    this.name = 'SealingError';
  }
}

/** What the server answered in place of what was asked (RFC 9457). */
export class WireError extends Error {
  constructor(
    /** HTTP status; 0: no answer. */
    readonly status: number,
    /** Stable code of the server; `network` without an answer. */
    readonly code: string,
    readonly details: {
      readonly field?: string;
      readonly triesLeft?: number;
      readonly retryAfterSeconds?: number;
      readonly requestId?: string;
      readonly title?: string;
    } = {},
  ) {
    super(`${code} (${status})`);
    this.name = 'WireError';
  }
}
