// Defines the messages between the page and its sealing worker. Each answer repeats the number of its request.
import type { Bytes, Cost, Progress, SealedPart } from '@secure-exchanges/client';
import type { Content } from '../read/content.js';

/** Lists the requests to the worker. */
export type SealAsk =
  | {
      readonly kind: 'start';
      readonly job: number;
      readonly file: File;
      readonly fileKey: Bytes;
      readonly messageId: Bytes;
      readonly fileId: Bytes;
      readonly from: Progress;
    }
  /** Asks for the fingerprint of the first and the last part, in hexadecimal. */
  | { readonly kind: 'mark'; readonly file: File }
  | { readonly kind: 'next'; readonly job: number }
  /** Tells that the server has the part that was kept under this name. */
  | { readonly kind: 'release'; readonly kept: string }
  | { readonly kind: 'sha256'; readonly job: number }
  | { readonly kind: 'password'; readonly password: string; readonly salt: Bytes; readonly cost: Cost }
  /** Downloads and opens into a file of the private file system. */
  | { readonly kind: 'store'; readonly content: Content; readonly name: string }
  /** Pauses or resumes `store`; handled at once, while it runs. */
  | { readonly kind: 'pause'; readonly name: string; readonly isPaused: boolean };

/** Is a request with its number. */
export type SealRequest = SealAsk & { readonly number: number };

/** Lists the results of requests. */
export type SealResult =
  | { readonly kind: 'started' }
  /** Returns a part. kept: the name under which the worker keeps it; '' for a part that is all in the message. */
  | { readonly kind: 'part'; readonly part: SealedPart | null; readonly kept: string }
  | { readonly kind: 'sha256'; readonly sha256: string }
  | { readonly kind: 'key'; readonly key: Bytes }
  | { readonly kind: 'stored' | 'paused' | 'released' };

/** Lists the messages from the worker: a result, progress or a failure. */
export type SealReply =
  | { readonly number: number; readonly result: SealResult }
  | { readonly number: number; readonly progress: { readonly index: number; readonly bytes: number } | 'waiting' }
  | {
      readonly number: number;
      readonly failure: { readonly name: string; readonly code: string; readonly message: string };
    };
