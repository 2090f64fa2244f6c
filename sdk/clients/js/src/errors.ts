// Defines the errors of this client by kind; the caller finds the words to show a person.

/** Names what went wrong with sealed data, a key or a link. */
export type SealingErrorCode =
  /** The data was changed, cut, repeated, reordered or comes from elsewhere: none of it may be shown. */
  | 'broken'
  /** A newer version made it, or it has an unknown kind, flag or cost. */
  | 'unknown_version'
  /** The cost is outside the bounds that this client accepts. */
  | 'cost'
  /** The keys do not open this slot. */
  | 'wrong_key'
  /** The text holds neither a link nor a key. */
  | 'no_link'
  /** The letters of a link were all turned to upper or lower case on the way: its key is lost for good. */
  | 'case_lost'
  /** The calling code broke a rule of this API. */
  | 'usage';

/** Reports that sealed data, a key or a link cannot be used; `code` tells why. */
export class SealingError extends Error {
  constructor(
    readonly code: SealingErrorCode,
    detail: string,
  ) {
    super(detail);
    this.name = 'SealingError';
  }
}

/** Reports a problem that the server answered with (RFC 9457), or that no answer came. */
export class WireError extends Error {
  constructor(
    /** Holds the HTTP status; 0 if no answer came. */
    readonly status: number,
    /** Holds the server's stable error code; `network` if no answer came. */
    readonly code: string,
    readonly details: {
      readonly field?: string;
      readonly triesLeft?: number;
      readonly retryAfterSeconds?: number;
      readonly requestId?: string;
      readonly title?: string;
      /** What the server tells people, in the language of the request. */
      readonly text?: string;
      /** When a quota that is used up renews, as an ISO 8601 instant. */
      readonly renews?: string;
    } = {},
  ) {
    super(code.startsWith('quota_') && details.text ? details.text : `${code} (${status})`);
    this.name = 'WireError';
  }
}
