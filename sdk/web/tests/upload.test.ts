// Tests an upload without a page: what it tells while it runs, how it is paused and stopped. The server is a stub that
// takes every part.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { fromBase64Url, parseHeader, WireError } from '@secure-exchanges/client';
import { Stopped, unaddressed, Upload, type UploadFile } from '../src/seal/upload.js';
import type { SealWorker } from '../src/seal/seal_worker.js';
import { sendFailure } from '../src/seal/failure.js';
import { linkOf } from '../src/editor/link.js';
import { wordsOf } from './words.js';

const letter = {
  language: 'fr',
  opens: 1,
  expiresInSeconds: 3600,
  delivery: 'link',
  asksCode: false,
  recipients: [{ address: 'nadia@exemple.com', password: null }],
  from: 'Camille <camille@exemple.com>',
  subject: 'Acte',
  body: { html: '', text: '' },
  showsSubject: false,
} as const;

/** Names what the stub of the server was asked for, in order. */
let asked: string[] = [];
/** Holds back the parts that are uploaded, until it is called. */
let release: (() => void) | null = null;
/** Holds the gates that the server wants. */
let flags = 0;
/** Holds the JSON that the server got, by path. */
let bodies: Record<string, unknown> = {};

beforeEach(() => {
  asked = [];
  release = null;
  flags = 0;
  bodies = {};
  Object.assign(globalThis, { location: { origin: 'https://acme.test' }, XMLHttpRequest: FakeRequest });
  mock.method(globalThis, 'fetch', async (url: URL | string, { method = 'GET', body }: RequestInit = {}) => {
    const { pathname } = new URL(String(url));
    if (typeof body === 'string') bodies[pathname] = JSON.parse(body);
    asked.push(`${method} ${pathname}`);
    const created = {
      id: 'A'.repeat(22),
      expires: '2026-12-03T19:26:00Z',
      grants: [
        { grant: 'A'.repeat(22), address: 'nadia@exemple.com', token: 'A'.repeat(22), share: 'A'.repeat(43), flags },
      ],
    };
    return Response.json(pathname === '/drops' ? created : {});
  });
});
afterEach(() => mock.restoreAll());

/** Takes a part at once, or when it is released. */
class FakeRequest extends EventTarget {
  readonly upload = new EventTarget();
  readonly status = 204;
  readonly responseText = '';
  private url = '';
  open(_: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(): void {}
  getResponseHeader(): null {
    return null;
  }
  abort(): void {
    this.dispatchEvent(new Event('abort'));
  }
  send(): void {
    asked.push(`PUT ${new URL(this.url).pathname}`);
    const done = (): void => void this.dispatchEvent(new Event('load'));
    if (release === null) queueMicrotask(done);
    else {
      const before = release;
      release = () => (before(), done());
    }
  }
}

const fileOf = (name: string, bytes: number): UploadFile => ({
  file: new File([new Uint8Array(bytes)], name),
  name,
  size: bytes,
  stamp: '1',
  mark: null,
});

/** Stands for the worker: its "sealed" parts are the file itself. */
function workerOf(): SealWorker {
  const file = (content: File): object => {
    let isTaken = false;
    return {
      next: async () => {
        if (isTaken) return null;
        isTaken = true;
        const sha256 = '0'.repeat(64);
        return { part: 0, sealed: [new Uint8Array(content.size)], sha256, trueBytes: content.size, hashState: '' };
      },
      sha256: async () => '0'.repeat(64),
    };
  };
  return { file, mark: async () => 'mark', stop: () => undefined } as unknown as SealWorker;
}

const started = (files: readonly UploadFile[], more = {}): Upload =>
  new Upload(workerOf(), files, { path: '/drops', headers: () => ({}), ...more });

test('an upload tells how far each file is, and that it is over', async () => {
  const files = [fileOf('a.txt', 10), fileOf('b.txt', 20)];
  const upload = started(files);
  const seen: string[] = [];
  upload.onChange(() => seen.push(upload.files.map(({ state }) => state).join()));
  await upload.run(letter);
  assert.equal(seen.at(-1), 'sealed,sealed');
  assert.ok(upload.isOver && upload.isFinishing && upload.begunAt !== null);
  assert.deepEqual(
    files.map(({ mark }) => mark),
    ['mark', 'mark'],
    'a draft can keep the fingerprints',
  );
  assert.equal(asked[0], 'POST /drops');
  assert.match(asked.at(-1) ?? '', /^POST \/drops\/[^/]+\/send$/);
});

test('a stop before the server is asked to send ends the upload, and nothing is sent', async () => {
  release = () => undefined;
  const upload = started([fileOf('a.txt', 10)]);
  const run = upload.run(letter);
  await until(() => asked.some(each => each.startsWith('PUT')));
  assert.equal(upload.stop(), true);
  await assert.rejects(run, Stopped);
  assert.ok(upload.isOver);
  assert.ok(!asked.some(each => each.endsWith('/send')));
});

test('paused files wait, and go on when they are resumed', async () => {
  const upload = started([fileOf('a.txt', 10), fileOf('b.txt', 20)]);
  upload.pauseAll();
  assert.ok(upload.isPaused());
  const run = upload.run(letter);
  await until(() => upload.begunAt !== null);
  await new Promise(setImmediate);
  assert.ok(!asked.some(each => each.startsWith('PUT')), 'nothing leaves while all is paused');
  upload.resume(1);
  await until(() => upload.files[1]?.state === 'sealed');
  assert.equal(upload.files[0]?.state, 'paused');
  upload.pauseAll(); // all that is left is paused: resumes it
  await run;
  assert.deepEqual(
    upload.files.map(({ state }) => state),
    ['sealed', 'sealed'],
  );
  assert.equal(upload.stop(), false, 'too late');
});

test('a link is completed, or refused', () => {
  assert.equal(linkOf('exemple.com'), 'https://exemple.com/');
  assert.equal(linkOf(' http://exemple.com/a '), 'http://exemple.com/a');
  assert.equal(linkOf('mailto:a@exemple.com'), 'mailto:a@exemple.com');
  for (const bad of ['', 'exemple', 'javascript:alert(1)', 'https://', 'mailto:', 'java\tscript:alert(1)', 'data:,a'])
    assert.equal(linkOf(bad), null, bad);
  for (const [typed, link] of [
    ['ana@exemple.com', 'mailto:ana@exemple.com'],
    ['exemple.com:8443/a', 'https://exemple.com:8443/a'],
    ['<https://exemple.com/a>', 'https://exemple.com/a'],
    ['« exemple.com »', 'https://exemple.com/'],
    ['exemple.com/Mes documents/plan.pdf', 'https://exemple.com/Mes%20documents/plan.pdf'],
    ['bücher.example/é', 'https://xn--bcher-kva.example/%C3%A9'],
    ['tel:+1 514 555-0142', 'tel:+1514555-0142'],
    ['tel:5145550142', 'tel:5145550142'],
  ] as const)
    assert.equal(linkOf(typed), link, typed);
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    assert.ok(turn < 10_000, 'it never came');
    await new Promise(setImmediate);
  }
}

test('a letter without recipients goes to whom the server says, behind the gates that it says', async () => {
  Object.assign(globalThis, { document: { documentElement: { lang: 'en-CA' }, querySelector: () => null } });
  flags = 6; // SMS and opening code
  const upload = new Upload(workerOf(), [fileOf('a.bin', 10)], { path: '/drops' });
  await upload.run(unaddressed({ from: 'Nadia', subject: 'Plans', extra: { name: 'Nadia' } }));
  assert.equal((bodies['/drops'] as { name: string }).name, 'Nadia');
  const { grants } = bodies[`/drops/${'A'.repeat(22)}/send`] as { grants: { slot: string; link_secret: string }[] };
  assert.equal(grants.length, 1);
  assert.equal(fromBase64Url(grants[0]?.link_secret ?? '').length, 32);
  const { gates } = parseHeader(fromBase64Url(grants[0]?.slot ?? '').slice(0, 64));
  assert.deepEqual(gates, { password: false, sms: true, code: true });
});

test('a refusal of a proxy, a firewall or a portal is told as one, and the server’s own as its own', () => {
  const words = wordsOf({
    'failed.between': 'between [status]',
    'failed.between_size': 'size',
    'failed.full': 'full',
    'failed.text': 'text',
    'failed.other': 'other',
    'failed.unsure': 'unsure',
  });
  const told = (status: number, code: string): string =>
    sendFailure(new WireError(status, code), words, { 403: 'failed.other' });
  for (const status of [200, 302, 401, 403, 404, 407, 500, 502, 511])
    assert.equal(told(status, `http_${status}`), `between ${status}`);
  assert.equal(told(413, 'http_413'), 'size');
  assert.equal(told(413, 'too_large'), 'full');
  assert.equal(told(507, 'full'), 'full');
  assert.equal(told(403, 'csrf'), 'other');
  assert.equal(told(0, 'network'), 'text');
  // Once the server was asked to send, a lost answer leaves it open.
  for (const [status, code] of [
    [0, 'network'],
    [502, 'http_502'],
    [200, 'http_200'],
  ] as const)
    assert.equal(sendFailure(new WireError(status, code), words, {}, true), 'unsure');
  assert.equal(sendFailure(new WireError(403, 'csrf'), words, { 403: 'failed.other' }, true), 'other');
});
