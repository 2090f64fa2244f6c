// Writes the icons named in names.txt as partials, from the npm package bootstrap-icons (MIT, see LICENSE.md).
// Run it after adding a name to names.txt, and commit the result.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../../node_modules/bootstrap-icons/icons');
for (const name of readFileSync(join(here, 'names.txt'), 'utf8').split(/\s+/).filter(Boolean)) {
  const drawing = readFileSync(join(source, `${name}.svg`), 'utf8')
    .replace(/\s+/g, ' ')
    .match(/<svg[^>]*>(.*)<\/svg>/)[1]
    .trim()
    .replace(/> </g, '><');
  writeFileSync(
    join(here, `${name}.svg.mustache`),
    `<svg class="sx-i" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${drawing}</svg>\n`,
  );
}
