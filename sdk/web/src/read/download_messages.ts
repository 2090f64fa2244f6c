// Defines the messages between the page and its download worker (a service worker).
import type { Content } from './content.js';

/** Lists the messages to the worker. */
export type ToDownloads =
  | { readonly kind: 'order'; readonly id: string; readonly origin: string; readonly content: Content }
  | { readonly kind: 'pause'; readonly isPaused: boolean }
  | { readonly kind: 'stop' }
  /** Keeps Firefox from ending the worker during a download. */
  | { readonly kind: 'ping' };

/** Lists the messages from the worker. */
export type FromDownloads =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly index: number; readonly bytes: number }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string };

/** Wraps `tell` so that it is called at most ten times a second, and for the last byte of a file. */
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
