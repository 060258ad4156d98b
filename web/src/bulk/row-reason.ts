/** Why a row came out as it did, in a few words; nothing where it is valid. */
import type { Row } from './row.ts';
import { BULK_WORDS } from './words.ts';
import type { Language } from '../language.ts';
import { fill } from '../verdicts.ts';
import { fieldsThatDiffer, reasonPhrase } from '../view/sentence.ts';

export function rowReason({ result }: Row, language: Language): string {
  const words = BULK_WORDS[language];
  if ('problem' in result) return words.problems[result.problem];
  const { report } = result;
  if (report.reason === 'altered') return fill(words.altered, { field: fieldsThatDiffer(report, language) });
  return reasonPhrase(report.reason, language);
}
