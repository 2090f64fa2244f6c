// What the page and its sealing worker say to each other; each request carries a number that its answer repeats.
import type { Bytes, Cost, DownloadOrder } from '@secure-exchanges/client';

export type SealAsk =
  | { readonly kind: 'start'; readonly job: number; readonly file: File; readonly fileKey: Bytes; readonly messageId: Bytes; readonly fileId: Bytes }
  | { readonly kind: 'next'; readonly job: number }
  | { readonly kind: 'sha256'; readonly job: number }
  | { readonly kind: 'password'; readonly password: string; readonly salt: Bytes; readonly cost: Cost }
  /** Opens a file into the private file system; its handle's name comes back. */
  | { readonly kind: 'store'; readonly order: DownloadOrder; readonly name: string };

export type SealRequest = SealAsk & { readonly number: number };

export type SealResult =
  | { readonly kind: 'started' }
  | { readonly kind: 'part'; readonly part: { readonly part: number; readonly sealed: Blob; readonly sha256: string; readonly trueBytes: number } | null }
  | { readonly kind: 'sha256'; readonly sha256: string }
  | { readonly kind: 'key'; readonly key: Bytes }
  | { readonly kind: 'stored' };

export type SealReply =
  | { readonly number: number; readonly result: SealResult }
  | { readonly number: number; readonly progress: number }
  | { readonly number: number; readonly failure: { readonly name: string; readonly code: string; readonly message: string } };
