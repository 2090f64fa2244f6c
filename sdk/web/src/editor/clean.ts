// Sanitizes rich text, by the same rules where it is written and where it is read.
import DOMPurify from 'dompurify';
import { cleanLink } from './link.js';

const kTags = [
  'p',
  'div',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'a',
  'ul',
  'ol',
  'li',
  'blockquote',
  'h2',
  'h3',
  'pre',
  'code',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'span',
  'sub',
  'sup',
];

const kControls = /[\u0000-\u0008\u000b-\u001f]/g;
/** Bounds how deep tags stand in each other, as mail does (plugins/mail). */
const kDeepest = 40;

const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', node => {
  for (const name of ['colspan', 'rowspan'])
    if (!/^\d{1,2}$/.test(node.getAttribute(name) ?? '') || !/^T[DH]$/.test(node.tagName)) node.removeAttribute(name);
  if (node.tagName !== 'A') return node.removeAttribute('href');
  const link = cleanLink(node.getAttribute('href') ?? '');
  if (link === null) node.removeAttribute('href');
  else node.setAttribute('href', link);
  node.setAttribute('rel', 'noopener noreferrer');
  node.setAttribute('target', '_blank');
});

/** Removes pictures, forms, styles and scripts from HTML, and all links except https, http, mailto and tel. */
export function cleanFragment(html: string): DocumentFragment {
  // Control characters stand for nothing; pasted titles are the editor's titles.
  const given = html
    .replace(/\r\n?/g, '\n')
    .replace(kControls, '')
    .replace(/<(\/?)h1(?=[\s>])/gi, '<$1h2');
  const out = purify.sanitize(given, {
    ALLOWED_TAGS: kTags,
    ALLOWED_ATTR: ['href', 'colspan', 'rowspan'],
    ADD_URI_SAFE_ATTR: ['colspan', 'rowspan'], // they hold numbers, which are no links
    ALLOWED_URI_REGEXP: /^\s*(?:https?:|mailto:|tel:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  flatten(out, kDeepest);
  // Codes of control characters (&#1;) became those characters.
  const texts = document.createTreeWalker(out, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    node.nodeValue = (node.nodeValue ?? '').replace(kControls, '');
  return out;
}

/** Replaces elements that stand too deep by what is in them. */
function flatten(node: ParentNode & Node, left: number): void {
  for (const child of [...node.children]) {
    flatten(child, left - 1);
    if (left <= 0 && child.tagName !== 'BR' && child.tagName !== 'HR') child.replaceWith(...child.childNodes);
  }
}

/** Does the same and returns HTML. */
export function cleanHtml(html: string): string {
  const holder = document.createElement('div');
  holder.append(cleanFragment(html));
  return holder.innerHTML;
}
