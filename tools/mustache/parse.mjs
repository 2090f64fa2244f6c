// A template's text as a tree: elements, sections, words. Sections may hold attributes or halves of elements, so what
// has no partner becomes a "stray" tag and nothing is ever refused but a tag that does not end.

/**
 * @typedef {object} Gap What stands between two neighbours.
 * @property {boolean} space White space that is printed.
 * @property {number} lines Line ends in it.
 *
 * @typedef {object} Node
 * @property {'text'|'partial'|'comment'|'stray'|'element'|'section'|'root'} kind
 * @property {string} [text] As it is written: of text ("{{name}}" and "{{{name}}}" too), partials and comments.
 * @property {string} [name] Of an element, in lower case, or of a section.
 * @property {string} [open] "<Name" or "{{#name}}".
 * @property {string} [close] "</Name" or "{{/name}}"; an element without one is void.
 * @property {{text: string, isGlued: boolean}[]} [items] Attributes, and sections in the tag that hold some.
 * @property {string} [end] What ends the start tag: ">" or "/>".
 * @property {string} [verbatim] Everything up to the end tag, kept as it is.
 * @property {Node[]} [children]
 * @property {Gap[]} [gaps] One more than children: gaps[i] is before children[i].
 * @property {Node} [parent]
 * @property {number} [index] In the parent's children.
 */

const VOID = new Set('!doctype area base br col embed hr img input link meta source track wbr'.split(' '));
const VERBATIM = new Set(['pre', 'textarea', 'script', 'style']);

function lineOf(text, at) {
  return text.slice(0, at).split('\n').length;
}

/** A mustache tag at a place: its end and its parts; null: there is none. */
function mustacheAt(text, at) {
  if (!text.startsWith('{{', at)) return null;
  const close = text.startsWith('{{{', at) ? '}}}' : '}}';
  const end = text.indexOf(close, at + close.length);
  if (end < 0) throw new Error(`line ${lineOf(text, at)}: a mustache tag is not closed`);
  const written = text.slice(at, end + close.length);
  const [, sign, name] = /^\{\{\{?\s*([#^/>!]?)\s*(.*?)\s*\}{2,3}$/s.exec(written);
  return { written, sign, name, end: end + close.length };
}

/** Reads a start tag from its "<": the items between its name and its end. */
function readStartTag(text, at) {
  const open = /^<!?[A-Za-z][\w:.-]*/.exec(text.slice(at))[0];
  const items = [];
  let item = '';
  let isGlued = !/\s/.test(text[at + open.length]);
  let isSection = false; // the item began with a section's tag
  let depth = 0;
  let quote = '';
  const finish = glued => {
    if (item) items.push({ text: item, isGlued });
    item = '';
    isSection = false;
    isGlued = glued;
  };
  for (let i = at + open.length; ;) {
    if (i >= text.length) throw new Error(`line ${lineOf(text, at)}: ${open} is not closed`);
    const tag = mustacheAt(text, i);
    if (tag) {
      const opens = tag.sign === '#' || tag.sign === '^';
      if (opens && !depth && !quote) {
        if (/["']$/.test(item)) finish(true);
        isSection ||= item === '';
      }
      depth += opens ? 1 : tag.sign === '/' ? -1 : 0;
      item += tag.written;
      i = tag.end;
      if (tag.sign === '/' && !depth && !quote && isSection) finish(true);
      continue;
    }
    const c = text[i++];
    if (quote) {
      item += c;
      if (c === quote) quote = '';
    } else if (c === '>' && !depth) {
      const end = item === '/' || (/["'}]\/$/.test(item) && (item = item.slice(0, -1))) ? '/>' : '>';
      if (item !== '/') finish(false);
      return { open, items, end, after: i };
    } else if (/\s/.test(c)) {
      if (depth) item += /\s$/.test(item) ? '' : ' ';
      else finish(false);
    } else {
      if (c === '"' || c === "'") quote = c;
      item += c;
    }
  }
}

const gap = () => ({ space: false, lines: 0 });

/** Builds the tree; `top` is the node whose content is being read. */
class Parser {
  constructor(text, keepsSpace, isWhole) {
    this.text = text;
    this.keepsSpace = keepsSpace;
    this.at = 0;
    this.isLineStart = isWhole; // of what is printed: section tags print nothing, tags of HTML end no line
    this.root = this.top = { kind: 'root', children: [], gaps: [], pending: gap() };
  }

  parse() {
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at);
      const tag = mustacheAt(this.text, this.at);
      if (tag) this.readMustache(tag);
      else if (/^\s/.test(rest)) this.readSpace(/^\s+/.exec(rest)[0]);
      else if (rest.startsWith('<!--')) this.readComment();
      else if (/^<\/[A-Za-z]/.test(rest)) this.readEndTag(/^<\/([A-Za-z][\w:.-]*)\s*>/.exec(rest));
      else if (/^<!?[A-Za-z]/.test(rest)) this.readStartTag();
      else this.readWord(/^.(?:(?!\{\{|<[A-Za-z/!])\S)*/s.exec(rest)[0]);
    }
    while (this.top !== this.root) this.dissolve();
    this.root.gaps.push(this.root.pending);
    for (const edge of [this.root.gaps[0], this.root.gaps.at(-1)]) edge.space = false; // a file's edges are nobody's
    return this.root;
  }

  add(node) {
    const { top } = this;
    if (node.kind !== 'section' && !node.text?.startsWith('{{!')) this.isLineStart = false;
    top.gaps.push(top.pending);
    top.pending = gap();
    top.children.push(Object.assign(node, { parent: top, index: top.children.length }));
  }

  enter(node) {
    this.add(node);
    this.top = Object.assign(node, { children: [], gaps: [], pending: gap() });
  }

  leave() {
    this.top.gaps.push(this.top.pending);
    this.top = this.top.parent;
  }

  /** The innermost element has no end: its start becomes a stray tag, its children its neighbours. */
  dissolve() {
    const { kind, name, open, items, end, parent, index, children, gaps, pending } = this.top;
    if (kind === 'section') throw new Error(`${open} is not closed`);
    parent.children[index] = { kind: 'stray', name, open, items, end, parent, index };
    parent.gaps.push(...gaps);
    for (const child of children) {
      Object.assign(child, { parent, index: parent.children.length });
      parent.children.push(child);
    }
    parent.pending = pending;
    this.top = parent;
  }

  readSpace(space) {
    const { top } = this;
    const lines = space.split('\n').length - 1;
    // The engine drops what a line begins with; there is white space before it already, but none for each item.
    const isDropped = this.isLineStart && top.kind === 'section' && !top.children.length;
    top.pending = { space: top.pending.space || !isDropped, lines: top.pending.lines + lines };
    this.isLineStart ||= lines > 0;
    this.at += space.length;
  }

  readMustache({ written, sign, name, end }) {
    if (sign === '#' || sign === '^') {
      this.enter({ kind: 'section', name, isInverted: sign === '^', open: written, close: `{{/${name}}}` });
    } else if (sign === '/') {
      while (this.top.kind === 'element') this.dissolve();
      if (this.top.name !== name) throw this.fault(`${written} closes nothing`);
      this.leave();
    } else {
      this.add({ kind: { '>': 'partial', '!': 'comment' }[sign] ?? 'text', text: written, name });
    }
    this.at = end;
  }

  readComment() {
    const end = this.text.indexOf('-->', this.at) + 3;
    if (end < 3) throw this.fault('a comment is not closed');
    this.add({ kind: 'comment', text: this.text.slice(this.at, end) });
    this.at = end;
  }

  readWord(word) {
    this.add({ kind: 'text', text: word });
    this.at += word.length;
  }

  readEndTag(found) {
    if (!found) throw this.fault('an end tag is not closed');
    const [written, as] = found;
    const name = as.toLowerCase();
    const open = `</${as}`;
    let started = this.top;
    while (started.kind === 'element' && started.name !== name) started = started.parent;
    if (started.kind === 'element') {
      while (this.top !== started) this.dissolve();
      this.top.close = open;
      this.isLineStart = false;
      this.leave();
    } else {
      this.add({ kind: 'stray', name, open, items: [], end: '>' });
    }
    this.at += written.length;
  }

  readStartTag() {
    const { open, items, end, after } = readStartTag(this.text, this.at);
    const name = open.slice(1).toLowerCase();
    const element = { kind: 'element', name, open, items, end };
    this.at = after;
    if (end === '/>' || VOID.has(name)) {
      this.add(element);
    } else if (VERBATIM.has(name) || this.keepsSpace(items.map(item => item.text))) {
      const close = this.endOf(name);
      this.add({ ...element, verbatim: this.text.slice(after, close.index), close: close.tag });
      this.at = close.after;
    } else {
      this.enter(element);
    }
  }

  /** The end tag of an element whose content is kept, past elements of the same name within. */
  endOf(name) {
    const tags = new RegExp(`<(/?)${name}(?=[\\s>])[^>]*>`, 'gi');
    tags.lastIndex = this.at;
    for (let depth = 1, found; (found = tags.exec(this.text));) {
      const [written, slash] = found;
      depth += slash ? -1 : 1;
      if (!depth) return { index: found.index, tag: written.replace(/\s*>$/, ''), after: found.index + written.length };
    }
    throw this.fault(`<${name}> is not closed`);
  }

  fault(what) {
    return new Error(`line ${lineOf(this.text, this.at)}: ${what}`);
  }
}

/**
 * keepsSpace: whether the attributes of an element say that its white space is shown. isWhole: see layOut.
 * @returns {Node}
 */
export function parse(text, { keepsSpace = () => false, isWhole = false } = {}) {
  return new Parser(text, keepsSpace, isWhole).parse();
}
