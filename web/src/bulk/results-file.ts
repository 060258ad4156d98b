/** The table of results, with the columns of `hezheng verify --report`. */
import { csvOf } from './csv.ts';
import { BULK_WORDS } from './words.ts';
import { reportOf, type Row } from './row.ts';
import { rowReason } from './row-reason.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import type { Language } from '../language.ts';
import type { Report } from '../report.ts';
import { FACES, fill } from '../verdicts.ts';
import { fieldsThatDiffer } from '../view/sentence.ts';

export function resultsCsv(rows: readonly Row[], language: Language): string {
  const words = BULK_WORDS[language];
  const inOrder = [...rows].sort((a, b) => a.index - b.index);
  return csvOf([words.file_columns, ...inOrder.map((row) => cellsOf(row, language))]);
}

function cellsOf(row: Row, language: Language): string[] {
  const words = BULK_WORDS[language];
  const verdict = row.exit === 'unread' ? words.unread : FACES[row.exit][language].word;
  const report = reportOf(row);
  const lead = [row.file, verdict, rowReason(row, language)];
  return report === null ? [...lead, ...words.file_columns.slice(lead.length).map(() => '')] : [...lead, ...contents(report, language)];
}

function contents(report: Report, language: Language): string[] {
  const { certificate, evidence } = report;
  const date = (iso: string | undefined) => (iso === undefined ? '' : dateInWords(iso, language));
  const time = (rfc3339: string | undefined) => (rfc3339 === undefined ? '' : timeInWords(rfc3339, language));
  return [
    certificate?.number ?? '',
    certificate?.holder ?? '',
    certificate?.id_tail ?? '',
    certificate?.programme ?? '',
    date(certificate?.training[0]),
    date(certificate?.training[1]),
    certificate?.institution ?? '',
    certificate?.authority ?? '',
    date(certificate?.issued),
    time(evidence.registered?.time),
    pageCell(report, language),
    time(evidence.snapshot?.as_of),
    certificate?.check_code ?? '',
  ];
}

function pageCell(report: Report, language: Language): string {
  const words = BULK_WORDS[language];
  if (report.page === undefined) return '';
  if (!report.page.compared) return words.page_not_compared;
  return report.page.differs.length === 0
    ? words.page_same
    : fill(words.page_differs, { fields: fieldsThatDiffer(report, language) });
}

/** Hands it to the person as a file. */
export function saveCsv(csv: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = name;
  link.click();
  // The browser reads it after this has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
