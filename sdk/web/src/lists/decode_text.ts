// Decodes a text file whose encoding nobody states: what spreadsheets and address books of Windows, Mac and DOS write.

/** Holds the upper half of code page 850, which spreadsheets write as “CSV (MS-DOS)” and browsers do not decode. */
const kCodePage850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀' +
  'ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
const kSampleBytes = 100_000;

/** Decodes UTF-8 and UTF-16, otherwise the encoding of one byte a letter in which the text looks most like words. */
export function decodeText(bytes: ArrayBuffer): string {
  const pairs = new Uint8Array(bytes, 0, Math.min(400, bytes.byteLength));
  const zeros = (from: number): number => pairs.filter((byte, at) => at % 2 === from && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  const isLittle = startsWith(bytes, 0xff, 0xfe) || (odd > pairs.length / 10 && odd > 4 * even);
  const isBig = startsWith(bytes, 0xfe, 0xff) || (even > pairs.length / 10 && even > 4 * odd);
  if (isLittle || isBig) return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return likeliest(bytes);
  }
}

/** Tells whether a file begins with these bytes. */
export function startsWith(bytes: ArrayBuffer, ...first: number[]): boolean {
  const head = new Uint8Array(bytes, 0, Math.min(first.length, bytes.byteLength));
  return head.length === first.length && first.every((byte, at) => head[at] === byte);
}

function likeliest(bytes: ArrayBuffer): string {
  const decoders: ((part: Uint8Array<ArrayBuffer>) => string)[] = [
    ...['windows-1252', 'macintosh'].map(decoderOf),
    part => Array.from(part, byte => (byte < 128 ? String.fromCharCode(byte) : kCodePage850[byte - 128])).join(''),
    ...['windows-1250', 'windows-1251', 'utf-8'].map(decoderOf),
  ];
  const sample = new Uint8Array(bytes, 0, Math.min(kSampleBytes, bytes.byteLength));
  const oddest = decoders.map(decode => oddities(decode(sample)));
  const best = oddest.indexOf(Math.min(...oddest));
  return decoders[best]?.(new Uint8Array(bytes)) ?? '';
}

function decoderOf(encoding: string): (part: Uint8Array<ArrayBuffer>) => string {
  return part => new TextDecoder(encoding).decode(part);
}

/** Sums up how odd the letters beyond ASCII look where they stand; common ones of names where they belong count 0. */
function oddities(text: string): number {
  let sum = 0;
  for (const [, before = '', letter = '', after = ''] of text.matchAll(/(?<=(.?))([^\0-\x7f])(?=(.?))/gsu)) {
    const isLetter = /\p{L}/u.test(letter);
    if (!isLetter) {
      if (!/[’‘“”«»–—…€°\u00a0·•ªº²³½¼¾©®™]/.test(letter)) sum += 3;
      else if (/\p{L}/u.test(after) && !/[’“«–\u00a0]/.test(letter)) sum += /\p{L}/u.test(before) ? 2 : 1;
      continue;
    }
    if (/\p{Script=Cyrillic}/u.test(letter)) {
      if (/[A-Za-z]/.test(before + after)) sum += 2;
    } else if (!/[éèêëàâçîïôùûüœæ]/i.test(letter)) sum += /[ƒª-º]/.test(letter) ? 3 : 0.25;
    if (/\p{Script=Latin}/u.test(letter) && /[^\0-\x7f]/.test(before) && /\p{L}/u.test(before)) sum += 1;
    if (/\p{Lu}/u.test(letter) && /\p{Ll}/u.test(before)) sum += 2;
    if (/\p{Ll}/u.test(letter) && /\p{Lu}/u.test(before) && /\p{Lu}/u.test(after)) sum += 2;
    if (/\p{Ll}/u.test(letter) && !/\p{L}/u.test(before) && /\p{Ll}/u.test(after)) sum += 0.5;
  }
  return sum;
}
