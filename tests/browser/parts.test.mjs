// Tests what every browser part relies on: its own root, ids that labels need, and the version of its partial.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { kRoot, launch } from './rig.mjs';

let browser, page;
before(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export * from '@secure-exchanges/web/page';
        export { PasswordField } from '@secure-exchanges/web/gates';
      `,
      resolveDir: kRoot,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'parts',
  });
  browser = await launch();
  page = await browser.newPage();
  await page.addScriptTag({ content: outputFiles[0].text });
});
after(() => browser?.close());

const password = version => `
  <div data-sx="password/${version}">
    <label data-for="password" data-part="password-label">Mot de passe</label>
    <input data-part="password" data-describedby="password-hint">
    <button type="button" data-part="password-suggest"></button><button type="button" data-part="password-copy"></button>
    <p data-part="password-error" hidden><span></span></p><p data-part="password-hint">Huit caractères</p>
    <p data-part="password-state"></p>
    <template data-part="words"><i data-word="missing">Trop court</i><i data-word="copied">Copié</i></template>
  </div>`;

/** Puts two password fields into the page, makes their classes, and returns what `ask` reads. */
const withTwo = (html, ask) =>
  page.evaluate(
    ([text, source]) => {
      const roots = [1, 2].map(() => {
        const root = document.createElement('section');
        root.append(document.createRange().createContextualFragment(text));
        document.body.append(root);
        return root;
      });
      const { PasswordField } = window.parts;
      const suggestion = { length: 12, alphabets: ['abcdef'] };
      try {
        const [one, two] = [
          new PasswordField(roots[0], suggestion, () => undefined),
          new PasswordField(roots[1], suggestion, () => undefined, {}, 'second-'),
        ];
        return new Function('one', 'two', 'roots', `return ${source}`)(one, two, roots);
      } catch (error) {
        return error.message;
      } finally {
        for (const root of roots) root.remove();
      }
    },
    [html, ask],
  );

test('two copies of a part keep apart, and each label names its own field', async () => {
  const ids = await withTwo(password(1), '[one, two].flatMap(each => [each.input.id, each.input.labels[0].htmlFor])');
  assert.equal(ids[0], ids[1]);
  assert.equal(ids[2], 'second-password');
  assert.equal(ids[3], 'second-password');
  assert.notEqual(ids[0], ids[2]);
  assert.deepEqual(
    await withTwo(password(1), '[two.input.getAttribute("aria-describedby"), roots[1].querySelector("[data-for]")]'),
    ['second-password-hint', null],
  );
});

test('a fault is shown at its own field, and said to those who cannot see it', async () => {
  assert.deepEqual(
    await withTwo(
      password(1),
      '[two.faults(true)[0].text, two.input.getAttribute("aria-describedby"), one.input.ariaInvalid, two.input.ariaInvalid]',
    ),
    ['Trop court', 'second-password-error second-password-hint', null, 'true'],
  );
});

test('a class refuses a partial of another version, and says both', async () => {
  assert.match(await withTwo(password(2), '0'), /this page has password\/2; its script needs password\/1/);
  assert.match(await withTwo('<p></p>', '0'), /this page has no password; its script needs password\/1/);
});
