// Seals parts and derives keys in a worker, one request after the other.
import {
  FileSealer,
  kPartPlainBytes,
  passwordKey,
  SealingError,
  segmentLengths,
  sha256Hasher,
  sourceOfBlob,
  Wire,
  WireError,
} from '@secure-exchanges/client';
import { bytesOf, PauseSwitch } from '../src/read/content.js';
import { seldom } from '../src/read/download_messages.js';
import type { SealReply, SealRequest, SealResult } from '../src/seal/messages.js';
import { waitForNetwork } from '../src/seal/network.js';
import { PartFiles } from './seal/part_files.js';

const files = new PartFiles();
const sealers = new Map<number, FileSealer>();
const switches = new Map<string, PauseSwitch>();
let last: Promise<void> = Promise.resolve();

addEventListener('message', (event: MessageEvent<SealRequest>) => {
  const request = event.data;
  if (request.kind === 'pause') void handle(request);
  else last = last.then(() => handle(request));
});

async function handle(request: SealRequest): Promise<void> {
  try {
    const result = await act(request);
    say(
      { number: request.number, result },
      result.kind === 'part' ? result.part?.sealed.flatMap(piece => (piece instanceof Blob ? [] : [piece.buffer])) : [],
    );
  } catch (error) {
    const code = error instanceof SealingError || error instanceof WireError ? error.code : '';
    const shown = error instanceof Error ? error : new Error(String(error));
    say({ number: request.number, failure: { name: shown.name, code, message: shown.message } });
  }
}

async function act(request: SealRequest): Promise<SealResult> {
  switch (request.kind) {
    case 'start': {
      const { fileKey, messageId, fileId, from } = request;
      sealers.set(
        request.job,
        new FileSealer(
          sourceOfBlob(request.file, request.file.name),
          { fileKey, messageId, fileId },
          from,
          plainBytes => files.sink(plainBytes),
        ),
      );
      return { kind: 'started' };
    }
    case 'mark': {
      const { file } = request;
      const ends = new Blob([
        file.slice(0, kPartPlainBytes),
        file.slice(Math.max(kPartPlainBytes, file.size - kPartPlainBytes)),
      ]);
      const hasher = await sha256Hasher();
      for await (const piece of sourceOfBlob(ends, file.name).read(0, segmentLengths(ends.size))) hasher.update(piece);
      return { kind: 'sha256', sha256: hasher.digestHex() };
    }
    case 'next':
      return { kind: 'part', part: await sealer(request.job).next(), kept: files.last };
    case 'release':
      await files.remove(request.kept);
      return { kind: 'released' };
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
    case 'pause':
      switchOf(request.name).pause(request.isPaused);
      return { kind: 'paused' };
  }
}

function sealer(job: number): FileSealer {
  const found = sealers.get(job);
  if (!found) throw new Error('no such job');
  return found;
}

function switchOf(name: string): PauseSwitch {
  const found = switches.get(name) ?? new PauseSwitch();
  switches.set(name, found);
  return found;
}

/** Opens a download into the origin's private file system, which is on disk, so that memory stays flat. */
async function store(request: Extract<SealRequest, { kind: 'store' }>): Promise<void> {
  const folder = await navigator.storage.getDirectory();
  const handle = await folder.getFileHandle(request.name, { create: true });
  const access = await handle.createSyncAccessHandle();
  try {
    access.truncate(0);
    const { number, content } = request;
    const wire = new Wire({
      origin: location.origin,
      wait: waitForNetwork,
      onWait: () => say({ number, progress: 'waiting' }),
    });
    const onProgress = seldom(
      (index, bytes) => say({ number, progress: { index, bytes } }),
      content.orders.map(({ file }) => file.size),
    );
    let at = 0;
    for await (const bytes of bytesOf(wire, content, {
      signal: new AbortController().signal,
      pauseSwitch: switchOf(request.name),
      onProgress,
    })) {
      at += access.write(bytes, { at });
    }
    access.flush();
  } catch (error) {
    access.truncate(0);
    throw error;
  } finally {
    switches.delete(request.name);
    access.close();
  }
}

function say(reply: SealReply, moved: Transferable[] = []): void {
  postMessage(reply, moved);
}
