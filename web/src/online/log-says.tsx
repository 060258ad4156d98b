import { problemInWords } from '../view/registry-answer.tsx';
import type { LogAnswer } from './log-memory.ts';
import { useOnlineWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

/** Whether the log goes on from what this device has seen of it. That it does not is grave, and looks it. */
export function LogSays({ answer }: { answer: LogAnswer | Error }) {
  const words = useWords();
  const { log } = useOnlineWords();
  const language = useLanguage();
  if (answer instanceof Error) {
    return (
      <p class="notice" data-testid="log-says" data-log="none">
        {fill(log.not_asked, { why: problemInWords(answer, words) })}
      </p>
    );
  }
  const said = (sentence: string) => (
    <p class={isGrave(answer) ? 'grave' : 'log-fine'} data-testid="log-says" data-log={answer.kind}>
      {sentence}
    </p>
  );
  switch (answer.kind) {
    case 'first':
    case 'goes_on':
      return said(fill(log[answer.kind], { size: String(answer.size) }));
    case 'no_proof':
      return said(log.no_proof);
    default:
      return said(
        fill(log[answer.kind], {
          time: timeInWords(new Date(answer.rememberedSecs * 1000).toISOString(), language),
          before: String(answer.rememberedSize),
          after: String(answer.shownSize),
        }),
      );
  }
}

/** Beside it no answer of this registry is worth anything. */
export const isGrave = (answer: LogAnswer | Error | null): boolean =>
  answer !== null && !(answer instanceof Error) && answer.kind !== 'first' && answer.kind !== 'goes_on';
