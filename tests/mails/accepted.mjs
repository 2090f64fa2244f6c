// What mail programs do not support and mails use all the same, each with the reason. Names as caniemail has them.
export const clients = [
  'outlook.windows',
  'gmail.desktop-webmail',
  'gmail.android',
  'gmail.ios',
  'apple-mail.macos',
  'apple-mail.ios',
];

/** Maps "CLIENT FAMILY: FEATURE" to the reason. */
export const accepted = {
  'outlook: border-radius': 'corners are square there, which is fine (interface guide, section 11)',
  'outlook: overflow': 'only cuts the corners that are square there',
  'outlook: white-space': 'a size such as "1,4 Mo" may break there; its cell is wide enough',
  'gmail: color-scheme CSS property': 'Gmail inverts colours by its own rule; ours survive it',
  'gmail: color-scheme meta tag': 'the same',
  'gmail: target attribute': 'every link opens a new tab there anyway',
  'apple-mail: color-scheme meta tag': 'the CSS property says the same there',
  'outlook: outline': 'takes the frame of pictures away in other programs',
  'outlook: @media': 'narrow paddings and dark colours, which it does not need',
  'outlook: Chaining selectors': 'the same',
  'outlook: color-scheme CSS property': 'it inverts colours by its own rule; ours survive it',
  'outlook: color-scheme meta tag': 'the same',
  'outlook: max-height property': 'the preheader is hidden by display:none',
  'outlook: opacity': 'the same',
};

/** Rules of html-validate that HTML for mails cannot keep, each with the reason. */
export const rules = {
  'no-inline-style': 'mail programs read no other',
  'no-deprecated-attr': 'Word lays out by width, align, valign and bgcolor',
  'no-conditional-comment': 'ghost tables for Word',
  'doctype-style': 'MJML',
  'long-title': 'a subject names people, and may be long',
  'presentation-role-style': 'older screen readers know presentation, not none',
  'prefer-tbody': 'rows that a mail repeats stand in their table as MJML has it',
};
