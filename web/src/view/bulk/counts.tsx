import type { Arrangement } from '../../bulk/arrange.ts';
import { EXITS, type Exit } from '../../bulk/row.ts';
import { BULK_WORDS } from '../../bulk/words.ts';
import { useLanguage } from '../../language.ts';
import { FACES } from '../../verdicts.ts';
import { FaceMark } from '../face-mark.tsx';

interface Props {
  counts: Record<Exit, number>;
  arrangement: Arrangement;
  onChange(arrangement: Arrangement): void;
}

/** How many came out how; each is a button that shows only those. The gravest first. */
export function Counts({ counts, arrangement, onChange }: Props) {
  const language = useLanguage();
  const words = BULK_WORDS[language];
  const all = EXITS.reduce((sum, exit) => sum + counts[exit], 0);
  const button = (exit: Exit | null, count: number) => (
    <button
      key={exit ?? 'all'}
      type="button"
      class={`count verdict-${exit ?? 'all'}`}
      data-testid={`bulk-count-${exit ?? 'all'}`}
      aria-pressed={arrangement.only === exit}
      onClick={() => onChange({ ...arrangement, only: exit })}
    >
      <span class="count-number">{count}</span>
      <span class="count-word">
        {exit !== null && exit !== 'unread' && <FaceMark outcome={exit} />}
        {exit === 'unread' && <UnreadMark />}
        {exit === null ? words.all : exit === 'unread' ? words.unread : FACES[exit][language].word}
      </span>
    </button>
  );
  return (
    <div class="counts" role="group" aria-label={words.counts_title}>
      {EXITS.map((exit) => button(exit, counts[exit]))}
      {button(null, all)}
    </div>
  );
}

/** A page with a line through it: no face, since no verdict was found. */
export function UnreadMark() {
  return (
    <svg class="face-mark unread-mark" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
      <path fill="none" stroke="currentColor" stroke-width="8" stroke-linejoin="round" stroke-linecap="round" d="M24 8 H60 L76 24 V88 H24 Z M12 84 L86 14" />
    </svg>
  );
}
