import { reasonPhrase } from './sentence.ts';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

const SYMBOLS: Record<string, string> = { passed: '✓', failed: '✕', not_checked: '–' };

/** Each check a line that opens, and says in plain words what was asked and what came out. */
export function Checks({ report }: { report: Report }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <section class="card" data-testid="checks">
      <h2>{words.checks_title}</h2>
      {report.checks.map(({ check, result, reason }) => (
        <details key={check} class={`line check-${result}`} data-check={check} data-result={result}>
          <summary>
            <span class="line-name">{words.checks[check]?.name ?? check}</span>
            <span class="check-result">
              <span aria-hidden="true">{SYMBOLS[result] ?? ''} </span>
              {words.results[result] ?? result}
            </span>
          </summary>
          <p>{words.checks[check]?.means}</p>
          {reason !== undefined && (
            <p>{fill(words.check_reason, { reason: reasonPhrase(reason, language) })}</p>
          )}
        </details>
      ))}
    </section>
  );
}
