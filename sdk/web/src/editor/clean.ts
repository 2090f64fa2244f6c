// Sanitizes rich text, by the same rules where it is written and where it is read.
import DOMPurify from 'dompurify';

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

const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', node => {
  if (node.tagName !== 'A') return;
  node.setAttribute('rel', 'noopener noreferrer');
  node.setAttribute('target', '_blank');
});

/** Removes pictures, forms, styles and scripts from HTML, and all links except https, http, mailto and tel. */
export function cleanFragment(html: string): DocumentFragment {
  return purify.sanitize(html, {
    ALLOWED_TAGS: kTags,
    ALLOWED_ATTR: ['href', 'colspan', 'rowspan'],
    ADD_URI_SAFE_ATTR: ['colspan', 'rowspan'], // they hold numbers, which are no links
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

/** Does the same and returns HTML. */
export function cleanHtml(html: string): string {
  const holder = document.createElement('div');
  holder.append(cleanFragment(html));
  return holder.innerHTML;
}
