// Compiles mails/*.mjml and partials/*.mjml of a folder of templates into OUT/{mails,partials}/NAME.html.mustache.
// MJML writes the tables, ghost tables and styles that mail programs need, Outlook's Word engine among them. Tags of
// Mustache stand in its texts and attributes, and pass through. A mail is a whole document; a partial is rows of a column.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const looks = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'mails.mjml'), 'utf8');
const [begin, end] = ['<!-- rows begin -->', '<!-- rows end -->'];

/** Lists the MJML sources of a folder of templates, as "partials/mail-text.mjml". */
export function mailsOf(folder) {
  return ['mails', 'partials'].flatMap(sub =>
    existsSync(join(folder, sub))
      ? readdirSync(join(folder, sub))
          .filter(name => name.endsWith('.mjml'))
          .map(name => `${sub}/${name}`)
      : [],
  );
}

/** Compiles them. Throws at the first mistake of MJML, with its line. */
export async function compileMails(folder, out) {
  const sources = mailsOf(folder);
  if (sources.length === 0) return;
  const mjml = mjmlOf(folder);
  for (const source of sources) {
    const text = readFileSync(join(folder, source), 'utf8');
    const isPartial = source.startsWith('partials/');
    const whole = isPartial
      ? `<mjml><mj-head></mj-head><mj-body><mj-section padding="0"><mj-column><mj-raw>${begin}</mj-raw>${text}<mj-raw>${end}</mj-raw>` +
        '</mj-column></mj-section></mj-body></mjml>'
      : text;
    // Colours are tags of Mustache, which the validator would refuse; it checks all the rest.
    const made = await mjml(whole.replace('<mj-head>', `<mj-head>${looks}`), { validationLevel: 'soft', fonts: {} });
    const faults = (made.errors ?? []).filter(fault => !/has invalid value: .*\{\{/.test(fault.message));
    if (faults.length > 0) throw new Error(`${join(folder, source)}: ${faults.map(fault => fault.message).join('; ')}`);
    const html = isPartial
      ? made.html.slice(made.html.indexOf(begin) + begin.length, made.html.indexOf(end))
      : made.html;
    const to = join(out, source.replace(/\.mjml$/, '.html.mustache'));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, plain(html));
  }
}

/** Takes out what only costs bytes: blanks between and inside tags, and a role that no validator knows. */
function plain(html) {
  return `${html
    .replace(/ aria-label="[^"]*" aria-roledescription="email" role="article"/, '')
    .replace(/ class=""/g, '')
    .replace(/(cursor:auto|text-transform:none|table-layout:auto|word-spacing:normal);/g, '')
    .replace(/ style=""/g, '')
    // The preheader: Word hides it by a property of its own, and white on white looks like spam.
    .replace(/display:none;font-size:1px;color:#ffffff;/, 'display:none;mso-hide:all;font-size:1px;color:#18212a;')
    .replace(/^\s+/gm, '')
    .replace(/>\n(\{\{word\}\})\n<\/a>/g, '>$1</a>')
    .replace(/<([a-z0-9]+)\s+/g, '<$1 ')
    .replace(/"\s+>/g, '">')
    .trim()}\n`;
}

/** Loads the MJML of whoever builds, because this file may be in an installed SDK, far from any node_modules. */
function mjmlOf(folder) {
  const found = createRequire(join(folder, 'any.js'))('mjml');
  return found.default ?? found;
}
