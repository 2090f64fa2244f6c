// Says where the SDK's TypeScript is, beside this file: in the server's repository, or installed under the SDK's prefix.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const installed = resolve(here, '../../../share/secure-exchanges-sdk/npm');

/** Tells whether the SDK is installed, far from the node_modules that its own imports need. */
export const isInstalled = existsSync(installed);
/** Is the folder of @secure-exchanges/client. */
export const client = isInstalled ? join(installed, 'client') : resolve(here, '../../clients/js');
/** Is the folder of @secure-exchanges/web. */
export const web = isInstalled ? join(installed, 'web') : resolve(here, '../../web');

/** Returns the node_modules folders that serve a folder, nearest first. */
export function modulesOf(folder) {
  const found = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules'))) found.push(join(at, 'node_modules'));
    if (at === dirname(at)) return found;
  }
}

/** Maps the names of the SDK's packages to their sources, for esbuild. */
export function aliases() {
  const parts = readdirSync(join(web, 'src')).map(name => [
    `@secure-exchanges/web/${name}`,
    join(web, 'src', name, 'index.ts'),
  ]);
  return Object.fromEntries([['@secure-exchanges/client', join(client, 'src/index.ts')], ...parts]);
}
