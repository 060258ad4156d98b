/** The results as a file that spreadsheets open: UTF-8 with a byte order mark, and no cell that could be taken for a formula. */

/** Lines end as RFC 4180 has it. */
export function csvOf(table: string[][]): string {
  return `\ufeff${table.map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;
}

/** A spreadsheet takes a cell that begins so for a formula; an apostrophe before it makes it text. */
function cellOf(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
