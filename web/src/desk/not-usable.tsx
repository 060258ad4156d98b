import type { Standing } from './holder.ts';
import type { DeskState, OpenedDesk } from './use-desk.ts';
import { useDeskWords, type DeskWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useLanguage, type Language } from '../language.ts';
import { fill } from '../verdicts.ts';

/** A key that was opened and is of no use on this page, with why and what to do. */
export function NotUsable({ opened, state, wanted }: { opened: OpenedDesk; state: DeskState; wanted: Kind }) {
  const words = useDeskWords();
  const language = useLanguage();
  const why = whyNotUsable(opened, wanted, words, language);
  if (why === null) return null;
  return (
    <section class="card" role="alert" data-testid="not-usable" data-state={opened.standing.state}>
      <h1>{why.title}</h1>
      <p>{why.sentence}</p>
      <button type="button" class="button primary" data-testid="lock" onClick={() => state.lock()}>
        {words.choose_other}
      </button>
    </section>
  );
}

export type Kind = 'institution' | 'officer';

/** Whether the key is of use on a page for this kind of holder. What it may do is judged by the registry at each request. */
export const isUsable = ({ state, holder }: Standing, wanted: Kind): boolean =>
  state === 'known' && holder?.kind === wanted && holder.key.counts === 'now';

function whyNotUsable({ desk, standing }: OpenedDesk, wanted: Kind, words: DeskWords, language: Language) {
  const { state, holder, bundle } = standing;
  const time = (secs: number | null | undefined) => timeInWords(secsInWords(secs), language);
  if (isUsable(standing, wanted)) return null;
  if (state === 'no_bundle') return { title: words.no_bundle_title, sentence: words.no_bundle };
  if (state === 'bundle_expired') return { title: words.expired_title, sentence: fill(words.expired, { time: time(bundle?.expires) }) };
  if (state === 'unknown' || holder === null || holder === undefined) {
    return { title: words.unknown_title, sentence: fill(words.unknown, { kid: desk.kid }) };
  }
  const title = words.not_for_here_title;
  if (holder.kind !== wanted) {
    const sentence =
      holder.kind === 'officer'
        ? fill(words.officer_here, { staff_code: holder.staff_code })
        : fill(words.institution_here, { name: holder.name });
    return { title, sentence };
  }
  const { counts, from, until } = holder.key;
  const sentence =
    counts === 'not_yet' ? fill(words.not_yet, { time: time(from) }) : counts === 'no_more' ? fill(words.no_more, { time: time(until) }) : words.distrusted;
  return { title, sentence };
}

/** Unix seconds as a time that can be put into words. */
export const secsInWords = (secs: number | null | undefined): string => (secs === null || secs === undefined ? '' : new Date(secs * 1000).toISOString());
