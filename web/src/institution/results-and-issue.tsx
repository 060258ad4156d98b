import { useRef, useState } from 'preact/hooks';
import type { At } from './at.ts';
import { today } from './class-state.ts';
import { carryOut, planRun, type ForIssuing, type Progress, type Run } from './issuing.ts';
import { PlanView, RunTable } from './run-view.tsx';
import type { ClassShown, OfClass } from './requests.ts';
import { useInstitutionWords } from './words.ts';
import { problemInWords } from '../desk/problem-words.ts';
import { RosterField, type ReadRoster } from '../desk/roster-field.tsx';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

interface Props {
  at: At;
  shown: ClassShown;
  ofClass: OfClass;
  onChanged(): void;
}

/** A class that ended: who passed is filed, then certificates are issued to them. One roster serves both. */
export function ResultsAndIssue({ at, shown, ofClass, onChanged }: Props) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [roster, setRoster] = useState<ReadRoster | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [plan, setPlan] = useState<Run | null>(null);
  const [again, setAgain] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [ended, setEnded] = useState<'done' | 'stopped' | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const hasResults = shown.class.passed !== undefined;
  const { number } = shown.class;
  const issuing: ForIssuing = { desk: at.opened.desk, registry: at.registry, bureau: at.holder.authority, site: at.opened.site };

  const attempt = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    setSaid('');
    try {
      await work();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const fileResults = (file: ReadRoster) =>
    attempt(async () => {
      const body = await issuing.desk.classResults(shown, file.file);
      await at.registry.send('v1/classes/results', body);
      setSaid(words.results_done);
      onChanged();
    });
  const showPlan = (file: ReadRoster, wanted: boolean) =>
    attempt(async () => {
      setEnded(null);
      setProgress(null);
      setAgain(wanted);
      try {
        setPlan(await planRun(issuing, { number, file: file.file, issued: today(), again: wanted }));
      } catch (problem) {
        // What is shown is the plan of before.
        setAgain(again);
        throw problem;
      }
    });
  const showFirstPlan = async (file: ReadRoster) => {
    await showPlan(file, false);
    setTimeout(() => heading.current?.focus());
  };
  const issue = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    setEnded(null);
    try {
      setPlan(await carryOut(issuing, setProgress));
      setEnded('done');
      onChanged();
    } catch (problem) {
      setError(problem);
      setEnded('stopped');
    }
    setBusy(false);
  };
  const take = (read: ReadRoster | null) => {
    setRoster(read);
    setPlan(null);
    setAgain(false);
    setProgress(null);
    setEnded(null);
    setError(null);
  };
  const run = progress?.run ?? plan;
  const count = (state: string) => run?.people.filter((person) => person.state === state).length ?? 0;
  const isFaultless = roster !== null && roster.preview.refused.length === 0;
  return (
    <section class="card" data-testid="issuing">
      <h2>{words.results_title}</h2>
      <p>{hasResults ? words.results_lead_filed : words.results_lead}</p>
      <RosterField label={words.roster} accepted="on_asking" onRead={take} />
      {roster !== null && !isFaultless && <p class="problem">{fill(words.roster_bad, { rows: String(roster.preview.refused_rows) })}</p>}
      <p role="status" class="done" data-testid="results-done">
        {said}
      </p>
      {isFaultless && !hasResults && (
        <div>
          <p data-testid="results-plan">
            {fill(words.results_plan, {
              all: String(shown.roster.length),
              passed: String(roster.preview.accepted.length),
              failed: String(Math.max(0, shown.roster.length - roster.preview.accepted.length)),
            })}{' '}
            {words.results_fixed}
          </p>
          <button type="button" class="button primary" data-testid="file-results" aria-disabled={busy} onClick={() => void fileResults(roster)}>
            {busy ? words.sending : words.results_submit}
          </button>
        </div>
      )}
      {isFaultless && hasResults && plan === null && (
        <button type="button" class="button primary" data-testid="show-plan" aria-disabled={busy} onClick={() => void showFirstPlan(roster)}>
          {busy ? words.loading : words.issue_plan}
        </button>
      )}
      {plan !== null && progress === null && ended === null && <PlanView run={plan} issued={today()} heading={heading} />}
      {roster !== null && plan !== null && progress === null && ended === null && (again || count('declined') > 0) && (
        <label class="check-line">
          {/* Not `disabled` while it works: that would take the keyboard's place away. */}
          <input
            type="checkbox"
            data-testid="again"
            checked={again}
            aria-disabled={busy}
            onClick={(event) => busy && event.preventDefault()}
            onChange={() => void showPlan(roster, !again)}
          />
          {words.apply_again}
        </label>
      )}
      {plan !== null && ended !== 'done' && count('waits') > 0 && (
        <div>
          <button type="button" class="button primary" data-testid="issue" aria-disabled={busy} onClick={() => void issue()}>
            {ended === 'stopped' ? words.issue_go_on : words.issue}
          </button>
          <p class="hint">{words.resumable}</p>
        </div>
      )}
      <p role="status" data-testid="issue-says" data-ended={ended}>
        {ended === 'done'
          ? fill(words.issue_done, {
              issued: String(count('issued')),
              has: String(count('has') + count('issued_elsewhere')),
              refused: String(count('refused')),
            }) + (count('awaiting_approval') > 0 ? fill(words.issue_awaiting, { count: String(count('awaiting_approval')) }) : '')
          : busy && progress !== null
            ? progressInWords(progress, words)
            : ''}
      </p>
      {progress !== null && ended === null && <progress max={progress.all} value={progress.done} aria-label={words.results_title} />}
      {ended === 'stopped' ? (
        <p class="problem" role="alert" data-testid="problem">
          {fill(words.issue_interrupted, { why: problemInWords(error, language) })}
        </p>
      ) : (
        <Problem error={error} />
      )}
      {run !== null && <RunTable run={run} certificates={ofClass.certificates} />}
    </section>
  );
}

function progressInWords({ done, all, rate }: Progress, words: ReturnType<typeof useInstitutionWords>): string {
  const begun = fill(words.issuing, { done: String(done), all: String(all) });
  if (rate <= 0) return begun;
  const secs = Math.ceil((all - done) / rate);
  const left = secs < 90 ? fill(words.seconds, { count: String(secs) }) : fill(words.minutes, { count: String(Math.round(secs / 60)) });
  return `${begun} · ${fill(words.rate, { rate: rate.toFixed(rate < 10 ? 1 : 0), left })}`;
}
