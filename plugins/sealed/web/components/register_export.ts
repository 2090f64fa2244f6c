// Exports the register as CSV and xlsx, in the browser because only this device knows the subjects.
import writeXlsxFile from 'write-excel-file/universal';

/** Holds one line of the register. */
export interface Line {
  readonly at: Date;
  readonly cells: readonly string[];
}

/**
 * Writes CSV (RFC 4180) with a BOM, so that Excel reads accents. Escapes cells that a spreadsheet would run as a
 * formula.
 */
export function csvOf(header: readonly string[], lines: readonly Line[], zone: string): Blob {
  const rows = [header, ...lines.map(({ at, cells }) => [localText(at, zone), ...cells])];
  const text = rows.map(row => row.map(csvCell).join(',')).join('\r\n');
  return new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv;charset=utf-8' });
}

/** Writes an Excel workbook. */
export function xlsxOf(header: readonly string[], lines: readonly Line[], zone: string): Promise<Blob> {
  const head = header.map(value => ({ value, type: String, fontWeight: 'bold' as const }));
  const rows = lines.map(({ at, cells }) => [
    { value: localDate(at, zone), type: Date, format: 'yyyy-mm-dd hh:mm:ss' },
    ...cells.map(value => ({ value: xmlText(value), type: String })), // typed as text: never a formula
  ]);
  const columns = header.map((_, i) => ({ width: [20, 46, 30, 36, 26, 20, 24, 16][i] ?? 20 }));
  return writeXlsxFile([head, ...rows], { columns, stickyRowsCount: 1 }).toBlob();
}

/**
 * Writes one CSV cell. A spreadsheet runs "=1+1" as a formula, and so anything that begins with +, -, @, a tab or a
 * return: an apostrophe in front makes it text.
 */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Formats a time in a zone: "2026-11-24 14:26:05". */
export function localText(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: zone }).format(at);
}

/** Returns a date whose UTC reads as the zone's local time, because spreadsheets know no zones. */
function localDate(at: Date, zone: string): Date {
  return new Date(`${localText(at, zone).replace(' ', 'T')}Z`);
}

/** Removes control characters, which XML does not allow. */
function xmlText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
}
