import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import type { ClassBrief } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

interface Shown {
  class: ClassBrief;
  roster: { index: number; name: string; id_tail: string }[];
}

/** A class with its roster: accepted, or given back with a reason, after what follows from it was said. */
export function ClassPage({ at, number }: { at: At; number: string }) {
  const words = useBureauWords();
  const language = useLanguage();
  const [asked, again] = useAsked(() => at.registry.ask<Shown>('v1/classes/open', { number }), number);
  const [said, setSaid] = useState('');
  const one = asked.value?.class;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'} data-testid="class-page">
      <h1 tabIndex={-1}>{fill(words.class_title, { number })}</h1>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      <p class="done" role="status">
        {said}
      </p>
      {one !== undefined && asked.value !== undefined && (
        <>
          <dl class="facts">
            <Fact name={words.status} value={words.class_states[one.state]} />
            <Fact name={words.institution} value={one.institution} />
            <Fact name={words.programme} value={`${one.programme_name}（${one.programme}）`} />
            <Fact name={words.dates} value={`${dateInWords(one.first, language)} – ${dateInWords(one.last, language)}`} />
            <Fact name={words.hours} value={String(one.class_hours)} />
            <Fact name={words.place} value={one.place} />
            <Fact name={words.teachers} value={one.teachers.join('、')} />
            <Fact name={words.filed} value={timeInWords(one.filed, language)} />
            {one.reason !== undefined && <Fact name={words.reason_back} value={one.reason} />}
          </dl>
          {(one.plan ?? '') !== '' && (
            <details>
              <summary>{words.plan}</summary>
              <p class="lines" lang="zh-CN">
                {one.plan}
              </p>
            </details>
          )}
          <details>
            <summary>{fill(words.roster, { count: String(one.people) })}</summary>
            <ol class="names" lang="zh-CN">
              {asked.value.roster.map((person) => (
                <li key={person.index}>
                  {person.name} <span class="quiet numbers">…{person.id_tail}</span>
                </li>
              ))}
            </ol>
          </details>
          <Decide at={at} one={one} onDecided={(sentence) => (setSaid(sentence), again())} />
          <div class="buttons">
            <button type="button" class="button small" onClick={() => at.go({ name: 'write', wanted: { status: 'revoked', selector: { class_filing: number } } })}>
              {words.order_for_class}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Decide({ at, one, onDecided }: { at: At; one: ClassBrief; onDecided(sentence: string): void }) {
  const words = useBureauWords();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  if (one.state !== 'waiting' && one.state !== 'accepted') return null;
  const act = async (path: string, body: object, sentence: (answer: { certificates?: number }) => string) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      onDecided(sentence(await at.registry.ask<{ certificates?: number }>(path, body)));
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const giveBack = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === '') return setProblem(words.back_reason_missing);
    void act('v1/classes/return', { number: one.number, reason: reason.trim() }, ({ certificates = 0 }) =>
      certificates === 0 ? words.class_returned : fill(words.class_returned_flagged, { count: String(certificates) }),
    );
  };
  return (
    <>
      {one.state === 'waiting' && (
        <div class="buttons">
          <button type="button" class="button primary" data-testid="accept" aria-disabled={busy} onClick={() => void act('v1/classes/accept', { number: one.number }, () => words.class_accepted)}>
            {words.accept}
          </button>
        </div>
      )}
      <form onSubmit={giveBack}>
        {one.state === 'accepted' && <p class="notice">{words.return_accepted}</p>}
        <label for="class-reason">{words.return_why}</label>
        <input id="class-reason" value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
        <Problem error={problem} />
        <div class="buttons">
          <button type="submit" class="button" data-testid="return" aria-disabled={busy}>
            {words.give_back}
          </button>
        </div>
      </form>
    </>
  );
}
