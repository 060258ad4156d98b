import { fieldsThatDiffer } from './sentence.ts';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

/** Whether the page of a PDF file was compared with what was signed, and how that went; nothing for what is no PDF file. */
export function PageSays({ report }: { report: Report }) {
  const words = useWords().page_says;
  const language = useLanguage();
  if (report.page === undefined) return null;
  const { compared, differs } = report.page;
  const said = !compared ? 'not_compared' : differs.length === 0 ? 'same' : 'differs';
  return (
    <p class="page-says" data-testid="page-says" data-says={said}>
      {fill(words[said], { fields: fieldsThatDiffer(report, language) })}
    </p>
  );
}
