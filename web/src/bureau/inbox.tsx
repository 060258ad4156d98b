import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { Corrections } from './corrections.tsx';
import { HeldRows } from './held.tsx';
import { DraftRows, type DraftsShown } from './orders.tsx';
import type { ClassBrief, Correction, Draft, Flag, Held } from './requests.ts';
import { useBureauWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import { LIST_PAGE, pagesOf, type Listed } from '../desk/pages.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';
import { Problem } from './says.tsx';

type List = 'classes' | 'flags' | 'corrections' | 'held';

const PATHS: Record<List, string> = {
  classes: 'v1/classes/open',
  flags: 'v1/flags/open',
  corrections: 'v1/corrections/waiting',
  held: 'v1/held/open',
};

interface Waiting {
  drafts: DraftsShown;
  classes: Listed<ClassBrief>;
  flags: Listed<Flag>;
  held: Listed<Held>;
  corrections: Listed<Correction>;
}

async function whatWaits({ registry }: At, pages: Record<List, number>): Promise<Waiting> {
  const list = <T,>(name: List) => pagesOf<T>(registry, { path: PATHS[name], member: name, limit: LIST_PAGE }, pages[name]);
  const [drafts, classes, flags, corrections, held] = await Promise.all([
    registry.ask<DraftsShown>('v1/orders/drafts/open', {}),
    list<ClassBrief>('classes'),
    list<Flag>('flags'),
    list<Correction>('corrections'),
    list<Held>('held'),
  ]);
  // One that an order waits for is under orders.
  const unordered = corrections.rows.filter(({ certificate }) => !drafts.waiting.some((draft) => names(draft, certificate.number)));
  return { drafts, classes, flags, held, corrections: { ...corrections, rows: unordered } };
}

const names = ({ status, selector }: Draft, number: string): boolean => status === 'superseded' && 'numbers' in selector && selector.numbers.includes(number);

/** What waits for an officer: orders and certificates to approve, classes to accept, flags to decide. */
export function Inbox({ at }: { at: At }) {
  const words = useBureauWords();
  const [pages, setPages] = useState<Record<List, number>>({ classes: 1, flags: 1, corrections: 1, held: 1 });
  const [asked, again] = useAsked(() => whatWaits(at, pages), JSON.stringify(pages));
  const more = (list: List) => <More rest={waiting?.[list].more ?? 0} name={list} onMore={() => setPages({ ...pages, [list]: pages[list] + 1 })} />;
  const waiting = asked.value;
  const others = waiting?.drafts.waiting.filter((draft) => draft.ordered_by.staff_code !== at.holder.staff_code && !draft.expired) ?? [];
  const nothing = waiting !== undefined && others.length + waiting.classes.rows.length + waiting.flags.rows.length + waiting.held.rows.length + waiting.corrections.rows.length === 0;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.inbox_title}</h1>
        <button type="button" class="button small" data-testid="refresh" onClick={again}>
          {words.refresh}
        </button>
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {waiting === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {nothing && <p data-testid="nothing">{words.inbox_none}</p>}
      {waiting !== undefined && !nothing && (
        <ul class="todo" data-testid="todo">
          <Count count={others.length} text={words.todo_orders} />
          <Count count={waiting.held.rows.length + waiting.held.more} text={words.todo_held} />
          <Count count={waiting.classes.rows.length + waiting.classes.more} text={words.todo_classes} />
          <Count count={waiting.corrections.rows.length + waiting.corrections.more} text={words.todo_corrections} />
          <Count count={waiting.flags.rows.length + waiting.flags.more} text={words.todo_flags} />
        </ul>
      )}
      {others.length > 0 && <DraftRows at={at} drafts={others} caption={words.orders_waiting} />}
      {waiting !== undefined && waiting.held.rows.length > 0 && <HeldRows at={at} held={waiting.held.rows} onDecided={again} />}
      {more('held')}
      {waiting !== undefined && waiting.classes.rows.length > 0 && <ClassRows at={at} classes={waiting.classes.rows} />}
      {more('classes')}
      {waiting !== undefined && waiting.corrections.rows.length > 0 && <Corrections at={at} corrections={waiting.corrections.rows} />}
      {more('corrections')}
      {waiting !== undefined && waiting.flags.rows.length > 0 && <Flags at={at} flags={waiting.flags.rows} onDecided={again} />}
      {more('flags')}
    </section>
  );
}

/** Asks for more of a list, where there is more. */
function More({ rest, name, onMore }: { rest: number; name: List; onMore(): void }) {
  const words = useBureauWords();
  if (rest === 0) return null;
  return (
    <button type="button" class="button small" data-testid={`more-${name}`} onClick={onMore}>
      {fill(words.list_more[name], { count: String(rest) })}
    </button>
  );
}

function Count({ count, text }: { count: number; text: string }) {
  if (count === 0) return null;
  return (
    <li>
      <span class="todo-count">{count}</span>
      <span>{text}</span>
    </li>
  );
}

function ClassRows({ at, classes }: { at: At; classes: ClassBrief[] }) {
  const words = useBureauWords();
  const language = useLanguage();
  return (
    <table class="rows" data-testid="classes">
      <caption>{words.classes_waiting}</caption>
      <thead>
        <tr>
          <th scope="col">{words.class_number}</th>
          <th scope="col">{words.institution}</th>
          <th scope="col">{words.programme}</th>
          <th scope="col">{words.dates}</th>
          <th scope="col">{words.people}</th>
        </tr>
      </thead>
      <tbody>
        {classes.map((one) => (
          <tr key={one.number} data-class={one.number}>
            <th scope="row" data-label={words.class_number}>
              <button type="button" class="link numbers" onClick={() => at.go({ name: 'class', number: one.number })}>
                {one.number}
              </button>
            </th>
            <td data-label={words.institution} lang="zh-CN">
              {one.institution}
            </td>
            <td data-label={words.programme} lang="zh-CN">
              {one.programme_name}
            </td>
            <td data-label={words.dates}>
              {dateInWords(one.first, language)} – {dateInWords(one.last, language)}
            </td>
            <td data-label={words.people}>{one.people}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Flags, each decided with a reason. What is wrong with a certificate is an order's to change. */
export function Flags({ at, flags, onDecided }: { at: At; flags: Flag[]; onDecided(): void }) {
  const words = useBureauWords();
  const [open, setOpen] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const language = useLanguage();
  const decide = async (serial: number, verdict: 'dismiss' | 'confirmed') => {
    if (busy) return;
    if (reason.trim() === '') return setProblem(words.flag_reason_missing);
    setBusy(true);
    setProblem(null);
    try {
      await at.registry.ask('v1/flags/decide', { serial, verdict, reason: reason.trim() });
      setOpen(null);
      onDecided();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const begin = (serial: number) => {
    setOpen(open === serial ? null : serial);
    setReason('');
    setProblem(null);
  };
  return (
    <>
      <h2>{flags.some(({ flag }) => flag.decision === undefined) ? words.flags_open : words.flags_decided}</h2>
      <ul class="flags" data-testid="flags">
        {flags.map(({ serial, flag, words: written }) => (
          <li key={serial} data-flag={serial}>
            <p>
              <strong>{words.rules[flag.rule] ?? flag.rule}</strong>
              <span class="quiet">
                {flag.detail === '' ? '' : `${flag.detail} · `}
                {timeInWords(flag.raised, language)}
              </span>
            </p>
            {typeof written === 'string' && (
              <p lang="zh-CN" class="notice">
                {fill(words.holder_wrote, { written })}
              </p>
            )}
            <p class="flag-buttons">
              <button type="button" class="link numbers" onClick={() => at.go({ name: 'story', number: flag.certificate })}>
                {flag.certificate}
              </button>
              {flag.decision === undefined ? (
                <button type="button" class="button small" data-testid={`flag-${serial}`} aria-expanded={open === serial} onClick={() => begin(serial)}>
                  {words.flag_decide}
                </button>
              ) : (
                <span>{fill(words.flag_decided, { verdict: words.verdicts[flag.decision.verdict], reason: flag.decision.reason })}</span>
              )}
            </p>
            {open === serial && (
              <div class="sure">
                <label for={`flag-reason-${serial}`}>{words.flag_reason}</label>
                <input id={`flag-reason-${serial}`} value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
                <p class="hint">{words.flag_hint}</p>
                <Problem error={problem} />
                <div class="buttons">
                  <button type="button" class="button" data-testid="flag-dismiss" onClick={() => void decide(serial, 'dismiss')}>
                    {words.flag_dismiss}
                  </button>
                  <button type="button" class="button" data-testid="flag-confirm" onClick={() => void decide(serial, 'confirmed')}>
                    {words.flag_confirm}
                  </button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
