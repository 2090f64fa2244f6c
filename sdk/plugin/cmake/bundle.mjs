// Bundles pages/*.ts, workers/*.ts and *.css of folders for browsers. Usage: bundle.mjs OUT FOLDER…
// Copies FOLDER/files/* unchanged, and compiles the mails of the templates beside FOLDER (mails.mjs) into
// OUT/templates. Writes to OUT NAME.HASH.js|css, each with its .br and .gz, and assets.json:
//   {"composer.js": {"file": "composer.1A2B3C4D.js", "integrity": "sha384-…", "bytes": 1234}}
// Scripts import @secure-exchanges/client and @secure-exchanges/web from the SDK beside this file.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { compileMails } from './mails.mjs';
import { aliases, modulesOf } from './sources.mjs';

const [out, ...folders] = process.argv.slice(2).map(path => resolve(path));
const build = esbuildOf(folders[0]);
const list = (sub, ending) =>
  folders.flatMap(folder =>
    existsSync(join(folder, sub))
      ? readdirSync(join(folder, sub))
          .filter(name => name.endsWith(ending))
          .map(name => join(folder, sub, name))
      : [],
  );
const entries = [...list('pages', '.ts'), ...list('workers', '.ts'), ...list('.', '.css')];

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const result = await build({
  entryPoints: entries,
  outdir: out,
  entryNames: '[name].[hash]',
  assetNames: '[name].[hash]',
  bundle: true,
  minify: true,
  format: 'iife', // one classic script per page: not every browser takes a module as service worker
  target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
  alias: aliases(),
  nodePaths: folders.flatMap(modulesOf), // an installed SDK has no node_modules: its imports are the plugin's to install
  metafile: true,
  write: true,
  logLevel: 'warning',
});

for (const path of list('files', '')) {
  const bytes = readFileSync(path);
  const [, stem, ending] = basename(path).match(/^(.*?)(\.[^.]+)$/);
  writeFileSync(
    join(out, `${stem}.${createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase()}${ending}`),
    bytes,
  );
}

const assets = {};
const sourceOf = meta => basename(meta.entryPoint ?? Object.keys(meta.inputs)[0] ?? '').replace(/\.ts$/, '.js');
const compressible = /\.(js|css|svg)$/;
const names = new Map(Object.entries(result.metafile.outputs).map(([path, meta]) => [basename(path), sourceOf(meta)]));
for (const file of readdirSync(out)) {
  const bytes = readFileSync(join(out, file));
  const source = names.get(file) ?? file.replace(/\.[0-9A-F]{8}(\.[^.]+)$/, '$1');
  assets[source] = {
    file,
    bytes: bytes.length,
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  };
  if (!compressible.test(file)) continue;
  writeFileSync(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(
    join(out, `${file}.br`),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  );
}
// A plugin's scripts are in web, beside its templates; those that all share are in templates/web.
for (const folder of folders)
  for (const templates of [join(folder, '../templates'), join(folder, '..')])
    await compileMails(templates, join(out, 'templates'));
writeFileSync(join(out, 'assets.json'), `${JSON.stringify(assets, null, 1)}\n`);

/** Loads the plugin's own esbuild, because this file may be in an installed SDK, far from any node_modules. */
function esbuildOf(folder) {
  try {
    return createRequire(join(folder, 'any.js'))('esbuild').build;
  } catch {
    console.error(`${folder}: needs esbuild; run npm install in the plugin's folder`);
    process.exit(1);
  }
}
