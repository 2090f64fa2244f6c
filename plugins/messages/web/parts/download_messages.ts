// What the page and its download worker (a service worker) say to each other.
import type { Content } from './content.js';

/** Under this the worker answers; nothing of the server's lives there. */
export const kDownloadScope = '/m/sealed/';

export type ToDownloads =
  | { readonly kind: 'order'; readonly id: string; readonly origin: string; readonly content: Content }
  | { readonly kind: 'pause'; readonly isPaused: boolean }
  | { readonly kind: 'stop' }
  /** Keeps Firefox from ending the worker in the middle. */
  | { readonly kind: 'ping' };

export type FromDownloads =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly index: number; readonly bytes: number }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string };

/** Calls at most ten times a second, and for the last byte of a file. */
export function seldom(
  tell: (index: number, bytes: number) => void,
  sizes: readonly number[],
): (index: number, bytes: number) => void {
  let told = 0;
  return (index, bytes) => {
    const now = performance.now();
    if (now - told < 100 && bytes < (sizes[index] ?? 0)) return;
    told = now;
    tell(index, bytes);
  };
}
