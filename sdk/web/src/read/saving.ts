// Saves an opened file in the best of three ways: streamed by the service worker, through the private file system, or
// as a Blob.
import { random, safeFileName, SealingError, toBase64Url, Wire } from '@secure-exchanges/client';
import { offerFile } from '../page/dom.js';
import { waitForNetwork } from '../seal/network.js';
import type { SealWorker } from '../seal/seal_worker.js';
import { bytesOf, type Content, type ContentHooks } from './content.js';
import type { FromDownloads, ToDownloads } from './download_messages.js';

/** Adds to the hooks of a download what only saving reports. */
export interface SavingHooks extends ContentHooks {
  /** Is called while the download waits for the network. */
  readonly onWaiting: () => void;
}

/** Says where the download worker is. Each plugin has its own scope, and so its own copy of the worker. */
export interface DownloadPlace {
  /** Is the address of the worker's script: `asset.shared.download_worker_js.url`, or a route that imports it. */
  readonly script: string;
  /** Is the path below which the worker answers, such as `/m/sealed/`; the server has nothing there. */
  readonly scope: string;
}

/** Reports that this browser has no way to save a file of that size. */
export class TooBig extends Error {}

const kPingMilliseconds = 10_000;
const kReadyMilliseconds = 8000;
const kMostBlobBytes = 200_000_000;
const kMostBlobBytesIos = 50_000_000;
const kSubBlobBytes = 8 * 1024 * 1024;

/**
 * Saves and verifies a file, or all files as one zip. Throws SealingError (nothing after the bad part was saved),
 * WireError, TooBig, or the signal's reason.
 */
export async function save(
  content: Content,
  worker: SealWorker,
  place: DownloadPlace,
  hooks: SavingHooks,
): Promise<void> {
  const registration = await downloads(place);
  if (registration) return stream(registration, place.scope, content, hooks);
  if (await hasPrivateFiles(content.size)) return throughPrivateFiles(content, worker, hooks);
  if (content.size > (isIos() ? kMostBlobBytesIos : kMostBlobBytes)) throw new TooBig();
  return asBlob(content, hooks);
}

/** Deletes what an earlier visit may have left in the private file system. */
export async function forgetPrivateFiles(): Promise<void> {
  try {
    const folder = await navigator.storage.getDirectory();
    for await (const name of folder.keys())
      if (name.startsWith('sealed-')) await folder.removeEntry(name).catch(() => undefined);
  } catch {
    // This browser has no private file system.
  }
}

/**
 * Registers the download worker. Call it early, so that the first download finds it active. Returns null if this
 * browser cannot stream downloads.
 */
export async function downloads({ script, scope }: DownloadPlace): Promise<ServiceWorkerRegistration | null> {
  // iOS 18.2 and 18.3 cut downloads that a service worker streams (WebKit, March 2025).
  if (!('serviceWorker' in navigator) || !window.isSecureContext || /OS 18_[23](?:_|\s)/.test(navigator.userAgent))
    return null;
  try {
    const registration = await navigator.serviceWorker.register(script, { scope, updateViaCache: 'none' });
    return (await isActive(registration)) ? registration : null;
  } catch {
    return null;
  }
}

function isActive(registration: ServiceWorkerRegistration): Promise<boolean> {
  if (registration.active) return Promise.resolve(true);
  const starting = registration.installing ?? registration.waiting;
  if (!starting) return Promise.resolve(false);
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), kReadyMilliseconds);
    starting.addEventListener('statechange', () => {
      if (starting.state !== 'activated' && starting.state !== 'redundant') return;
      clearTimeout(timer);
      resolve(starting.state === 'activated');
    });
  });
}

function stream(
  registration: ServiceWorkerRegistration,
  scope: string,
  content: Content,
  hooks: SavingHooks,
): Promise<void> {
  const id = toBase64Url(random(16));
  const { port1: port, port2 } = new MessageChannel();
  const say = (message: ToDownloads): void => port.postMessage(message);
  hooks.pauseSwitch.follow(isPaused => say({ kind: 'pause', isPaused }));
  return new Promise<void>((resolve, reject) => {
    const ping = setInterval(() => {
      say({ kind: 'ping' });
      registration.active?.postMessage({ kind: 'ping' });
    }, kPingMilliseconds);
    const silent = setTimeout(
      () => end(() => reject(new Error('the download worker does not answer'))),
      kReadyMilliseconds,
    );
    const stop = (): void => say({ kind: 'stop' });
    const end = (act: () => void): void => {
      clearInterval(ping);
      clearTimeout(silent);
      hooks.signal.removeEventListener('abort', stop);
      port.close();
      act();
    };
    port.onmessage = (event: MessageEvent<FromDownloads>) => {
      const heard = event.data;
      if (heard.kind === 'ready') {
        clearTimeout(silent);
        // Starts a navigation, which the worker answers with an attachment, so that the page stays.
        const link = document.createElement('a');
        link.href = `${scope}${id}/${encodeURIComponent(safeFileName(content.name))}`;
        link.rel = 'noreferrer';
        link.click();
      }
      if (heard.kind === 'progress') hooks.onProgress(heard.index, heard.bytes);
      if (heard.kind === 'waiting') hooks.onWaiting();
      if (heard.kind === 'done') end(resolve);
      if (heard.kind === 'failed')
        end(() =>
          reject(
            heard.code === 'stopped'
              ? new DOMException('stopped', 'AbortError')
              : heard.code === 'broken'
                ? new SealingError('broken', 'refused while opening')
                : new Error(heard.code),
          ),
        );
    };
    hooks.signal.addEventListener('abort', stop);
    const message: ToDownloads = { kind: 'order', id, origin: location.origin, content };
    registration.active?.postMessage(message, [port2]);
  });
}

async function hasPrivateFiles(size: number): Promise<boolean> {
  try {
    await navigator.storage.getDirectory();
    const { quota, usage } = await navigator.storage.estimate();
    return typeof Worker !== 'undefined' && (quota ?? 0) - (usage ?? 0) > 2 * size;
  } catch {
    return false;
  }
}

async function throughPrivateFiles(content: Content, worker: SealWorker, hooks: SavingHooks): Promise<void> {
  const name = `sealed-${toBase64Url(random(12))}`;
  const stop = (): void => worker.stop();
  hooks.signal.addEventListener('abort', stop);
  try {
    await worker.store(content, name, hooks);
  } finally {
    hooks.signal.removeEventListener('abort', stop);
  }
  const folder = await navigator.storage.getDirectory();
  offerFile(await (await folder.getFileHandle(name)).getFile(), safeFileName(content.name));
}

async function asBlob(content: Content, hooks: SavingHooks): Promise<void> {
  const wire = new Wire({ origin: location.origin, wait: waitForNetwork, onWait: hooks.onWaiting });
  const blobs: Blob[] = [];
  let held: BlobPart[] = [];
  let heldBytes = 0;
  for await (const plain of bytesOf(wire, content, hooks)) {
    held.push(new Uint8Array(plain));
    heldBytes += plain.length;
    if (heldBytes < kSubBlobBytes) continue;
    blobs.push(new Blob(held)); // the browser may move these to disk
    held = [];
    heldBytes = 0;
  }
  offerFile(new Blob([...blobs, ...held], { type: 'application/octet-stream' }), safeFileName(content.name));
}

function isIos(): boolean {
  return (
    /iP(?:hone|ad|od)/.test(navigator.userAgent) ||
    (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1)
  );
}
