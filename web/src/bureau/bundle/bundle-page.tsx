import { useState } from 'preact/hooks';
import { ChangeForm } from './change-form.tsx';
import { changeInWords, differenceInWords, differencesOf, fetchNewest, signedDraft, type Change, type Difference, type Newest } from './draft.ts';
import { useBundleWords } from './words.ts';
import type { At } from '../at.ts';
import { saveAs } from '../requests.ts';
import { Problem } from '../says.tsx';
import { timeInWords } from '../../dates.ts';
import { secsInWords } from '../../desk/not-usable.tsx';
import { useAsked } from '../../desk/use-asked.ts';
import { useDoing } from '../../desk/use-doing.ts';
import { clockSecs } from '../../device/clock.ts';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

/** The next trust bundle: what of this bureau is to change, prepared as a draft that the province reads and signs. */
export function BundlePage({ at }: { at: At }) {
  const words = useBundleWords();
  const language = useLanguage();
  const [asked, again] = useAsked(() => fetchNewest(at), 'bundle');
  const newest = asked.value;
  const time = (secs: number) => timeInWords(secsInWords(secs), language);
  const isExpired = newest !== undefined && clockSecs() >= newest.shown.expires;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
      </div>
      <p>{words.lead}</p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {newest === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {newest !== undefined && (
        <>
          <p data-testid="bundle-version">
            {fill(words.current, { version: String(newest.shown.version), issued: time(newest.shown.issued), expires: time(newest.shown.expires) })}
          </p>
          {isExpired ? <p class="notice">{words.expired}</p> : <Drafting key={newest.shown.version} at={at} newest={newest} />}
        </>
      )}
    </section>
  );
}

function Drafting({ at, newest }: { at: At; newest: Newest }) {
  const words = useBundleWords();
  const [changes, setChanges] = useState<Change[]>([]);
  const [differences, setDifferences] = useState<Difference[]>([]);
  const { busy, problem, doing } = useDoing();
  const [file, setFile] = useState<string | null>(null);
  /** Tried on the newest bundle first: what it does not take is not in the draft. */
  const take = async (next: Change[]) => {
    setDifferences(next.length === 0 ? [] : await differencesOf(at, newest.pack, next));
    setChanges(next);
    setFile(null);
  };
  const sign = () =>
    doing(async () => {
      const text = await signedDraft(at, newest.pack, changes);
      const name = `bundle-draft-${at.holder.authority.code}-v${newest.shown.version}.json`;
      saveAs(name, new TextEncoder().encode(text), 'application/json');
      setFile(name);
    });
  const isOwn = changes.some((change) => change.do === 'add-officer-key' && change.staff_code === at.holder.staff_code);
  return (
    <>
      <ChangeForm shown={newest.shown} add={(more) => take([...changes, ...more])} />
      <h2>{words.draft}</h2>
      {changes.length === 0 ? (
        <p data-testid="draft-empty">{words.draft_empty}</p>
      ) : (
        <div class="sure calm" data-testid="draft">
          <p>{fill(words.asked, { count: String(changes.length) })}</p>
          <ul class="flags">
            {changes.map((change, place) => (
              <li key={place} class="asked">
                <span>{changeInWords(change, words)}</span>
                <button type="button" class="button small" onClick={() => void doing(() => take(changes.filter((_, other) => other !== place)))}>
                  {words.remove}
                </button>
              </li>
            ))}
          </ul>
          <p>{fill(words.draft_count, { count: String(differences.length) })}</p>
          <ul data-testid="differences">
            {differences.map((difference, place) => (
              <li key={place}>{differenceInWords(difference, words)}</li>
            ))}
          </ul>
          {isOwn && <p class="notice">{words.own_key}</p>}
          <Problem error={problem} />
          <button type="button" class="button primary" data-testid="sign-draft" aria-disabled={busy} onClick={() => void sign()}>
            {busy ? words.signing : words.sign}
          </button>
        </div>
      )}
      <p class="done" role="status" data-testid="draft-done">
        {file === null ? '' : fill(words.done, { file })}
      </p>
      {file !== null && <p>{fill(words.next, { file })}</p>}
    </>
  );
}
