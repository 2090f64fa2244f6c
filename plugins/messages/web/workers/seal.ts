// Seals parts and derives keys away from the page, one request after the other.
import { FileSealer, openFile, passwordKey, SealingError, sourceOfBlob, Wire, WireError } from '@secure-exchanges/client';
import type { SealReply, SealRequest, SealResult } from '../parts/seal_messages.js';

const sealers = new Map<number, FileSealer>();
let last: Promise<void> = Promise.resolve();

addEventListener('message', (event: MessageEvent<SealRequest>) => {
  const request = event.data;
  last = last.then(() => handle(request));
});

async function handle(request: SealRequest): Promise<void> {
  try {
    say({ number: request.number, result: await act(request) });
  } catch (error) {
    const code = error instanceof SealingError || error instanceof WireError ? error.code : '';
    const shown = error instanceof Error ? error : new Error(String(error));
    say({ number: request.number, failure: { name: shown.name, code, message: shown.message } });
  }
}

async function act(request: SealRequest): Promise<SealResult> {
  switch (request.kind) {
    case 'start': {
      const { fileKey, messageId, fileId } = request;
      sealers.set(request.job, new FileSealer(sourceOfBlob(request.file, request.file.name), { fileKey, messageId, fileId }));
      return { kind: 'started' };
    }
    case 'next':
      return { kind: 'part', part: await sealer(request.job).next() };
    case 'sha256': {
      const sha256 = await sealer(request.job).sha256();
      sealers.delete(request.job);
      return { kind: 'sha256', sha256 };
    }
    case 'password':
      return { kind: 'key', key: await passwordKey(request.password, request.salt, request.cost) };
    case 'store':
      await store(request);
      return { kind: 'stored' };
  }
}

function sealer(job: number): FileSealer {
  const found = sealers.get(job);
  if (!found) throw new Error('no such job');
  return found;
}

/** Into the origin's private file system: its file stands on disk, so memory stays flat. */
async function store(request: Extract<SealRequest, { kind: 'store' }>): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(request.name, { create: true });
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    let at = 0;
    for await (const bytes of openFile(new Wire({ origin: location.origin }), request.order)) {
      at += access.write(bytes, { at });
      say({ number: request.number, progress: at });
    }
    access.flush();
  } catch (error) {
    access.truncate(0);
    throw error;
  } finally {
    access.close();
  }
}

function say(reply: SealReply): void {
  postMessage(reply);
}
