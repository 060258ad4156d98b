import { useRef, useState } from 'preact/hooks';
import type { At } from './at.ts';
import { today } from './class-state.ts';
import { entryOf, ownClass, programmes, unprintableRows, type ClassShown, type ClassState, type Programme } from './requests.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useInstitutionWords } from './words.ts';
import type { InstitutionWords } from './words-zh.ts';
import { dateInWords } from '../dates.ts';
import { RosterField, type ReadRoster } from '../desk/roster-field.tsx';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** What is typed; what is left empty is as the roster says. */
interface Facts {
  programme: string;
  first: string;
  last: string;
  hours: string;
  place: string;
  teachers: string;
  plan: string;
}

interface Filed {
  number: string;
  people: number;
  roster_sha256: string;
  state: ClassState;
}

const EMPTY: Facts = { programme: '', first: '', last: '', hours: '', place: '', teachers: '', plan: '' };

/** A class is filed in two steps: everything is filled in, then shown once more, because its roster is fixed from then on. */
export function FilingForm({ at, replaces }: { at: At; replaces?: string | undefined }) {
  const words = useInstitutionWords();
  const { registry, holder } = at;
  const [listed] = useAsked(() => Promise.all([programmes(registry), entryOf(registry, holder.uscc)]), 'programmes');
  const [replaced] = useAsked(() => (replaces === undefined ? Promise.resolve(null) : ownClass(registry, replaces)), replaces ?? '');
  if (listed.phase === 'failed' || replaced.phase === 'failed') {
    return (
      <section class="card">
        <h1 tabIndex={-1}>{words.file_title}</h1>
        <Problem error={listed.phase === 'failed' ? listed.error : replaced.phase === 'failed' ? replaced.error : null} />
      </section>
    );
  }
  if (listed.phase !== 'there' || replaced.phase !== 'there') {
    return (
      <section class="card">
        <h1 tabIndex={-1}>{words.file_title}</h1>
        <p role="status">{words.loading}</p>
      </section>
    );
  }
  const [all, entry] = listed.value;
  const offered = all.filter(({ code, until }) => entry?.programmes.includes(code) === true && (until === undefined || until >= today()));
  return <Form at={at} offered={offered} isListed={entry !== null} replaced={replaced.value} />;
}

interface FormProps {
  at: At;
  offered: Programme[];
  isListed: boolean;
  replaced: ClassShown | null;
}

function Form({ at, offered, isListed, replaced }: FormProps) {
  const words = useInstitutionWords();
  const [facts, setFacts] = useState<Facts>(() => factsOf(replaced));
  const [roster, setRoster] = useState<ReadRoster | null>(null);
  const [reviewing, setReviewing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [missing, setMissing] = useState('');
  const [sending, setSending] = useState(false);
  const [filed, setFiled] = useState<Filed | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const replaces = replaced?.class.number;
  const toTop = () => setTimeout(() => heading.current?.focus());

  const review = async (event: Event) => {
    event.preventDefault();
    if (sending) return;
    const named = missingIn(facts, roster, words);
    setMissing(named.length === 0 ? '' : fill(words.missing_fields, { names: named.join(words.between) }));
    setError(null);
    if (named.length > 0 || roster === null) return;
    if (roster.preview.refused.length > 0) return setMissing(fill(words.roster_bad, { rows: String(roster.preview.refused_rows) }));
    const differs = differsIn(facts, roster, offered, words);
    if (differs !== '') return setMissing(differs);
    setSending(true);
    try {
      const rows = await unprintableRows(at.registry, roster.preview.accepted);
      if (rows.length > 0) {
        const named = rows.map(({ row, character }) => fill(words.unprintable_row, { row: String(row), character }));
        setMissing(fill(words.unprintable, { rows: named.join(words.between) }));
      } else {
        setReviewing(true);
        toTop();
      }
    } catch (problem) {
      setError(problem);
    }
    setSending(false);
  };
  const send = async () => {
    if (sending || roster === null) return;
    setSending(true);
    setError(null);
    try {
      const body = await at.opened.desk.fileClass(requestOf(facts, replaces), roster.file);
      const answer = await at.registry.send<Omit<Filed, 'state'>>('v1/classes', body);
      // Just the same again is the class that was filed before, whatever became of it.
      setFiled({ ...answer, state: (await ownClass(at.registry, answer.number)).class.state });
      toTop();
    } catch (problem) {
      setError(problem);
    }
    setSending(false);
  };

  if (filed !== null && (filed.state === 'withdrawn' || filed.state === 'returned')) {
    return (
      <section class="card" role="alert" data-testid="filed-before">
        <h1 ref={heading} tabIndex={-1}>
          {words.file_title}
        </h1>
        <p class="notice">{fill(words.filed_before, { number: filed.number, state: words.states[filed.state] })}</p>
        <button type="button" class="button primary" onClick={() => at.go({ name: 'class', number: filed.number })}>
          {words.open_class}
        </button>
      </section>
    );
  }
  if (filed !== null) {
    return (
      <section class="card" data-testid="filed" data-number={filed.number}>
        <h1 ref={heading} tabIndex={-1}>
          {words.file_title}
        </h1>
        <p class="done" role="status">
          {fill(words.filed, { number: filed.number, people: String(filed.people) })}
        </p>
        <p class="hint">
          {words.fingerprint}: <code>{filed.roster_sha256}</code>
        </p>
        <button type="button" class="button primary" onClick={() => at.go({ name: 'class', number: filed.number })}>
          {words.open_class}
        </button>
      </section>
    );
  }
  const field = (name: keyof Facts) => ({
    id: `class-${name}`,
    'data-testid': `class-${name}`,
    value: facts[name],
    autocomplete: 'off',
    onInput: (event: Event) => setFacts({ ...facts, [name]: (event.currentTarget as HTMLInputElement).value }),
  });
  return (
    <section class="card">
      <div class="head">
        <h1 ref={heading} tabIndex={-1}>
          {reviewing ? words.confirm_title : words.file_title}
        </h1>
        <button type="button" class="button small" onClick={() => at.go({ name: 'classes' })}>
          {words.back}
        </button>
      </div>
      {replaces !== undefined && <p class="notice">{fill(words.file_replaces, { number: replaces })}</p>}
      {!isListed && <p class="notice">{words.not_in_catalogue}</p>}
      {reviewing && roster !== null ? (
        <>
          <Review facts={facts} roster={roster} offered={offered} />
          <Problem error={error} />
          <div class="buttons">
            <button type="button" class="button primary" data-testid="confirm-filing" aria-disabled={sending} onClick={() => void send()}>
              {sending ? words.sending : words.confirm}
            </button>
            <button type="button" class="button" onClick={() => setReviewing(false)}>
              {words.change}
            </button>
          </div>
        </>
      ) : null}
      {/* Kept while it is reviewed: the roster that was read stays chosen. */}
      <form onSubmit={(event) => void review(event)} hidden={reviewing} data-testid="filing">
        <p>{words.file_lead}</p>
        {/* Before a class begins nobody has passed: results belong to its end, and a roster with some is refused. */}
        <RosterField label={words.roster} accepted="listed" unsaid="no_result_column" onRead={setRoster} />
        <label for="class-programme">{words.programme}</label>
        <select {...field('programme')}>
          <option value="">{words.choose_programme}</option>
          {offered.map(({ code, name, class_hours }) => (
            <option key={code} value={code}>
              {fill(words.programme_option, { name, code, hours: String(class_hours) })}
            </option>
          ))}
        </select>
        <div class="pair">
          <div>
            <label for="class-first">{words.first}</label>
            <input type="date" {...field('first')} />
          </div>
          <div>
            <label for="class-last">{words.last}</label>
            <input type="date" {...field('last')} />
          </div>
          <div>
            <label for="class-hours">{words.hours}</label>
            <input type="number" min="1" max="10000" {...field('hours')} />
          </div>
        </div>
        <p class="hint">{words.as_roster}</p>
        <label for="class-place">{words.place}</label>
        <input {...field('place')} />
        <label for="class-teachers">{words.teachers}</label>
        <textarea rows={3} {...field('teachers')} />
        <label for="class-plan">{words.plan}</label>
        <textarea rows={4} aria-describedby="plan-hint" {...field('plan')} />
        <p class="hint" id="plan-hint">
          {words.plan_hint}
        </p>
        <p class="problem" role="alert" data-testid="missing">
          {missing}
        </p>
        {!reviewing && <Problem error={error} />}
        <button type="submit" class="button primary" data-testid="review" aria-disabled={sending}>
          {sending ? words.loading : words.review}
        </button>
      </form>
    </section>
  );
}

function Review({ facts, roster, offered }: { facts: Facts; roster: ReadRoster; offered: Programme[] }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const one = roster.preview.accepted[0];
  const programme = offered.find(({ code }) => code === facts.programme);
  const rows: [string, string, boolean][] = [
    [words.programme, programme?.name ?? facts.programme, true],
    [words.first, dateInWords(facts.first || (one?.training[0] ?? ''), language), false],
    [words.last, dateInWords(facts.last || (one?.training[1] ?? ''), language), false],
    [words.hours, facts.hours || String(one?.hours ?? ''), false],
    [words.place, facts.place, true],
    [words.teachers.replace(/[（(,].*$/, ''), teachersOf(facts).join('、'), true],
    [words.roster, `${roster.file.name} · ${fill(words.people_count, { count: String(roster.preview.accepted.length) })}`, false],
  ];
  return (
    <dl class="facts" data-testid="review-facts">
      {rows.map(([label, value, isChinese]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd lang={isChinese ? 'zh-CN' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const teachersOf = ({ teachers }: Facts): string[] =>
  teachers
    .split(/[\n、，,;；]/)
    .map((teacher) => teacher.trim())
    .filter((teacher) => teacher !== '');

/** What the registry cannot do without and the roster does not say. */
function missingIn(facts: Facts, roster: ReadRoster | null, words: InstitutionWords): string[] {
  const one = roster?.preview.accepted[0];
  const wanted: [boolean, string][] = [
    [roster !== null, words.roster],
    [facts.programme !== '', words.programme],
    [facts.hours !== '' || roster === null || one?.hours !== undefined, words.hours],
    [facts.place.trim() !== '', words.place],
    [teachersOf(facts).length > 0, words.teachers],
  ];
  return wanted.filter(([isThere]) => !isThere).map(([, name]) => name);
}

/** Where roster and form say different things, certificates would be refused months later: said now. */
function differsIn(facts: Facts, { preview }: ReadRoster, offered: Programme[], words: InstitutionWords): string {
  const name = offered.find(({ code }) => code === facts.programme)?.name ?? '';
  const other = preview.accepted.find(({ programme }) => programme !== name);
  if (other !== undefined) return fill(words.differs_programme, { row: String(other.row), roster: other.programme, name });
  const first = facts.first || preview.accepted[0]?.training[0];
  const last = facts.last || preview.accepted[0]?.training[1];
  const otherDays = preview.accepted.find(({ training }) => training[0] !== first || training[1] !== last);
  return otherDays === undefined ? '' : fill(words.differs_days, { row: String(otherDays.row) });
}

function requestOf(facts: Facts, replaces: string | undefined): object {
  return {
    ...(replaces === undefined ? {} : { replaces }),
    programme: facts.programme,
    ...(facts.first === '' ? {} : { first: facts.first }),
    ...(facts.last === '' ? {} : { last: facts.last }),
    ...(facts.hours === '' ? {} : { class_hours: Number(facts.hours) }),
    place: facts.place.trim(),
    teachers: teachersOf(facts),
    plan: facts.plan.trim(),
  };
}

/** A class that is filed again begins as it was, but for its roster, which is chosen anew. */
function factsOf(replaced: ClassShown | null): Facts {
  if (replaced === null) return EMPTY;
  const { programme, first, last, class_hours, place, teachers, plan } = replaced.class;
  return { programme, first, last, hours: String(class_hours), place, teachers: teachers.join('\n'), plan };
}
