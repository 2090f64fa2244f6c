// Tests the wire against servers that behave badly.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { kFewTries, Wire } from '../src/index.js';

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
