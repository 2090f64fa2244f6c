// Bundles the JavaScript client for Node, and sends with the demo's API key.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const kRoot = resolve(fileURLToPath(import.meta.url), '../../..');

/** Returns the client, and makers of wires, senders and letters for a deployment. */
export async function nodeClient(deployment) {
  const key = JSON.parse(readFileSync(join(deployment.folder, 'data/demo.json'), 'utf8')).api_key;
  const out = join(deployment.folder, 'client.mjs');
  await build({
    entryPoints: [join(kRoot, 'sdk/clients/js/src/index.ts')],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const client = await import(pathToFileURL(out).href);
  const wire = (origin = deployment.origin) =>
    new client.Wire({ origin, headers: () => ({ Authorization: `Bearer ${key}` }) });
  return {
    client,
    key,
    wire,
    sender: origin => new client.Sender(wire(origin)),
    letter: (files, more) => letter(client, files, more),
  };
}

/** Makes a message to send. @param files a [name, bytes] each. */
function letter(client, files = [], more = {}) {
  return {
    language: 'fr',
    opens: 1,
    expiresInSeconds: 86_400,
    delivery: 'link',
    asksCode: true,
    recipients: [{ address: 'louis@exemple.com', password: null }],
    from: 'Camille Roy <camille.roy@example.com>',
    subject: 'Acte',
    body: { html: '<p>Bonjour</p>', text: 'Bonjour' },
    showsSubject: false,
    files: files.map(([name, bytes]) => client.sourceOfBlob(new Blob([bytes]), name)),
    ...more,
  };
}
