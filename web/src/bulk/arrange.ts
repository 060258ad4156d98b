/** The rows as somebody wants to see them: of one kind only, in an order of their choice. */
import { EXITS, reportOf, type Exit, type Row } from './row.ts';

export const COLUMNS = ['file', 'holder', 'number', 'programme', 'verdict', 'reason'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Arrangement {
  only: Exit | null;
  by: Column | null;
  descending: boolean;
}

/** As they came. */
export const AS_GIVEN: Arrangement = { only: null, by: null, descending: false };

/** Pressed once: upwards; again: downwards; a third time: as they came. */
export function sortedBy(column: Column, { only, by, descending }: Arrangement): Arrangement {
  if (by !== column) return { only, by: column, descending: false };
  return descending ? { ...AS_GIVEN, only } : { only, by, descending: true };
}

export function arrange(rows: readonly Row[], { only, by, descending }: Arrangement, reasonOf: (row: Row) => string): Row[] {
  const wanted = rows.filter(({ exit }) => only === null || exit === only);
  if (by === null) return wanted.sort((a, b) => a.index - b.index);
  const compare = new Intl.Collator('zh-CN', { numeric: true }).compare;
  const keyed = wanted.map((row) => ({ row, key: keyOf(row, by, reasonOf) }));
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => direction * compare(a.key, b.key) || a.row.index - b.row.index);
  return keyed.map(({ row }) => row);
}

function keyOf(row: Row, column: Column, reasonOf: (row: Row) => string): string {
  const certificate = reportOf(row)?.certificate;
  switch (column) {
    case 'file':
      return row.file;
    case 'verdict':
      // The gravest first.
      return String(EXITS.indexOf(row.exit));
    case 'reason':
      return reasonOf(row);
    default:
      return certificate?.[column] ?? '';
  }
}
