// Where white space may go, and how a tree is laid out. The rule above all: what the page shows stays the same. A line
// end is white space, so it comes between two tags only where there was some, or where a block begins or ends;
// elsewhere a line breaks inside a tag, before its ">" or between its attributes.
import { blankline, either, fill, first, group, hardline, indent, line, softline } from './printer.mjs';

const words = text => new Set(text.split(' '));

// White space before and after these is not shown, nor at the edges of their content.
const BLOCK = words(
  'html head body address article aside blockquote caption center col ' +
    'colgroup dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr ' +
    'legend li main menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul ' +
    '!doctype path rect circle ellipse line polygon polyline g defs use lineargradient radialgradient stop clippath',
);
// Not shown at all, so white space reaches through them.
const HIDDEN = words('base link meta script style template title');
// Inline themselves, but the edges of their content are a block's.
const BLOCK_WITHIN = words('button select datalist svg');

const isElement = node => node.kind === 'element' || node.kind === 'stray';
const isBlock = node => isElement(node) && BLOCK.has(node.name);
const isHidden = node =>
  node.kind === 'comment' ||
  (isElement(node) &&
    (HIDDEN.has(node.name) || (node.name === 'input' && node.items.some(item => item.text === 'type="hidden"'))));
// What white space at the edges of its content is shown of.
const isInline = ({ name }) => !BLOCK.has(name) && !HIDDEN.has(name) && !BLOCK_WITHIN.has(name);
// Nothing shows white space at these: a block's, or a line break's.
const isEdge = node => isBlock(node) || (isElement(node) && node.name === 'br');
// By the convention of templates/README.md a flag, so its section is never repeated.
const FLAG = /(^|\.)(is|has|can|may|was)[A-Z][^.]*$/;
const isFlag = node => node.isInverted || FLAG.test(node.name);
const isTwin = (one, other) =>
  other?.kind === 'section' && one.kind === 'section' && other.name === one.name && other.isInverted !== one.isInverted;

/**
 * What may stand beside a place, an entry for each case: whether it is the edge of a block, or white space, so that
 * more of it would not be shown. step 1 looks from before children[index] to the right, -1 from after it to the left.
 */
function neighbours(parent, index, step, seen = new Set()) {
  const { children, gaps } = parent;
  const beyond = at => gaps[step > 0 ? at + 1 : at].space; // the gap on the far side of children[at]
  for (let at = index; at >= 0 && at < children.length; at += step) {
    const node = children[at];
    if (node.kind === 'section') {
      // The space that a section begins with is not counted: a line's start loses it.
      const within = step < 0 && node.gaps.at(-1).space ? [true] : intoSection(node, step, seen);
      const twin = children[at + step];
      if (isTwin(node, twin)) return [...within, ...intoSection(twin, step, seen)];
      return beyond(at) ? [...within, true] : [...within, ...neighbours(parent, at + step, step, seen)];
    }
    if (!isHidden(node)) return [isEdge(node)];
    const isStart = parent.kind === 'section' && step < 0 && at === 0;
    if (beyond(at) && !isStart) return [true];
  }
  if (parent.kind === 'root') return [parent.isWhole];
  if (parent.kind === 'element') return [!isInline(parent)];
  const { parent: outer, index: place } = parent;
  const skipsTwin = isTwin(parent, outer.children[place + step]);
  const crossed = step > 0 ? [place + 1, place + 2] : [place, place - 1];
  const hasSpace = crossed.slice(0, skipsTwin ? 2 : 1).some(at => outer.gaps[at].space);
  const beside = hasSpace ? [true] : neighbours(outer, place + (skipsTwin ? 2 : 1) * step, step, seen);
  if (isFlag(parent) || seen.has(parent)) return beside;
  seen.add(parent);
  const repeats = gaps[0].space || gaps.at(-1).space ? [true] : intoSection(parent, step, seen);
  return [...beside, ...repeats];
}

const intoSection = (node, step, seen) => neighbours(node, step > 0 ? 0 : node.children.length - 1, step, seen);

const isEdgeOf = (left, right) => left.every(Boolean) || right.every(Boolean);

/** Whether white space at gaps[index] of a node is never shown. */
function isFree(node, index) {
  const [before, after] = [node.children[index - 1], node.children[index]];
  if (!before || !isTwin(before, after)) return isEdgeOf(neighbours(node, index - 1, -1), neighbours(node, index, 1));
  // Of {{#isOn}}…{{/isOn}}{{^isOn}}…{{/isOn}} only one is there.
  return (
    isEdgeOf(neighbours(before, before.children.length - 1, -1), neighbours(node, index + 1, 1)) &&
    isEdgeOf(neighbours(node, index - 2, -1), neighbours(after, 0, 1))
  );
}

/**
 * The section that begins with white space where a node begins. The engine drops what a line begins with, so that space
 * is lost when the node begins a line; that is nothing (isLost) but where it parts the items of a list.
 */
function leadingSpace(node) {
  let isLost = true;
  for (let at = node; at?.kind === 'section'; at = at.children[0]) {
    isLost &&= isFlag(at);
    if (at.gaps[0].space) return { section: at, isLost };
  }
  return null;
}

/**
 * Whether a section's tags may have lines of their own. The engine prints such a line's end neither after the section's
 * start nor after its end: what is printed is one before the section, and one after its content each time it is shown.
 */
function standsAlone(node) {
  const { parent, index, children, gaps } = node;
  const isTightEdge = parent.isTight && (index === 0 || index === parent.children.length - 1);
  if (!children.length || isTightEdge || leadingSpace(children[0])?.isLost === false) return false;
  const end = children.length;
  const [left, right] = [neighbours(node, -1, -1, new Set([node])), neighbours(node, end, 1, new Set([node]))];
  const [start, finish] = [neighbours(node, 0, 1), neighbours(node, end - 1, -1)];
  const isParted = gaps[0].space || gaps[end].space;
  const hasTwin = [index - 1, index + 1].some(at => isTwin(node, parent.children[at]));
  const isSpaced = parent.gaps[index].space || parent.gaps[index + 1].space;
  const isFileStart = parent.kind === 'root' && index === 0; // no line ends before it
  const without = () => isEdgeOf(neighbours(parent, index - 1, -1), neighbours(parent, index + 1, 1));
  return (
    isEdgeOf(left, start) &&
    (gaps[end].space || isEdgeOf(finish, right)) &&
    (isFlag(node) || isParted || isEdgeOf(finish, start)) &&
    ((isFileStart ? hasTwin && !isSpaced : hasTwin || isSpaced) || without())
  );
}

/** The same, with what is beside the section: its twin, and a list that would lose the space between its items. */
function mayStandAlone(node) {
  const { parent, index } = node;
  const twin = [parent.children[index - 1], parent.children[index + 1]].find(beside => isTwin(node, beside));
  const next = parent.children[index + 1];
  return (
    standsAlone(node) && (!twin || standsAlone(twin)) && (leadingSpace(next)?.isLost !== false || mayStandAlone(next))
  );
}

// Decides from the outside in where lines may end. A section that may not stand alone is tight: its edges are printed
// as they are written.
function settle(node) {
  const { children = [], gaps = [] } = node;
  for (const child of children) if (child.kind === 'section') child.isTight = !mayStandAlone(child);
  node.breakable = gaps.map(({ space }, index) => {
    const isEdge = index === 0 || index === children.length;
    if (node.kind === 'root' && isEdge) return true;
    if (node.isTight && isEdge) return false;
    const [before, after] = [children[index - 1], children[index]];
    if ([before, after].some(side => side?.kind === 'section' && !side.isTight)) return true;
    if (node.kind === 'section' && isEdge) return true;
    return leadingSpace(after)?.isLost !== false && (space || isFree(node, index));
  });
  children.forEach((child, index) => {
    const leading = leadingSpace(child);
    const isPartialStart = node.kind === 'root' && index === 0;
    if (leading && child.isTight && node.breakable[index] && !isPartialStart) leading.section.gaps[0].space = false;
  });
  children.forEach(settle);
}

// Words flow; everything else is worth a line of its own where its author gave it one.
const isWord = node => node.kind === 'text' && !node.text.startsWith('{{{');
const isBig = node =>
  (node.kind === 'partial' && !node.name.startsWith('icon.')) || (node.kind === 'text' && !isWord(node));

function holdsBlock(node) {
  if (
    isBlock(node) ||
    (isElement(node) && HIDDEN.has(node.name)) ||
    (node.kind === 'comment' && node.text.includes('\n'))
  )
    return true;
  return node.kind === 'section' && !node.isTight && isLaidOpen(node);
}

function isLaidOpen(section) {
  return section.gaps[0].lines > 0 || section.children.some(holdsBlock);
}

/** The document of gaps[index], when a line may end there. */
function breakAt(node, index) {
  const [before, after] = [node.children[index - 1], node.children[index]];
  const { space, lines } = node.gaps[index];
  const sides = [before, after].filter(Boolean);
  const isChosen =
    lines > 0 && (sides.length === 2 ? !sides.some(isWord) : sides.some(isBig) || node.kind === 'section');
  if (sides.some(holdsBlock) || isChosen) return before && after && lines > 1 ? blankline : hardline;
  if (after && isElement(after) && after.name === 'br' && !space && !(before?.isTight === false)) return '';
  return space && (before || after) && (sides.length === 2 || isInline(node)) ? line : softline;
}

/** Whether a node's text ends with the ">" of a tag, which the next line can begin with. */
const endsWithTag = node => isElement(node);

// The gap after a tag that no white space may follow: the tag's ">" moves to the next line.
const lent = (node, end) => [softline, node ? (node.close ? '>' : node.end) : end];

// {{#isOn}} checked{{/isOn}} without the spaces that parted it from its neighbours; a list's part its items too.
function withoutEdges(text) {
  const [, sign, name] = /^\{\{([#^])\s*(.*?)\s*\}\}/.exec(text) ?? [];
  if (!sign || (sign === '#' && !FLAG.test(name))) return text;
  return text.replace(/^(\{\{[^}]*\}\})\s+/, '$1').replace(/\s+(\{\{\/[^}]*\}\})$/, '$1');
}

function startTag(node, isLent) {
  const { open, items, end } = node;
  if (!items.length) return [open, isLent ? '' : end];
  const parts = items.map(({ text, isGlued }) => {
    const trimmed = withoutEdges(text);
    // A section stays with the attribute before it, where it fits: a line's end would print a blank without it.
    return isGlued ? group(softline, either(text, trimmed)) : [line, trimmed];
  });
  return [open, indent(...parts), isLent ? '' : [softline, end]];
}

/** A start tag on one line, but for what ends it. */
const flatTag = ({ open, items }) =>
  open + items.map(({ text, isGlued }) => (isGlued ? text : ` ${withoutEdges(text)}`)).join('');

/** Children that nothing may come between, as one group of lines that begin with a borrowed ">". */
function runOf(node, from, to, isLastLent) {
  const parts = [];
  for (let at = from; at < to; ++at) {
    const child = node.children[at];
    const isLast = at + 1 === to;
    const hasSpace = !isLast && node.gaps[at + 1].space;
    const isLent = isLast ? isLastLent : endsWithTag(child) && !hasSpace;
    parts.push(docOf(child, isLent));
    if (!isLast) parts.push(hasSpace ? ' ' : isLent ? lent(child) : '');
  }
  return parts.length > 1 ? group(...parts) : parts[0];
}

/** Everything between a node's edges. */
function contentOf(node, isLastLent) {
  const { children, breakable } = node;
  const parts = []; // runs and the breaks between them, in turn
  let flowing = [];
  let wasFlowing = false;
  for (let from = 0; from < children.length;) {
    let to = from + 1;
    while (to < children.length && !breakable[to]) ++to;
    const doc = runOf(node, from, to, to === children.length && isLastLent);
    const flows = children.slice(from, to).every(child => isWord(child) || child.kind === 'partial');
    const gap = from > 0 ? breakAt(node, from) : null;
    if (gap !== null && flows && wasFlowing && !gap.isHard) {
      flowing.push(gap, doc);
    } else {
      if (gap !== null) parts.push(gap);
      flowing = [doc];
      parts.push(flowing);
    }
    wasFlowing = flows;
    from = to;
  }
  return parts.map(part => (!Array.isArray(part) ? part : part.length === 1 ? part[0] : fill(part)));
}

function sectionDoc(node, isLent) {
  const { open, close, children, isTight, gaps } = node;
  if (!children.length) return [open, gaps[0].space ? ' ' : '', close];
  if (isTight) {
    const [before, after] = [gaps[0], gaps[children.length]].map(gap => (gap.space ? ' ' : ''));
    const lastChild = children.at(-1);
    const borrows = !after && endsWithTag(lastChild) && !isBlock(lastChild);
    return group(open, before, ...contentOf(node, borrows), after, borrows ? lent(lastChild) : '', close);
  }
  // What parts a list's items stands after each: a line's start loses it.
  const isParted = gaps[children.length].space || (gaps[0].space && !isFlag(node));
  const [before, after] = isLaidOpen(node) ? [hardline, hardline] : [softline, isParted ? line : softline];
  return group(open, indent(before, ...contentOf(node, false)), after, close);
}

function elementDoc(node, isLent) {
  const { close, children, breakable, verbatim } = node;
  if (!close) return group(startTag(node, isLent));
  const end = isLent ? close : `${close}>`;
  if (verbatim !== undefined) return [group(startTag(node, false)), verbatim, end];
  if (!children.length) return group(startTag(node, false), node.gaps[0].space && !isBlock(node) ? ' ' : '', end);
  const lastChild = children.at(-1);
  const [opensFreely, closesFreely] = [breakable[0], breakable[children.length]];
  const lendsLast = !closesFreely && endsWithTag(lastChild);
  const body = contentOf(node, lendsLast);
  const last = closesFreely ? breakAt(node, children.length) : lendsLast ? lent(lastChild) : '';
  if (opensFreely) return [group(startTag(node, false)), group(indent(breakAt(node, 0), ...body), last, end)];
  const whole = [startTag(node, false), ...body, last, end];
  return first(
    whole,
    [flatTag(node), indent(hardline, node.end, ...body), last, end],
    children.some(isElementOrSection)
      ? [startTag(node, true), indent(hardline, node.end, ...body), last, end]
      : [startTag(node, false), ...body, last, end],
  );
}

const isElementOrSection = node => isElement(node) || node.kind === 'section';

function docOf(node, isLent) {
  if (node.kind === 'section') return sectionDoc(node, isLent);
  if (node.kind === 'element') return elementDoc(node, isLent);
  if (node.kind === 'stray') return group(startTag(node, isLent));
  return node.text;
}

/**
 * The document of a parsed template. isWhole: the file is a page, layout or mail, so its edges are those of a block;
 * else it is put somewhere, perhaps among words.
 */
export function layOut(root, isWhole) {
  root.isWhole = isWhole;
  settle(root);
  return contentOf(root, false);
}
