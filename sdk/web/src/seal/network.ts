// Uploads parts over XMLHttpRequest, because fetch reports no upload progress.
import { type Put, type RawAnswer, WireError } from '@secure-exchanges/client';

/** Uploads a body and reports progress. Rejects with WireError if no answer comes, or with the signal's reason. */
export const putWithProgress: Put = (url, body, headers, onProgress, signal) =>
  new Promise<RawAnswer>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    const end = (): void => signal?.removeEventListener('abort', stop);
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.timeout = 5 * 60 * 1000;
    request.upload.addEventListener('progress', event => onProgress(event.loaded));
    request.addEventListener('load', () => {
      end();
      resolve({ status: request.status, header: name => request.getResponseHeader(name), text: request.responseText });
    });
    const fail = (): void => {
      end();
      reject(signal?.aborted ? signal.reason : new WireError(0, 'network'));
    };
    request.addEventListener('error', fail);
    request.addEventListener('timeout', fail);
    request.addEventListener('abort', fail);
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    signal?.addEventListener('abort', stop, { once: true });
    request.send(body);
  });

/**
 * Waits for the given time, or until the network is back, whichever comes first. Waits four times as long while the
 * browser says that it is offline, in which it may be mistaken.
 */
export function waitForNetwork(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      controller.abort();
      act();
    };
    const timer = setTimeout(() => finish(resolve), navigator.onLine ? milliseconds : 4 * milliseconds);
    self.addEventListener('online', () => finish(resolve), { signal: controller.signal });
    signal?.addEventListener('abort', () => finish(() => reject(signal.reason)), { signal: controller.signal });
    if (signal?.aborted) finish(() => reject(signal.reason));
  });
}
