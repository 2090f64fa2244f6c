// What the page and its sealing worker say to each other; each request carries a number that its answer repeats.
import type { Bytes, Cost, Progress, SealedPart } from '@secure-exchanges/client';
import type { Content } from './content.js';

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
  /** Fingerprint of the first and the last part, in hexadecimal. */
  | { readonly kind: 'mark'; readonly file: File }
  | { readonly kind: 'next'; readonly job: number }
  /** The server has the part that was kept under this name. */
  | { readonly kind: 'release'; readonly kept: string }
  | { readonly kind: 'sha256'; readonly job: number }
  | { readonly kind: 'password'; readonly password: string; readonly salt: Bytes; readonly cost: Cost }
  /** Opens into a file of the private file system. */
  | { readonly kind: 'store'; readonly content: Content; readonly name: string }
  /** Heard at once, while `store` runs. */
  | { readonly kind: 'pause'; readonly name: string; readonly isPaused: boolean };

export type SealRequest = SealAsk & { readonly number: number };

export type SealResult =
  | { readonly kind: 'started' }
  /** kept: where the worker holds the part; '' for one that the page has whole. */
  | { readonly kind: 'part'; readonly part: SealedPart | null; readonly kept: string }
  | { readonly kind: 'sha256'; readonly sha256: string }
  | { readonly kind: 'key'; readonly key: Bytes }
  | { readonly kind: 'stored' | 'paused' | 'released' };

export type SealReply =
  | { readonly number: number; readonly result: SealResult }
  | { readonly number: number; readonly progress: { readonly index: number; readonly bytes: number } | 'waiting' }
  | {
      readonly number: number;
      readonly failure: { readonly name: string; readonly code: string; readonly message: string };
    };
