// Reads what people type and paste, and names files safely (sdk/vectors/texts-v1.json, which every client passes).

const kMostNameBytes = 200;
const kMostEndingBytes = 64;

/**
 * Returns the opening code in what was typed or pasted ("Code : DK9-BY8"): six letters or digits, in capitals; what is left
 * of the letters and digits if no code is in it.
 */
export function typedCode(text: string): string {
  const plain = text.normalize('NFKC').toUpperCase();
  for (const shape of [
    /([0-9A-Z]{3})\p{Pd}([0-9A-Z]{3})(?![0-9A-Z])/gu,
    /(?<![0-9A-Z])([0-9A-Z]{3})\s+([0-9A-Z]{3})\s*$/g,
    /(?<![0-9A-Z])([0-9A-Z]{6})(?![0-9A-Z])/g,
  ]) {
    const found = [...plain.matchAll(shape)].pop();
    if (found) return found.slice(1).join('');
  }
  return plain.replace(/[^0-9A-Z]/g, '');
}

/** Tells whether a password begins or ends with a blank or another character that nobody sees. */
export function hasHiddenEdge(password: string): boolean {
  return /^[\s\p{Cf}]|[\s\p{Cf}]$/u.test(password);
}

/**
 * Removes path, control and direction characters from a file's name. Returns 200 bytes at most, cut between whole
 * characters before its extension; "file" if nothing is left.
 */
export function safeFileName(name: string): string {
  const base = (name.split(/[/\\]/).pop() ?? '')
    // Joiners belong to words of Persian, Hindi and others, and to emoji.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, each => (/[\u200c\u200d]/.test(each) ? each : ''))
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s\u200c\u200d]+|[.\s\u200c\u200d]+$/g, '');
  if (base.length === 0) return 'file';
  if (bytesOf(base) <= kMostNameBytes) return base;
  const dot = base.lastIndexOf('.');
  const ending = dot > 0 ? base.slice(dot) : '';
  if (ending === '' || bytesOf(ending) > kMostEndingBytes) return cut(base, kMostNameBytes);
  return cut(base.slice(0, dot), kMostNameBytes - bytesOf(ending)) + ending;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Cuts a text to so many bytes, between what a reader sees as characters. */
function cut(text: string, most: number): string {
  let [out, bytes] = ['', 0];
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    bytes += bytesOf(segment);
    if (bytes > most) break;
    out += segment;
  }
  return out;
}
