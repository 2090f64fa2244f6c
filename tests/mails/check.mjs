// Checks the HTML of mails: what mail programs support of it (caniemail's data), and whether it is HTML.
// Reads a list of {kind, language, html} from stdin; prints one fault a line.
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';
import { HtmlValidate } from 'html-validate';
import { accepted, clients, rules } from './accepted.mjs';

const mails = JSON.parse(readFileSync(0, 'utf8'));
const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: Object.fromEntries(Object.keys(rules).map(rule => [rule, 'off'])),
});
const faults = new Set();
const used = new Set();
for (const { kind, language, html } of mails) {
  const mail = `${kind} ${language}`;
  for (const [client, issues] of caniemail({ clients, html }).issues.errors)
    for (const { title } of issues) {
      const what = `${client.split('.')[0]}: ${title}`;
      used.add(what);
      if (!(what in accepted)) faults.add(`${mail}: ${what} is not supported`);
    }
  const report = await validator.validateString(html);
  for (const each of report.results.flatMap(result => result.messages))
    faults.add(`${mail}: ${each.ruleId}: ${each.message} (line ${each.line})`);
  if (/<(script|form|iframe|object|link)\b/i.test(html)) faults.add(`${mail}: an element that no mail has`);
  for (const [, url] of html.matchAll(/\b(?:src|background)="([^"]*)"/g))
    if (url !== 'cid:logo') faults.add(`${mail}: a picture from elsewhere: ${url}`);
}
for (const fault of faults) console.log(fault);
if (process.argv.includes('--used')) console.error([...used].join('\n'));
