// Bundles FOLDER/tests/*.test.ts for Node into OUT and runs them. Usage: run-tests.mjs FOLDER OUT
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { aliases, modulesOf } from './sources.mjs';

const [folder, out] = process.argv.slice(2).map(path => resolve(path));
const { build } = createRequire(join(folder, 'any.js'))('esbuild');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const names = readdirSync(join(folder, 'tests')).filter(name => name.endsWith('.test.ts'));
await build({
  entryPoints: names.map(name => join(folder, 'tests', name)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  alias: aliases(),
  nodePaths: modulesOf(folder),
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = names.map(name => join(out, name.replace(/\.ts$/, '.mjs')));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
process.exit(run.status ?? 1);
