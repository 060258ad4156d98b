/** What came of one file, as the table and the file of results have it. */
import type { Source, SourceProblem } from './source.ts';
import type { PdfProblem } from '../read/pdf-finding.ts';
import type { PictureResult } from '../read/picture.ts';
import type { Outcome, Report } from '../report.ts';

export type RowProblem =
  | SourceProblem
  | PdfProblem
  | Exclude<PictureResult['kind'], 'one' | 'several'>
  /** The verifier did not run. */
  | 'not_judged';

/** How it came out: the three answers, and files that no answer was found for. */
export type Exit = Outcome | 'unread';
export const EXITS: readonly Exit[] = ['invalid', 'indeterminate', 'unread', 'valid'];

export interface Row {
  /** In the order in which the files were given. */
  index: number;
  file: string;
  exit: Exit;
  /** How many pixels or pages it was found in is not kept: what opens the row reads the file again. */
  source: Source;
  result: { report: Report; text: string | null } | { problem: RowProblem };
}

export const reportOf = ({ result }: Row): Report | null => ('report' in result ? result.report : null);

export function countsOf(rows: readonly Row[]): Record<Exit, number> {
  const counts: Record<Exit, number> = { valid: 0, invalid: 0, indeterminate: 0, unread: 0 };
  for (const { exit } of rows) counts[exit]++;
  return counts;
}
