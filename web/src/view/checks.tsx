import { reasonPhrase } from './sentence.ts';
import { useLanguage } from '../language.ts';
import type { Check, Report } from '../report.ts';
import { faceOf, fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

const SYMBOLS: Record<string, string> = { passed: '✓', failed: '✕', unsettled: '?', not_checked: '–' };

/** Each check a line that opens, and says in plain words what was asked and what came out. */
export function Checks({ report }: { report: Report }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <section class="card" data-testid="checks">
      <h2>{words.checks_title}</h2>
      {report.checks.map((item) => {
        const { check, result, reason } = item;
        const shown = shownResult(item);
        return (
          <details key={check} class={`line check-${shown}`} data-check={check} data-result={result}>
            <summary>
              <span class="line-name">{words.checks[check]?.name ?? check}</span>
              <span class="check-result">
                <span aria-hidden="true">{SYMBOLS[shown] ?? ''} </span>
                {words.results[shown] ?? shown}
              </span>
            </summary>
            <p>{words.checks[check]?.means}</p>
            {reason !== undefined && (
              <p>{fill(words.check_reason, { reason: reasonPhrase(reason, language) })}</p>
            )}
          </details>
        );
      })}
    </section>
  );
}

/** A check that failed for want of evidence has settled nothing, and is not shown as a fault. */
function shownResult({ result, reason }: Check): string {
  return result === 'failed' && faceOf(reason) === 'indeterminate' ? 'unsettled' : result;
}
