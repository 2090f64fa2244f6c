// Opens, as a service worker, a sealed file while the browser saves it, so that memory stays flat. Keeps nothing
// between downloads.
import { safeFileName, SealingError, Wire, WireError } from '@secure-exchanges/client';
import { bytesOf, type Content, PauseSwitch } from '../src/read/content.js';
import { type FromDownloads, seldom, type ToDownloads } from '../src/read/download_messages.js';
import { waitForNetwork } from '../src/seal/network.js';

interface Job {
  readonly content: Content;
  readonly origin: string;
  readonly port: MessagePort;
  readonly stopper: AbortController;
  readonly pauseSwitch: PauseSwitch;
}

declare const self: ServiceWorkerGlobalScope;

const jobs = new Map<string, Job>();

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event: ExtendableMessageEvent) => {
  const message: ToDownloads = event.data;
  const port = event.ports[0];
  if (message.kind !== 'order' || !port) return;
  const job: Job = {
    content: message.content,
    origin: message.origin,
    port,
    stopper: new AbortController(),
    pauseSwitch: new PauseSwitch(),
  };
  jobs.set(message.id, job);
  port.onmessage = (heard: MessageEvent<ToDownloads>) => {
    if (heard.data.kind === 'pause') job.pauseSwitch.pause(heard.data.isPaused);
    if (heard.data.kind === 'stop') job.stopper.abort(new DOMException('stopped', 'AbortError'));
  };
  tell(job, { kind: 'ready' });
});

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope).pathname;
  if (url.origin !== self.location.origin || !url.pathname.startsWith(scope)) return;
  const id = url.pathname.slice(scope.length).split('/')[0] ?? '';
  const job = jobs.get(id);
  jobs.delete(id); // each address works once
  event.respondWith(job ? answer(job) : new Response(null, { status: 204 }));
});

function answer(job: Job): Response {
  const name = encodeURIComponent(safeFileName(job.content.name)).replace(
    /['()*]/g,
    each => `%${each.charCodeAt(0).toString(16)}`,
  );
  return new Response(stream(job), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${name}`,
      'Content-Length': String(job.content.size), // so that the browser shows a truncated download as failed
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
  });
}

function stream(job: Job): ReadableStream<Uint8Array> {
  const {
    content,
    pauseSwitch,
    stopper: { signal },
  } = job;
  const wire = new Wire({ origin: job.origin, wait: waitForNetwork, onWait: () => tell(job, { kind: 'waiting' }) });
  const onProgress = seldom(
    (index, bytes) => tell(job, { kind: 'progress', index, bytes }),
    content.orders.map(({ file }) => file.size),
  );
  const plain = bytesOf(wire, content, { signal, pauseSwitch, onProgress });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await plain.next();
          if (done) {
            controller.close();
            tell(job, { kind: 'done' });
            return;
          }
          controller.enqueue(value);
        } catch (error) {
          controller.error(error); // the browser shows a failed download
          tell(job, { kind: 'failed', code: codeOf(error) });
        }
      },
      cancel() {
        job.stopper.abort(new DOMException('stopped', 'AbortError'));
        tell(job, { kind: 'failed', code: 'stopped' });
      },
    },
    { highWaterMark: 4 },
  );
}

function codeOf(error: unknown): string {
  if (error instanceof SealingError || error instanceof WireError) return error.code;
  return error instanceof DOMException && error.name === 'AbortError' ? 'stopped' : 'failed';
}

function tell(job: Job, message: FromDownloads): void {
  job.port.postMessage(message);
}
