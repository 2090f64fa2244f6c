// Tests how rich text is cleaned, in a real browser because its parser decides what is dangerous.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { kRoot, launch } from './rig.mjs';

let browser, page;
before(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(kRoot, 'sdk/web/src/editor/clean.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'clean',
  });
  browser = await launch();
  page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0].text });
});
after(() => browser?.close());

const cleaned = html => page.evaluate(text => window.clean.cleanHtml(text), html);

test('keeps what an editor makes', async () => {
  const kept =
    '<p><b>a</b> <i>b</i> <u>c</u></p><ul><li>d</li></ul><ol><li>e</li></ol><h2>f</h2><blockquote>g</blockquote>';
  assert.equal(await cleaned(kept), kept);
  assert.equal(
    await cleaned('<table><tbody><tr><td colspan="2">h</td></tr></tbody></table>'),
    '<table><tbody><tr><td colspan="2">h</td></tr></tbody></table>',
  );
});

test('opens links elsewhere, and without telling where from', async () => {
  assert.equal(
    await cleaned('<a href="https://exemple.com/" target="_self" onclick="x()">a</a>'),
    '<a href="https://exemple.com/" rel="noopener noreferrer" target="_blank">a</a>',
  );
  assert.match(await cleaned('<a href="mailto:a@exemple.com">a</a>'), /mailto:/);
});

test('removes what runs, loads, looks or asks', async () => {
  for (const hostile of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<img src="https://exemple.com/pixel">',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=alert(1)>">',
    '<iframe src="https://exemple.com"></iframe>',
    '<form action="https://exemple.com"><input name="a"><button>b</button></form>',
    '<style>p { color: red }</style>',
    '<link rel="stylesheet" href="https://exemple.com/a.css">',
    '<p style="background: url(https://exemple.com/pixel)" class="sx-note" id="open" data-x="1" aria-label="y">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="data:text/html,a">a</a>',
    '<a href="  JaVaScRiPt:alert(1)">a</a>',
    '<video src="https://exemple.com/a"></video>',
  ])
    assert.doesNotMatch(
      await cleaned(hostile),
      /script|onerror|exemple\.com|<(?:img|svg|math|iframe|form|input|button|style|link|video)|style=|class=|id=|data|aria/i,
      hostile,
    );
});

test('what is pasted becomes what every other place takes', async () => {
  const { cases } = JSON.parse(readFileSync(join(kRoot, 'sdk/vectors/rich-text-v1.json'), 'utf8'));
  for (const [given, wanted] of cases) {
    assert.equal(await cleaned(given), wanted, given);
    assert.equal(await cleaned(wanted), wanted, `again: ${wanted}`);
  }
});

test('however deep and long, rich text stays text that mail takes', async () => {
  const depthOf = html =>
    html.split(/(?=<)/).reduce(
      ([now, most], tag) => {
        const next = now + (/^<\//.test(tag) ? -1 : /^<(?!br|hr)/.test(tag) ? 1 : 0);
        return [next, Math.max(most, next)];
      },
      [0, 0],
    )[1];
  for (const tag of ['div', 'blockquote', 'b', 'ul><li', 'table><tbody><tr><td']) {
    const html = await cleaned(`<${tag}>`.repeat(10_000) + 'a');
    assert.ok(depthOf(html) <= 40, `${tag}: ${depthOf(html)}`);
    assert.match(html, /a/);
    assert.equal(await cleaned(html), html, tag);
  }
});
