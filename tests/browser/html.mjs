// Checks that pages are HTML, as they leave the server: before a browser mends what is wrong with them.
import { HtmlValidate } from 'html-validate';

const kPages = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
});
const judged = new Map();

/** Returns what is no valid HTML in a page's text, one fault a line. Equal texts are judged once. */
export async function htmlFaults(text) {
  if (!judged.has(text)) {
    const report = await kPages.validateString(text);
    judged.set(
      text,
      report.results.flatMap(({ messages }) =>
        messages.map(each => `${each.ruleId}: ${each.message} (line ${each.line}, column ${each.column})`),
      ),
    );
  }
  return judged.get(text);
}
