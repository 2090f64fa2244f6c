// What the page and its download worker (a service worker) say to each other.
import type { DownloadOrder } from '@secure-exchanges/client';

/** Under this the worker answers; nothing of the server's lives there. */
export const kDownloadScope = '/m/sealed/';

export type ToDownloads =
  | { readonly kind: 'order'; readonly id: string; readonly origin: string; readonly order: DownloadOrder }
  | { readonly kind: 'stop' }
  /** Keeps Firefox from ending the worker in the middle. */
  | { readonly kind: 'ping' };

export type FromDownloads =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string };
