// Bundles tests/*.test.ts for Node into OUT and runs them. Usage: run-tests.mjs OUT
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'build'));
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const names = readdirSync(join(here, 'tests')).filter(name => name.endsWith('.test.ts'));
await build({
  entryPoints: names.map(name => join(here, 'tests', name)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const files = names.map(name => join(out, name.replace(/\.ts$/, '.mjs')));
const vectors = process.env.SX_VECTORS ?? resolve(here, '../../vectors/sealing-v1.json');
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
  stdio: 'inherit',
  env: { ...process.env, SX_VECTORS: vectors },
});
process.exit(run.status ?? 1);
