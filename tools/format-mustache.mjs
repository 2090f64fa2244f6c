#!/usr/bin/env node
// Formats Mustache templates of HTML: one element a line, a tab for each depth, 120 columns. What a page shows stays
// the same (tools/mustache/layout.mjs says how); the engine prints no indentation.
//
// Usage: node tools/format-mustache.mjs --list-different|--write FILE…
// --list-different names the files that are not formatted and exits with 1; --write formats them. Icons, which are
// made by templates/icons/copy.mjs, and templates that are no HTML (*.text.mustache, *.js.mustache) are left alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { layOut } from './mustache/layout.mjs';
import { parse } from './mustache/parse.mjs';
import { print } from './mustache/printer.mjs';

const COLUMNS = 120;
const ROOT = new URL('../', import.meta.url);

/** Classes whose rule keeps white space, by the style sheets of the repository. */
function classesThatKeepSpace() {
  const folders = ['templates/web/'];
  for (const plugin of readdirSync(new URL('plugins/', ROOT))) folders.push(`plugins/${plugin}/web/`);
  const classes = new Set();
  for (const folder of folders) {
    let files = [];
    try {
      files = readdirSync(new URL(folder, ROOT)).filter(name => name.endsWith('.css'));
    } catch {
      continue; // a plugin without a page
    }
    for (const file of files) {
      const sheet = readFileSync(new URL(folder + file, ROOT), 'utf8');
      for (const [, selector] of sheet.matchAll(/([^{}]+)\{[^{}]*white-space:\s*(?:pre|break-spaces)/g))
        for (const [, name] of selector.matchAll(/\.([\w-]+)/g)) classes.add(name);
    }
  }
  return classes;
}

const keeping = classesThatKeepSpace();

function keepsSpace(attributes) {
  return attributes.some(
    text =>
      /^style=.*white-space:\s*(pre|break-spaces)/.test(text) ||
      (text.startsWith('class=') &&
        text
          .slice(7, -1)
          .split(/\s+/)
          .some(name => keeping.has(name))),
  );
}

function formatOnce(text, isWhole) {
  return print(layOut(parse(text, { keepsSpace, isWhole }), isWhole), COLUMNS).trim() + '\n';
}

/** isWhole: see layOut. Formatting the result changes nothing. */
export function format(text, isWhole = false) {
  // A line's end may be white space that lets the next round end one more line.
  for (let rounds = 0; rounds < 5; ++rounds) {
    const after = formatOnce(text, isWhole);
    if (after === text) break;
    text = after;
  }
  return text;
}

export const isWhole = path => /(^|\/)(pages|layouts|mails)\/[^/]*$/.test(path);
export const isFormatted = path => /\.(html|svg)\.mustache$/.test(path) && !/(^|\/)templates\/icons\//.test(path);

function main([mode, ...paths]) {
  if ((mode !== '--list-different' && mode !== '--write') || paths.some(path => path.startsWith('-'))) {
    console.error('usage: node tools/format-mustache.mjs --list-different|--write FILE…');
    return 2;
  }
  let code = 0;
  for (const path of paths.filter(isFormatted)) {
    const before = readFileSync(path, 'utf8');
    let after;
    try {
      after = format(before, isWhole(path));
    } catch (error) {
      console.error(`${path}: ${error.message}`);
      code = 2;
      continue;
    }
    if (after === before) continue;
    if (mode === '--write') {
      writeFileSync(path, after);
    } else {
      console.log(path);
      code ||= 1;
    }
  }
  return code;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
