import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { hasEnded } from './class-state.ts';
import { DownloadAll, StatusWords } from './certificates.tsx';
import { ResultsAndIssue } from './results-and-issue.tsx';
import { ofClass, ownClass, type Certificate, type ClassShown, type Held, type OfClass } from './requests.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useInstitutionWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** The whole story of one class, and what can be done with it now. */
export function ClassPage({ at, number }: { at: At; number: string }) {
  const words = useInstitutionWords();
  const [asked, again] = useAsked(() => Promise.all([ownClass(at.registry, number), ofClass(at.registry, number)]), number);
  return (
    <>
      <section class="card" aria-busy={asked.phase === 'asking'} data-testid="class" data-state={asked.value?.[0].class.state}>
        <div class="head">
          <h1 tabIndex={-1}>{fill(words.class_title, { number })}</h1>
          <button type="button" class="button small" data-testid="refresh" onClick={again}>
            {words.refresh}
          </button>
          <button type="button" class="button small" onClick={() => at.go({ name: 'classes' })}>
            {words.back}
          </button>
        </div>
        <Problem error={asked.phase === 'failed' ? asked.error : null} />
        {asked.value === undefined ? <p role="status">{words.loading}</p> : <Facts shown={asked.value[0]} />}
        {asked.value !== undefined && <Standing at={at} shown={asked.value[0]} certificates={asked.value[1].certificates} onChanged={again} />}
      </section>
      {asked.value !== undefined && asked.value[0].class.state === 'accepted' && hasEnded(asked.value[0].class) && (
        <ResultsAndIssue at={at} shown={asked.value[0]} ofClass={asked.value[1]} onChanged={again} />
      )}
      {asked.value !== undefined && <Roster at={at} shown={asked.value[0]} ofClass={asked.value[1]} />}
    </>
  );
}

function Facts({ shown }: { shown: ClassShown }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const one = shown.class;
  const rows: [string, string, boolean][] = [
    [words.state, words.states[one.state], false],
    [words.programme, one.programme_name, true],
    [words.dates, `${dateInWords(one.first, language)} – ${dateInWords(one.last, language)}`, false],
    [words.hours, String(one.class_hours), false],
    [words.place, one.place, true],
    [words.teachers.replace(/[（(,].*$/, ''), one.teachers.join('、'), true],
    [words.people, fill(words.people_count, { count: String(one.people) }), false],
    [words.filed_at, timeInWords(one.filed, language), false],
  ];
  return (
    <dl class="facts">
      {rows.map(([label, value, isChinese]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd lang={isChinese ? 'zh-CN' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface StandingProps {
  at: At;
  shown: ClassShown;
  certificates: Certificate[];
  onChanged(): void;
}

/** Where the class stands, in a sentence, and the buttons that go with it. */
function Standing({ at, shown, certificates, onChanged }: StandingProps) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { number, state, reason, last } = shown.class;
  const withdraw = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await at.registry.ask('v1/classes/withdraw', { number });
      setAsking(false);
      onChanged();
    } catch (problem) {
      // The bureau may have decided meanwhile: what the class is now is shown, and why this was not done.
      setError(problem);
      onChanged();
    }
    setBusy(false);
  };
  const again = (
    <button type="button" class="button primary" data-testid="replace" onClick={() => at.go({ name: 'file', replaces: number })}>
      {words.replace}
    </button>
  );
  return (
    <div class="standing">
      <Problem error={error} />
      {state === 'waiting' && (
        <>
          <p>{words.waiting_how}</p>
          {asking ? (
            <div class="sure" data-testid="withdraw-sure">
              <p>{words.withdraw_sure}</p>
              <div class="buttons">
                <button type="button" class="button primary" data-testid="withdraw-yes" aria-disabled={busy} onClick={() => void withdraw()}>
                  {words.withdraw_yes}
                </button>
                <button type="button" class="button" onClick={() => setAsking(false)}>
                  {words.withdraw_no}
                </button>
              </div>
            </div>
          ) : (
            <button type="button" class="button" data-testid="withdraw" onClick={() => setAsking(true)}>
              {words.withdraw}
            </button>
          )}
        </>
      )}
      {state === 'returned' && (
        <>
          <p class="notice" data-testid="returned">
            {fill(words.returned, { reason: reason ?? '' })}
          </p>
          <p>{words.returned_how}</p>
          {again}
        </>
      )}
      {state === 'withdrawn' && (
        <>
          <p>{words.withdrawn}</p>
          {again}
        </>
      )}
      {state === 'accepted' && !hasEnded(shown.class) && <p>{fill(words.accepted_how, { last: dateInWords(last, language) })}</p>}
      {certificates.length > 0 && <DownloadAll at={at} certificates={certificates} name={number} />}
    </div>
  );
}

/** The roster as it was filed, with what became of each person. */
function Roster({ at, shown, ofClass: { certificates, held } }: { at: At; shown: ClassShown; ofClass: OfClass }) {
  const words = useInstitutionWords();
  const passed = shown.class.passed;
  const of = (index: number) => certificates.filter((one) => one.place === index);
  // Never registered, and so without a place; nobody on a roster is like another.
  const heldOf = (one: ClassShown['roster'][number]) =>
    held.filter((sent) => sent.holder === one.name && sent.id_kind === one.id_kind && sent.id_tail === one.id_tail);
  // Where results and certificates are worked at above it, a long roster is opened by whoever wants it.
  const isLong = shown.class.state === 'accepted' && hasEnded(shown.class) && certificates.length === 0;
  return (
    <details class="card" open={!isLong} data-testid="filed-roster">
      <summary>
        <h2>
          {words.roster_title} ({shown.roster.length})
        </h2>
      </summary>
      <table class="rows" aria-label={words.roster_title}>
        <thead>
          <tr>
            <th scope="col">{words.row_head}</th>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.id}</th>
            {passed !== undefined && <th scope="col">{words.result}</th>}
            {passed !== undefined && <th scope="col">{words.certificate}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.roster.map((person) => (
            <tr key={person.index}>
              <td data-label={words.row_head}>{person.index + 1}</td>
              <th scope="row" data-label={words.name} lang="zh-CN">
                {person.name}
              </th>
              <td data-label={words.id}>
                <code>…{person.id_tail}</code>
              </td>
              {passed !== undefined && <td data-label={words.result}>{passed.includes(person.index) ? words.passed_mark : words.failed_mark}</td>}
              {passed !== undefined && (
                <td data-label={words.certificate}>
                  {of(person.index).map((one) => (
                    <StatusWords key={one.number} at={at} certificate={one} />
                  ))}
                  {heldOf(person).map((one) => (
                    <HeldWords key={one.number} held={one} />
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** What was sent and is no certificate, and why. */
function HeldWords({ held: { number, state, reason } }: { held: Held }) {
  const words = useInstitutionWords();
  const stands = state === 'waiting' ? 'awaiting_approval' : 'declined';
  return (
    <div class="certificate" data-testid="held" data-number={number} data-state={state}>
      <span class="numbers">{number}</span>
      <span class={`state state-${stands}`}>{words[`state_${stands}`]}</span>
      {reason !== null && (
        <span class="state-why" lang="zh-CN">
          {reason}
        </span>
      )}
    </div>
  );
}
