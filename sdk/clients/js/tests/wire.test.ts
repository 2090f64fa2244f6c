// Tests the wire against servers that behave badly.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { isBetween, kFewTries, Wire, WireError } from '../src/index.js';

test('an answer that never comes is asked for again', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    if (++asked > 1) response.setHeader('Content-Type', 'application/json').end('{"ok":true}');
  });
  await new Promise<void>(go => server.listen(0, '127.0.0.1', go));
  try {
    const { port } = server.address() as AddressInfo;
    const wire = new Wire({
      origin: `http://127.0.0.1:${port}`,
      answerMilliseconds: 300,
      wait: () => Promise.resolve(),
    });
    assert.deepEqual(await wire.json('GET', '/late', undefined, kFewTries), { ok: true });
    assert.equal(asked, 2);
    await assert.rejects(
      wire.json('GET', '/late', undefined, kFewTries, AbortSignal.abort(new Error('stopped'))),
      /stopped/,
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('who answers in the server’s place is told apart from it', async () => {
  const page = '<html><h1>Sign in to the guests’ network</h1></html>';
  let answer = { status: 200, type: 'text/html', body: page };
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body);
  });
  await new Promise<void>(go => server.listen(0, '127.0.0.1', go));
  try {
    const { port } = server.address() as AddressInfo;
    const wire = new Wire({ origin: `http://127.0.0.1:${port}`, wait: () => Promise.resolve() });
    const failures = async (): Promise<unknown[]> =>
      Promise.all(
        [
          () => wire.json('POST', '/m/x/open', {}, kFewTries),
          () => wire.put('/parts/0', new Blob(['sealed']), {}, kFewTries, () => undefined),
          () => wire.stream('/m/x/files/y', {}),
        ].map(ask =>
          ask().then(
            () => null,
            (error: unknown) => error,
          ),
        ),
      );
    // Browsers take a 407 for no answer at all.
    for (const status of [200, 401, 403, 404, 410, 413, 500, 502, 511]) {
      answer = { status, type: 'text/html', body: page };
      assert.ok((await failures()).every(isBetween), String(status));
    }
    answer = { status: 200, type: 'text/plain', body: '' };
    assert.deepEqual((await failures()).map(isBetween), [true, true, false]);
    answer = { status: 404, type: 'application/problem+json', body: '{"code":"refused"}' };
    assert.ok((await failures()).every(error => error instanceof WireError && error.code === 'refused'));
    answer = { status: 200, type: 'application/json', body: 'null' };
    assert.deepEqual(await failures(), [null, null, null]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
