// Tests the JavaScript client in Node against a real server, and against sx: what one seals, the other opens.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer, request } from 'node:http';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { nodeClient } from './node-client.mjs';
import { Deployment, kBin } from './rig.mjs';

const run = promisify(execFile);
let client, deployment, key, sender, letter, wireOf;

before(async () => {
  deployment = await Deployment.start();
  ({ client, key, sender, letter, wire: wireOf } = await nodeClient(deployment));
});

after(() => deployment?.stop());

async function opened(link, { code = null, password = null } = {}, origin = deployment.origin) {
  const { token, secret } = client.parseLink(link);
  const wire = new client.Wire({ origin });
  const reader = new client.Reader(wire, token);
  const info = await reader.gates(secret);
  const asked = {
    linkSecret: secret,
    lease: client.newLease(),
    code,
    passwordKey: password === null ? null : await client.Reader.passwordKey(password, info.parsed),
  };
  const lease = await reader.open(asked, info.header);
  const manifest = await reader.manifest(lease, asked.lease);
  const files = [];
  for (const file of manifest.files) {
    const pieces = [];
    for await (const piece of client.openFile(wire, await reader.download(lease, asked.lease, file)))
      pieces.push(piece);
    files.push([file.name, Buffer.concat(pieces)]);
  }
  return { reader, asked, info, lease, manifest, files };
}

const refused = code => error => error instanceof client.WireError && error.code === code;

test('sends and opens files of awkward lengths', async () => {
  const files = [
    ['vide.txt', Buffer.alloc(0)],
    ['un.bin', randomBytes(1)],
    ['grand.bin', randomBytes(17_000_000)],
  ];
  const sent = await sender().send(letter(files));
  const {
    manifest,
    files: got,
    reader,
    asked,
  } = await opened(sent.recipients[0].link, { code: sent.recipients[0].code });
  assert.equal(manifest.subject, 'Acte');
  assert.deepEqual(got, files);
  await reader.finish(asked.lease);
  await assert.rejects(reader.gates(asked.linkSecret), refused('refused'));
});

test('the same lease asked again gives the same key and takes no open', async () => {
  const sent = await sender().send(letter([]));
  const { reader, asked, info, lease } = await opened(sent.recipients[0].link, { code: sent.recipients[0].code });
  assert.deepEqual((await reader.open(asked, info.header)).messageKey, lease.messageKey);
  await assert.rejects(reader.open({ ...asked, lease: client.newLease() }, info.header), refused('refused'));
});

test('a wrong code or password is told to who holds the link alone', async () => {
  const sent = await sender().send(
    letter([], { opens: 2, recipients: [{ address: 'louis@exemple.com', password: 'pässword ﬁn' }] }),
  );
  const { link, code } = sent.recipients[0];
  await assert.rejects(opened(link, { code: 'AAAAAA', password: 'pässword ﬁn' }), refused('wrong_secret'));
  await assert.rejects(
    opened(link, { code, password: 'autre' }),
    error => refused('wrong_secret')(error) && error.details.triesLeft > 0,
  );
  assert.equal((await opened(link, { code, password: 'pa\u0308ssword fin' })).manifest.subject, 'Acte');
  const forged = client.makeLink(deployment.origin, client.parseLink(link).token, client.random(32));
  await assert.rejects(opened(forged, { code, password: 'x' }), refused('refused'));
});

test('says which parts the server has, and takes a part twice', async () => {
  const wire = wireOf();
  const file = client.toBase64Url(client.random(16));
  const bytes = client.sealedBytes(client.paddedBytes(17_000_000));
  const { id } = await wire.json(
    'POST',
    '/api/v1/messages',
    {
      language: 'fr',
      opens: 1,
      expires_in: 3600,
      delivery: 'link',
      gates: { password: false, code: true },
      recipients: [{ address: 'louis@exemple.com' }],
      files: [
        { id: client.kManifestId, bytes: client.sealedBytes(1024) },
        { id: file, bytes },
      ],
    },
    client.kFewTries,
  );
  const keys = { fileKey: client.random(32), messageId: client.idBytes(id), fileId: client.idBytes(file) };
  const sealer = new client.FileSealer(client.sourceOfBlob(new Blob([randomBytes(17_000_000)]), 'a'), keys);
  const parts = [await sealer.next(), await sealer.next()];
  for (const part of [parts[1], parts[1], parts[0]])
    await sender().putPart(id, file, part, client.kFewTries, () => undefined);
  assert.deepEqual([...(await sender().parts(id, file))].sort(), [0, 1]);
  const changed = { ...parts[0], sha256: '0'.repeat(64) };
  await assert.rejects(
    sender().putPart(id, file, changed, client.kFewTries, () => undefined),
    error => error.status >= 400 && error.status < 500,
  );
  await sender().destroy(id);
});

test('stops at once when told to, and the half message is destroyed', async () => {
  let id;
  const stopper = new AbortController();
  const whole = sender().send(letter([['a.bin', randomBytes(20_000_000)]]), {
    signal: stopper.signal,
    onCreated: made => {
      id = made;
    },
    onProgress: (file, bytes) => {
      if (bytes > 0) stopper.abort(new Error('enough'));
    },
  });
  await assert.rejects(whole, /enough/);
  await sender().destroy(id);
});

test('goes on through a network that cuts every other answer', async () => {
  let count = 0;
  const cutter = createServer((asked, answer) => {
    count++;
    const isCut = count % 2 === 0;
    const onward = request(deployment.origin + asked.url, { method: asked.method, headers: asked.headers }, got => {
      answer.writeHead(got.statusCode, got.headers);
      if (!isCut) return void got.pipe(answer);
      got.once('data', bytes => {
        answer.write(bytes.subarray(0, bytes.length / 2));
        setTimeout(() => asked.socket.destroy(), 20);
      });
      got.once('end', () => asked.socket.destroy());
    });
    onward.on('error', () => asked.socket.destroy());
    asked.pipe(onward);
  });
  await new Promise(go => cutter.listen(0, '127.0.0.1', go));
  const through = `http://localhost:${cutter.address().port}`;
  try {
    const file = randomBytes(20_000_000);
    const sent = await sender().send(letter([['a.bin', file]], { opens: 3 }));
    assert.deepEqual((await opened(sent.recipients[0].link, { code: sent.recipients[0].code }, through)).files, [
      ['a.bin', file],
    ]);
    assert.ok(count > 4, `${count} requests`);
  } finally {
    cutter.close();
    cutter.closeAllConnections();
  }
});

test(
  'sx opens what this client sealed, and this client what sx sealed',
  { skip: !existsSync(join(kBin, 'sx')) && 'sx is not built' },
  async () => {
    const out = mkdtempSync(join(deployment.folder, 'sx-'));
    const file = randomBytes(9_000_000);
    const sent = await sender().send(
      letter([['Été.bin', file]], { recipients: [{ address: 'louis@exemple.com', password: 'Érable rouge' }] }),
    );
    const { link, code } = sent.recipients[0];
    await run(join(kBin, 'sx'), ['open', link, '--code', code, '--out', out], {
      env: { ...process.env, SX_PASSWORD: 'Érable rouge' },
    });
    assert.deepEqual(readFileSync(join(out, 'Été.bin')), file);
    const path = await deployment.file('retour.bin', file);
    const { stdout } = await run(
      join(kBin, 'sx'),
      [
        '--server',
        deployment.origin,
        'send',
        '--to',
        'nadia@example.com',
        '--subject',
        'Retour',
        '--body',
        'Voilà',
        '--attach',
        path,
        '--delivery',
        'link',
        '--json',
      ],
      { env: { ...process.env, SX_KEY: key } },
    );
    const told = /https?:\/\/[^"\\\s]+#k1_[\w-]{43}/.exec(stdout)[0];
    const got = await opened(told, { code: /"code"\s*:\s*"([^"]+)"/.exec(stdout)[1] });
    assert.equal(got.manifest.subject, 'Retour');
    assert.deepEqual(got.files, [['retour.bin', file]]);
  },
);
