import { secsInWords } from './not-usable.tsx';
import type { OpenedDesk } from './use-desk.ts';
import { useDeskWords } from './words.ts';
import { dayOfTimeInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

interface Props {
  name: string;
  detail: string;
  opened: OpenedDesk;
  waiting: boolean;
  onLock(): void;
}

/** Who works here, with which key, until when; and the way to let go of it. */
export function DeskBar({ name, detail, opened, waiting, onLock }: Props) {
  const words = useDeskWords();
  const language = useLanguage();
  const until = opened.standing.holder?.key.until;
  const validity = until === null || until === undefined ? words.no_end : fill(words.until, { time: dayOfTimeInWords(secsInWords(until), language) });
  return (
    <section class="desk-bar" aria-label={words.key}>
      <p class="desk-who">
        <strong lang="zh-CN" data-testid="holder">
          {name}
        </strong>
        <span lang="zh-CN">{detail}</span>
      </p>
      <p class="desk-key">
        <span>
          {words.key} <code>{opened.desk.kid}</code>
        </span>
        <span>{validity}</span>
      </p>
      <button type="button" class="button small" data-testid="lock" onClick={onLock}>
        {words.lock}
      </button>
      <p class="desk-waiting" role="status" data-testid="waiting">
        {waiting ? words.waiting : ''}
      </p>
    </section>
  );
}
