import { useLayoutEffect, useRef } from 'preact/hooks';
import { FaceMark } from './face-mark.tsx';
import { PageSays } from './page-says.tsx';
import { tell } from './sentence.ts';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';

/** The verdict: large, first, and told by shape and word before colour. */
export function VerdictCard({ report, takeFocus }: { report: Report; takeFocus: boolean }) {
  const { word, opening, why, advice } = tell(report, useLanguage());
  const heading = useRef<HTMLHeadingElement>(null);
  // After a form was sent the keyboard would otherwise be nowhere. A scan starts at the top anyway.
  useLayoutEffect(() => {
    if (takeFocus) heading.current?.focus();
  }, [takeFocus]);
  return (
    <section
      class={`verdict verdict-${report.outcome}`}
      data-testid="verdict"
      data-outcome={report.outcome}
      data-reason={report.reason ?? ''}
    >
      <div class="verdict-face">
        <FaceMark outcome={report.outcome} />
        <h1 ref={heading} tabIndex={-1}>
          {word}
        </h1>
      </div>
      <div class="verdict-words">
        {/* The opening repeats the word above: for whoever copies or reads the sentence alone. */}
        <p class="why" data-testid="why">
          <span class="visually-hidden" aria-hidden="true">
            {opening}
          </span>
          <span class="why-rest">{why}</span>
        </p>
        <p class="advice" data-testid="advice">
          {advice}
        </p>
        <PageSays report={report} />
      </div>
    </section>
  );
}
