// Checks the types of a folder's scripts. Usage: types.mjs FOLDER OUT     FOLDER has a tsconfig.json
// The SDK's strict options hold unless that file says otherwise; the SDK's own sources are those beside this file.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { client, isInstalled, modulesOf, web } from './sources.mjs';

const [folder, out] = process.argv.slice(2).map(path => resolve(path));
const modules = modulesOf(folder);
const paths = {
  '@secure-exchanges/client': [join(client, 'src/index.ts')],
  '@secure-exchanges/web/*': [join(web, 'src/*/index.ts')],
  // An installed SDK finds its own imports only among the plugin's packages.
  ...(isInstalled ? { '*': modules.flatMap(each => [join(each, '*'), join(each, '@types/*')]) } : {}),
};
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'tsconfig.json'),
  JSON.stringify({
    extends: [join(client, 'tsconfig.json'), join(folder, 'tsconfig.json')],
    compilerOptions: { paths, typeRoots: modules.map(each => join(each, '@types')) },
  }),
);
const tsc = join(dirname(createRequire(join(folder, 'any.js')).resolve('typescript/package.json')), 'bin/tsc');
process.exit(spawnSync(process.execPath, [tsc, '-p', out], { stdio: 'inherit' }).status ?? 1);
