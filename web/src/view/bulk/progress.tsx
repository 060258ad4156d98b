import { useRef } from 'preact/hooks';
import { remaining } from '../../bulk/rate.ts';
import type { Exit } from '../../bulk/row.ts';
import type { RunView } from '../../bulk/run.ts';
import { BULK_WORDS } from '../../bulk/words.ts';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

interface Props {
  view: RunView;
  counts: Record<Exit, number>;
  onCancel(): void;
}

/** A bar with numbers beside it. What is read out comes at each quarter and at the end, not with each file. */
export function Progress({ view, counts, onCancel }: Props) {
  const words = BULK_WORDS[useLanguage()];
  const { phase, done, total, perSecond } = view;
  const numbers = { done: String(done), total: String(total) };
  const quarter = total === 0 ? 0 : Math.floor((4 * done) / total);
  const announced = useRef('');
  const lastQuarter = useRef(0);
  const isOver = phase === 'ended' || phase === 'cancelled';
  if (isOver) {
    const each = Object.fromEntries(Object.entries(counts).map(([exit, count]) => [exit, String(count)]));
    announced.current = fill(words.announce_ended, each);
  } else if (quarter !== lastQuarter.current) {
    lastQuarter.current = quarter;
    announced.current = fill(words.announce, numbers);
  }
  return (
    <div class="progress">
      {phase === 'gathering' && <p>{words.gathering}</p>}
      {phase === 'running' && (
        <>
          <div class="progress-line">
            <progress max={total} value={done} aria-label={fill(words.progress, numbers)} />
            <button type="button" class="button small" data-testid="bulk-cancel" onClick={onCancel}>
              {words.cancel}
            </button>
          </div>
          <p class="progress-says" data-testid="bulk-progress">
            <strong>{fill(words.progress, numbers)}</strong>
            {perSecond !== null && (
              <>
                <span>{fill(words.per_second, { rate: perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond)) })}</span>
                <span>{inWords(remaining(total - done, perSecond), words.remaining)}</span>
              </>
            )}
          </p>
        </>
      )}
      {isOver && total > 0 && <p class="progress-says">{fill(phase === 'ended' ? words.ended : words.cancelled, numbers)}</p>}
      <p class="visually-hidden" role="status" aria-live="polite" data-testid="bulk-announcement">
        {announced.current}
      </p>
    </div>
  );
}

const inWords = ({ unit, value }: ReturnType<typeof remaining>, words: Record<typeof unit, string>): string =>
  fill(words[unit], { value: String(value) });
