/** A Report's sentence with its places filled, in one language. */
import { dayOfTimeInWords, timeInWords } from '../dates.ts';
import type { Language } from '../language.ts';
import { pageField } from '../page-fields.ts';
import { REASON_PHRASES } from '../reason-phrases.ts';
import type { Report } from '../report.ts';
import { FACES, fill, SENTENCES, sentenceKey } from '../verdicts.ts';
import { WORDS } from '../words/words.ts';

export interface Told {
  word: string;
  /** How the sentence opens (the same word), and the rest of it. */
  opening: string;
  why: string;
  advice: string;
}

export function tell(report: Report, language: Language): Told {
  const words = WORDS[language];
  const face = FACES[report.outcome][language];
  const sentence = SENTENCES[sentenceKey(report)][language];
  const { bundle, snapshot } = report.evidence;
  const values = {
    institution: report.certificate?.institution ?? words.fallback_institution,
    authority: report.certificate?.authority ?? words.fallback_authority,
    what: reasonPhrase(report.reason, language),
    reason: report.reason ?? '',
    field: fieldsThatDiffer(report, language),
    // The registry answers from its own records, for which no snapshot is needed.
    as_of: timeInWords(snapshot?.as_of ?? report.checked_at, language),
    bundle_issued: bundle === undefined ? '' : dayOfTimeInWords(bundle.issued, language),
  };
  return {
    word: face.word,
    opening: face.opening,
    why: fill(sentence.why, values).slice(face.opening.length),
    advice: fill(sentence.advice, values),
  };
}

/** The fields of a PDF file's page that differ from what was signed, in words. */
export function fieldsThatDiffer({ page }: Report, language: Language): string {
  const names = page?.differs.map((name) => pageField(name, language)) ?? [];
  // The registry is not told of a page, and still may say that one was altered.
  return names.length === 0 ? pageField('text', language) : [...new Set(names)].join(WORDS[language].list_separator);
}

/** A code that this page does not know is shown as it is. */
export function reasonPhrase(reason: string | null, language: Language): string {
  if (reason === null) return '';
  const phrases: Record<string, { zh: string; en: string } | undefined> = REASON_PHRASES;
  return phrases[reason]?.[language] ?? reason;
}
