// Prints a document of groups: a group stands on one line when it fits, else each of its own line breaks is one.

const TAB = 4; // columns

export const line = { kind: 'line', text: ' ' };
export const softline = { kind: 'line', text: '' };
export const hardline = { kind: 'line', text: '', isHard: true };
export const blankline = { kind: 'line', text: '', isHard: true, isBlank: true };
export const group = (...parts) => ({ kind: 'group', parts });
export const indent = (...parts) => ({ kind: 'indent', parts });
/** Documents and the breaks between them, in turn; only the breaks that must are taken. */
export const fill = parts => ({ kind: 'fill', parts });
/** One text on one line, another in a group that is broken. */
export const either = (whole, broken) => ({ kind: 'either', whole, broken });

/** The first of some documents that fits: the whole one on its line, of the others the first line; else the last. */
export const first = (whole, ...others) => ({ kind: 'first', options: [whole, ...others] });

// Of a choice nobody has made yet: the first may stand on one line, the last breaks earliest.
const partsOf = (doc, isFlat = true) =>
  Array.isArray(doc) ? doc : doc.kind === 'first' ? [doc.options.at(isFlat ? 0 : -1)] : (doc.parts ?? []);
const isText = doc => typeof doc === 'string' || doc.kind === 'either';
const textOf = ({ doc, isFlat }) => (typeof doc === 'string' ? doc : isFlat ? doc.whole : doc.broken);
const widthOf = text => [...text].length;

/** Whether a document cannot stand on one line. */
export function isHard(doc) {
  if (typeof doc === 'string') return false;
  doc.isHard ??= partsOf(doc).some(isHard);
  return doc.isHard;
}

// Whether what comes next fits into a width, up to the first break that what comes later may take.
function fits(next, later, width) {
  const stack = [next];
  let waiting = later.length;
  while (width >= 0) {
    if (!stack.length) {
      if (!waiting) return true;
      stack.push(later[--waiting]);
    }
    const entry = stack.pop();
    const { doc, isFlat } = entry;
    if (isText(doc)) {
      const [first, ...more] = textOf(entry).split('\n');
      width -= widthOf(first);
      if (more.length) return width >= 0;
    } else if (doc.kind === 'line') {
      if (!isFlat || doc.isHard) return true;
      width -= doc.text.length;
    } else {
      const inner = isFlat && !isHard(doc);
      for (const part of partsOf(doc, inner).toReversed()) stack.push({ doc: part, isFlat: inner });
    }
  }
  return false;
}

/** Lines are ended so that they stay within the columns, where the document lets them. */
export function print(doc, columns) {
  let out = '';
  let column = 0;
  const stack = [{ doc, depth: 0, isFlat: false }];
  while (stack.length) {
    const entry = stack.pop();
    const { doc, depth, isFlat } = entry;
    if (isText(doc)) put(textOf(entry));
    else if (doc.kind === 'line') breakLine(entry);
    else if (doc.kind === 'fill') printFill(entry);
    else if (doc.kind === 'choice') choose(entry);
    else if (doc.kind === 'first') pushFirst(entry);
    else {
      const inner = { depth: depth + (doc.kind === 'indent' ? 1 : 0), isFlat };
      if (doc.kind === 'group' && !isFlat)
        inner.isFlat = !isHard(doc) && fits({ doc: doc.parts, isFlat: true }, stack, columns - column);
      for (const part of partsOf(doc).toReversed()) stack.push({ doc: part, ...inner });
    }
  }
  return out;

  function pushFirst({ doc: { options }, depth, isFlat }) {
    const [whole, ...others] = options;
    const fitting = (option, flat) => fits({ doc: option, isFlat: flat }, stack, columns - column);
    if (isFlat || (!isHard(whole) && fitting(whole, true))) stack.push({ doc: whole, depth, isFlat: true });
    else stack.push({ doc: others.find(option => fitting(option, false)) ?? others.at(-1), depth, isFlat: false });
  }

  function put(text) {
    out += text;
    const end = text.lastIndexOf('\n');
    column = end < 0 ? column + widthOf(text) : widthOf(text.slice(end + 1));
  }

  function breakLine({ doc, depth, isFlat }) {
    if (isFlat && !doc.isHard) {
      put(doc.text);
      return;
    }
    out = out.replace(/[ \t]+$/, '') + (doc.isBlank ? '\n\n' : '\n') + '\t'.repeat(depth);
    column = depth * TAB;
  }

  function printFill({ doc, depth, isFlat }) {
    const [first, separator, ...more] = doc.parts;
    if (separator === undefined) {
      stack.push({ doc: first, depth, isFlat });
      return;
    }
    // Whether the break is taken is decided once the first stands there.
    stack.push({ doc: fill(more), depth, isFlat });
    stack.push({ doc: { kind: 'choice', separator, next: more }, depth, isFlat });
    stack.push({ doc: first, depth, isFlat });
  }

  function choose({ doc: { separator, next }, depth, isFlat }) {
    const [rest] = stack.slice(-1);
    const beyond = next.length > 1 ? [] : stack.slice(0, -1);
    const fitting = fits({ doc: [separator, next[0]], isFlat: true }, beyond, columns - column);
    stack.splice(-1, 1, rest, { doc: separator, depth, isFlat: isFlat || fitting });
  }
}
