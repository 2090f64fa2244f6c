// tools/format-mustache.mjs: a formatted template shows what it showed. Each template of the repository, as it is and
// put on one line, is rendered before and after with many answers to its sections, as the page engine renders; the two
// are compared as a browser reads them. Formatting twice is formatting once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { format, isFormatted, isWhole } from '../../tools/format-mustache.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOOL = join(ROOT, 'tools/format-mustache.mjs');
const TAG = /\{\{\{.*?\}\}\}|\{\{.*?\}\}/s;

// ---- The page engine: kernel/pages/Template.cpp and kainjow

/** Drops what is for authors only, as the engine's Compact does: call it with each text and each tag in turn. */
function compact() {
  let place = 'content';
  let isLineStart = true;
  let hasBrokenTag = false;
  const follow = c => {
    if (place === 'opened') place = /[A-Za-z/]/.test(c) ? 'tag' : c === '!' ? 'comment' : 'content';
    else if (place === 'tag') place = { '"': 'value', '>': 'content' }[c] ?? 'tag';
    else if (place === 'value') place = c === '"' ? 'tag' : 'value';
    else if (c === '>') place = 'content';
    if (c === '<' && place === 'content') place = 'opened';
  };
  const blank = () => {
    const had = hasBrokenTag;
    hasBrokenTag = false;
    return had ? ' ' : '';
  };
  return {
    text(text) {
      let out = '';
      for (const c of text) {
        const isBlank = /[ \t\n\r]/.test(c);
        if (isBlank && place === 'tag' && (c === '\n' || hasBrokenTag)) {
          hasBrokenTag = true;
          continue;
        }
        if (isBlank && isLineStart) continue;
        out += (c === '>' ? blank() && '' : blank()) + c;
        isLineStart = c === '\n';
        follow(c);
      }
      return out;
    },
    beforeMustache(isSection) {
      if (!isSection) isLineStart = false;
      return blank();
    },
  };
}

/** Text and tags in turn, with the partials within. */
function joined(text, partial) {
  const pieces = [];
  const print = compact();
  const add = (source, depth) => {
    assert.ok(depth < 9, 'partials include each other');
    for (let rest = source; rest;) {
      const found = TAG.exec(rest);
      pieces.push({ text: print.text(found ? rest.slice(0, found.index) : rest) });
      if (!found) return;
      rest = rest.slice(found.index + found[0].length);
      const [, sign, name] = /^\{\{\{?\s*([#^/>!]?)\s*(.*?)\s*\}{2,3}$/s.exec(found[0]);
      if (sign === '!') continue;
      if (sign === '>' && partial(name) !== undefined) {
        add(partial(name).replace(/\n$/, ''), depth + 1);
        continue;
      }
      pieces.push({ text: print.beforeMustache(/[#^/]/.test(sign)) }, { sign, name });
    }
  };
  add(text, 0);
  return pieces;
}

/** Joined pieces as kainjow prints them: a line of section tags alone is no line. */
function print(pieces, timesOf) {
  let out = '';
  let buffer = '';
  let hadSection = false;
  const endLine = end => {
    if (!hadSection || /[^ \t]/.test(buffer)) out += buffer + end;
    buffer = '';
    hadSection = false;
  };
  const closeOf = from => {
    let depth = 1;
    let at = from;
    while (depth) depth += { '#': 1, '^': 1, '/': -1 }[pieces[++at].sign] ?? 0;
    return at;
  };
  const walk = (from, to, path) => {
    for (let at = from; at < to; ++at) {
      const { text, sign, name } = pieces[at];
      if (text !== undefined) {
        for (const part of text.split(/(\n)/)) part === '\n' ? endLine(part) : (buffer += part);
      } else if (sign === '#' || sign === '^') {
        const close = closeOf(at);
        const times = timesOf(path, name);
        for (let n = 0; n < (sign === '#' ? times : Number(!times)); ++n) {
          hadSection = true;
          walk(at + 1, close, `${path}/${name}${n}`);
          hadSection = true;
        }
        at = close;
      } else {
        buffer += `[${sign}${name}]`;
      }
    }
  };
  walk(0, pieces.length, '');
  endLine('');
  return out;
}

// ---- A browser: where white space is shown

const words = text => new Set(text.split(' '));
const BLOCK = words(
  'html head body address article aside blockquote caption center col colgroup dd details dialog div dl dt fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p ' +
    'pre search section summary table tbody td tfoot th thead tr ul br template title path rect circle g defs',
);
const WITHIN = words('button select svg');
const HIDDEN = words('base link meta script style');
const KEPT = words('pre textarea script style');

/** One text for all that look the same. */
function normalize(html) {
  const items = [];
  for (let rest = html; rest;) {
    const comment = /^<!--.*?-->/s.exec(rest);
    const tag = comment ? null : /^<([/!]?)([A-Za-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/.exec(rest);
    const [whole] = comment ?? tag ?? /^(?:\s+|[^\s<]+|<)/.exec(rest);
    rest = rest.slice(whole.length);
    if (comment) {
      items.push({ text: whole, isHidden: true });
    } else if (tag) {
      const [, slash, written, rawAttributes] = tag;
      const name = written.toLowerCase();
      const attributes = (rawAttributes.match(/[^\s"'=]+="[^"]*"|[^\s"']+/g) ?? []).map(each => ` ${each}`).join('');
      items.push({
        text: `<${slash}${written}${attributes}>`,
        isHidden: HIDDEN.has(name) || (name === 'input' && attributes.includes(' type="hidden"')),
        endsBlock: BLOCK.has(name) || (WITHIN.has(name) && slash === '/'), // to its left
        startsBlock: BLOCK.has(name) || (WITHIN.has(name) && slash === ''), // to its right
        isBlock: slash === '!',
      });
      if (KEPT.has(name) && !slash) {
        const end = rest.toLowerCase().indexOf(`</${name}`);
        items.push({ text: rest.slice(0, end), isHidden: false });
        rest = rest.slice(end);
      }
    } else {
      items.push(/^\s/.test(whole) ? { text: ' ', isSpace: true } : { text: whole });
    }
  }
  // A stretch of white space and of what is not shown is one space at most, and none at a block's edge.
  let out = '';
  let left = {};
  for (let at = 0; at < items.length;) {
    const from = at;
    while (items[at]?.isSpace || items[at]?.isHidden) ++at;
    const stretch = items.slice(from, at);
    const right = items[at] ?? {};
    const isAtEdge = left.startsBlock || left.isBlock || right.endsBlock || right.isBlock;
    if (!isAtEdge && stretch.some(item => item.isSpace)) out += ' ';
    for (const item of stretch) if (item.isHidden) out += `\n${item.text}\n`;
    if (at < items.length) out += right.text.startsWith('<') ? `\n${right.text}\n` : right.text;
    left = right;
    ++at;
  }
  return out;
}

// ---- Templates and the answers to their sections

const isFlag = name => /(^|\.)(is|has|can|may|was)[A-Z][^.]*$/.test(name);

function hash(text) {
  let h = 2166136261;
  for (const c of text) h = Math.imul(h ^ c.codePointAt(0), 16777619);
  h = Math.imul(h ^ (h >>> 15), 2246822507);
  return (h ^ (h >>> 13)) >>> 0;
}

const answers = [
  () => 0,
  () => 1,
  (path, name) => (isFlag(name) ? 1 : 2),
  ...Array.from({ length: 20 }, (_, seed) => (path, name) => hash(seed + path + name) % (isFlag(name) ? 2 : 3)),
];

// Where a file is put. Not among them is "a{{>it}}" before a line's end: the engine drops that end where the partial's
// last line is a section's end, whatever the section prints.
const places = ['a{{>it}}b', 'a {{>it}} b', '<p>{{>it}}</p>', '<div>\n{{>it}}\n</div>'];
const whole = ['<main>\n{{>it}}\n</main>'];

function assertSame(before, after, isPage, partials = () => undefined) {
  const of = (text, convert) => name => (name === 'it' ? text : convert(partials(name)));
  const formatted = text => text && format(text);
  for (const place of isPage ? whole : places) {
    const [one, other] = [
      joined(
        place,
        of(before, text => text),
      ),
      joined(place, of(after, formatted)),
    ];
    for (const answer of answers)
      assert.equal(normalize(print(other, answer)), normalize(print(one, answer)), `in ${place}`);
  }
}

const templates = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.mustache'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter(path => path && isFormatted(path) && existsSync(join(ROOT, path)));

const read = path => readFileSync(join(ROOT, path), 'utf8');

/** The partials that a template sees: its own folder's, else the shared ones; icons stay tags. */
function partialsOf(path) {
  const own = path.replace(/(^|\/)templates\/.*/, '$1templates/partials');
  return name => {
    for (const folder of [own, 'templates/partials']) {
      const file = join(folder, `${name}.html.mustache`);
      if (existsSync(join(ROOT, file))) return read(file);
    }
    return undefined;
  };
}

/** All on one line, but for what keeps its white space. */
function onOneLine(text) {
  return text
    .split(/(<(pre|textarea|script|style)\b.*?<\/\2\s*>)/s)
    .filter((_, at) => at % 3 !== 2)
    .map((part, at) => (at % 2 ? part : part.replace(/\s+/g, ' ')))
    .join('')
    .trim();
}

for (const path of templates)
  test(path, () => {
    const before = read(path);
    const [isPage, partials] = [isWhole(path), partialsOf(path)];
    for (const text of [before, onOneLine(before)]) {
      const after = format(text, isPage);
      assert.equal(format(after, isPage), after, 'twice is once');
      assertSame(text, after, isPage, partials);
    }
  });

// ---- What is hard

const long = name =>
  `<span class="${'sx-very-long-name-of-a-class '.repeat(3)}" id="${name}">{{t.words.of.${name}}}</span>`;

const hard = {
  'spans that nothing parts': `<p>${long('a')}${long('b')}, ${long('c')}</p>`,
  'spans in spans': `<p><span>${long('a')}<span>${long('b')}</span></span>${long('c')}</p>`,
  'a section among words': `<p>{{a}}{{#b}}${long('b')}{{/b}}{{c}} {{#d}} ${long('d')} {{/d}}{{e}}</p>`,
  'a list among words': `<p>{{#items}}${long('x')}{{/items}}</p>`,
  'a list of spans, and none': `<td>{{#items}}${long('x')}{{/items}}{{^items}}${long('y')}{{/items}}</td>`,
  'a flag and its contrary': `<td>{{#isOn}}${long('x')}{{/isOn}}{{^isOn}}${long('y')}{{/isOn}}</td>`,
  'a flag and its contrary among words': `<td>{{#isOn}}${long('x')}{{/isOn}}{{^isOn}}${long('y')}{{/isOn}}{{z}}</td>`,
  'a section that ends a line': `a{{#b}}${long('b')} ${long('c')} {{/b}}\nd ${long('e')}`,
  'a section of blocks after words': `<div>a{{#b}}<p>b</p><p>c</p>{{/b}} d{{#e}} <p>e</p>{{/e}}\nf</div>`,
  'sections in tags': `<input class="x{{#a}} y{{/a}}" id="${'long-'.repeat(20)}"{{#b}} checked{{/b}}{{#c}} aria-x="1" aria-y="2"{{/c}}{{^c}} disabled{{/c}}>`,
  'a tag that begins with a section': `<li{{#a}} class="${'long-'.repeat(20)}"{{/a}}{{#b}} class="is-b"{{/b}}>{{c}}</li>`,
  'halves of elements': `{{#a}}<div class="a">{{/a}}{{^a}}<section>{{/a}}<p>b</p>{{#a}}</div>{{/a}}{{^a}}</section>{{/a}}`,
  'end tags that are left out': `<ul><li>a<li>{{b}} <b>c</b></ul><p>d`,
  'kept white space': `<div><pre>\n  a\n\n   b </pre><textarea rows="3">\n {{a}}\n</textarea></div>`,
  'a class that keeps it': `<div><p class="sx-mailtext">\n a <b>b</b>\n</p></div>`,
  'buttons in a row': `<div><button type="button">${long('a')}</button><button>b</button> <button>c</button></div>`,
  'a hidden field': `<form><input type="hidden" name="x" value="${'1'.repeat(90)}"><button>a</button></form>`,
  'a hidden field among words': `<p>a<input type="hidden" name="x" value="${'1'.repeat(90)}">b ${long('c')}</p>`,
  'line breaks': `<td>${long('a')}<br>${long('b')} <br> ${long('c')}</td>`,
  'comments': `<p>{{! said }}a<!-- "b" > -->${long('c')}</p>\n<!--[if mso]><table><tr><td><![endif]-->\n<p>d</p>`,
  'empty elements': `<p id="${'a'.repeat(110)}"></p><span id="b"> </span><div></div>`,
  'no-break spaces': `<p>a\u00a0: ${long('b')}\u00a0! &nbsp; c</p>`,
  'signs that are no tags': `<p>1 < 2 && 3 > 2 {{a}}<b>&lt;</b> ${long('c')}</p>`,
  'empty sections': `<p>a{{#b}}{{/b}}c{{#d}} {{/d}}e {{^f}}{{/f}} g</p>`,
  'a partial at an edge': `{{#note}}{{>note}}{{/note}}`,
};

for (const [name, text] of Object.entries(hard))
  test(`hard: ${name}`, () => {
    for (const isPage of [true, false]) {
      const after = format(text, isPage);
      assert.equal(format(after, isPage), after, 'twice is once');
      assertSame(text, after, isPage);
    }
  });

test('the comparison sees what it should', () => {
  const differs = (one, other) =>
    assert.throws(() => assertSame(one, other, true), assert.AssertionError, `${one} | ${other}`);
  differs('<b>a</b><b>b</b>', '<b>a</b> <b>b</b>');
  differs('a<b>b</b>', 'a <b>b</b>');
  differs('<p>a{{#b}}<i>b</i>{{/b}}</p>', '<p>a{{#b}} <i>b</i>{{/b}}</p>');
  differs('<p>{{#b}}<i>b</i>{{/b}}</p>', '<p>\n{{#b}}\n<i>b</i>\n{{/b}}\n</p>');
  differs('a{{#b}} c {{/b}} d', 'a{{#b}}\nc\n{{/b}}\nd');
  differs('<pre>a</pre>', '<pre>\na</pre>');
  differs('<a href="x" id="y">z</a>', '<a href="x">z</a>');
  assertSame('<div><p>a</p><b>b</b></div>', '<div>\n\t<p>\n\t\ta\n\t</p>\n\t<b>b</b>\n</div>', true);
});

test('lays out as the README says', () => {
  const input =
    '<section class="sx-card"><h1>{{t.a.title}}</h1>{{#isNew}}<p>{{t.a.b}}</p>{{/isNew}}' +
    '<label class="form-label" for="name">{{t.a.name}}</label><input class="form-control" id="name" name="name" ' +
    'autocomplete="name" maxlength="100"{{#isWrong}} aria-invalid="true"{{/isWrong}}><a class="btn" href="/">{{>icon.x}}b</a></section>';
  assert.equal(
    format(input),
    `<section class="sx-card">
	<h1>{{t.a.title}}</h1>
	{{#isNew}}
		<p>{{t.a.b}}</p>
	{{/isNew}}
	<label class="form-label" for="name">{{t.a.name}}</label
	><input
		class="form-control"
		id="name"
		name="name"
		autocomplete="name"
		maxlength="100"{{#isWrong}} aria-invalid="true"{{/isWrong}}
	><a class="btn" href="/">{{>icon.x}}b</a>
</section>
`,
  );
});

test('names what differs, mends it, and leaves the rest alone', t => {
  const folder = mkdtempSync(join(tmpdir(), 'format-mustache-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = name => join(folder, name);
  const run = (mode, ...names) => {
    try {
      const out = execFileSync(process.execPath, [TOOL, mode, ...names.map(path)], { encoding: 'utf8', stdio: 'pipe' });
      return { code: 0, out };
    } catch (error) {
      return { code: error.status, out: error.stdout };
    }
  };
  writeFileSync(path('a.html.mustache'), '<div><p>a</p></div>');
  writeFileSync(path('b.html.mustache'), '<p>b</p>\n');
  writeFileSync(path('c.text.mustache'), '<div>   c');
  writeFileSync(path('d.html.mustache'), '<p>{{#d}}</p>');
  const all = ['a.html.mustache', 'b.html.mustache', 'c.text.mustache'];
  assert.deepEqual(run('--list-different', ...all), { code: 1, out: `${path('a.html.mustache')}\n` });
  assert.deepEqual(run('--write', ...all), { code: 0, out: '' });
  assert.deepEqual(run('--list-different', ...all), { code: 0, out: '' });
  assert.equal(readFileSync(path('a.html.mustache'), 'utf8'), '<div>\n\t<p>a</p>\n</div>\n');
  assert.equal(readFileSync(path('c.text.mustache'), 'utf8'), '<div>   c');
  assert.equal(run('--write', 'd.html.mustache').code, 2);
  assert.equal(run('--other').code, 2);
});
