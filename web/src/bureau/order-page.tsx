import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { OldAndNew } from './corrections.tsx';
import { Exactly } from './exactly.tsx';
import { OrderDone, Undo } from './order-done.tsx';
import { orderInWords } from './order-words.ts';
import { fromBase64, previewOrder, toBase64, type Correction, type Draft, type FiledOrder, type Preview } from './requests.ts';
import { useBureauWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { Problem } from './says.tsx';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** One order: what it says, what it would change now, and what an officer may do with it. */
export function OrderPage({ at, id }: { at: At; id: string }) {
  const words = useBureauWords();
  const [asked, again] = useAsked(() => look(at, id), id);
  const [done, setDone] = useState<FiledOrder | null>(null);
  const found = asked.value;
  if (done !== null && found !== undefined && done.state === 'carried_out') return <OrderDone at={at} filed={done} status={found.draft.status} />;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'} data-testid="order-page">
      <div class="head">
        <h1 tabIndex={-1}>{found === undefined ? words.order : orderInWords(found.draft, words)}</h1>
        <button type="button" class="button small" onClick={() => at.go({ name: 'orders' })}>
          {words.to_orders}
        </button>
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {found !== undefined && (
        <>
          <Facts draft={found.draft} />
          {found.draft.state === 'waiting' ? (
            <Waiting at={at} {...found} onDone={setDone} onChanged={again} />
          ) : (
            found.draft.state === 'carried_out' &&
            found.draft.in_force !== null &&
            found.draft.status !== 'valid' && (
              <div class="buttons">
                <Undo at={at} order={found.draft.in_force} />
              </div>
            )
          )}
        </>
      )}
    </section>
  );
}

interface Looked {
  draft: Draft;
  preview: Preview | null;
  problem: unknown;
  /** Those that the order would carry out. */
  corrections: Correction[];
}

/** The order, and while it waits what it would change now: by then there may be nothing left to change. */
async function look(at: At, id: string): Promise<Looked> {
  const draft = await at.registry.ask<Draft>('v1/orders/drafts/open', { id });
  if (draft.state !== 'waiting') return { draft, preview: null, problem: null, corrections: [] };
  const seen = Number.isSafeInteger(draft.seen) ? { seen: draft.seen } : {};
  const corrections = await correctionsOf(at, draft);
  try {
    return { draft, corrections, preview: await previewOrder(at.registry, draft.status, draft.selector, seen), problem: null };
  } catch (problem) {
    return { draft, preview: null, problem, corrections };
  }
}

async function correctionsOf({ registry }: At, { status, selector }: Draft): Promise<Correction[]> {
  if (status !== 'superseded' || !('numbers' in selector)) return [];
  const { corrections } = await registry.ask<{ corrections: Correction[] }>('v1/corrections/waiting', {});
  return corrections.filter(({ certificate }) => selector.numbers.includes(certificate.number));
}

function Facts({ draft }: { draft: Draft }) {
  const words = useBureauWords();
  const language = useLanguage();
  const fact = (name: string, value: string) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <dl class="facts">
      {fact(words.status, draft.expired ? words.expired : words.draft_states[draft.state])}
      {fact(words.reason, words.reasons[draft.reason] ?? draft.reason)}
      {fact(words.ordered_by, `${draft.ordered_by.staff_code ?? draft.ordered_by.kid} · ${timeInWords(draft.ordered, language)}`)}
      {draft.decided_by !== null && fact(words.decided_by, `${draft.decided_by.staff_code ?? draft.decided_by.kid} · ${timeInWords(draft.since, language)}`)}
      {draft.state === 'waiting' && fact(words.approve_until, timeInWords(draft.until, language))}
      {draft.state === 'carried_out' && fact(words.count, String(draft.touched))}
      {draft.note !== null && fact(words.note, draft.note)}
      {draft.reason_back !== null && fact(words.reason_back, draft.reason_back)}
    </dl>
  );
}

interface WaitingProps extends Looked {
  at: At;
  onDone(filed: FiledOrder): void;
  onChanged(): void;
}

function Waiting({ at, draft, preview, problem, corrections, onDone, onChanged }: WaitingProps) {
  const words = useBureauWords();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const [reason, setReason] = useState('');
  const isOwn = draft.ordered_by.staff_code === at.holder.staff_code;
  const decide = async (decision: () => Promise<object>) => {
    if (busy) return;
    setBusy(true);
    setFailed(null);
    try {
      const filed = await at.registry.ask<FiledOrder>('v1/orders/drafts/decide', { id: draft.id, seen: draft.version, ...(await decision()) });
      onDone(filed);
      if (filed.state !== 'carried_out') onChanged();
    } catch (error) {
      setFailed(error);
    }
    setBusy(false);
  };
  const approve = () =>
    decide(async () => {
      const { pack, roots } = at.opened.site;
      return { approved: toBase64(await at.opened.desk.approveOrder(fromBase64(draft.order ?? ''), pack, roots)) };
    });
  const back = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === '') return setFailed(words.back_reason_missing);
    void decide(async () => ({ reason: reason.trim() }));
  };
  return (
    <>
      <Problem error={problem} />
      {corrections.map((one) => (
        <OldAndNew key={one.number} correction={one} />
      ))}
      {preview !== null && (
        <Exactly at={at} status={draft.status} selector={draft.selector} preview={preview}>
          {isOwn || !at.holder.approves ? (
            <p class="notice" data-testid="not-yours">
              {isOwn ? words.own_order : words.may_not_approve}
            </p>
          ) : (
            !draft.expired && (
              <div class="sure">
                <p>{fill(words.approve_sure, { count: String(preview.touched), act: words.acts[draft.status] })}</p>
                <button type="button" class="button primary" data-testid="approve" aria-disabled={busy} onClick={() => void approve()}>
                  {busy ? words.signing : words.approve}
                </button>
              </div>
            )
          )}
        </Exactly>
      )}
      <form onSubmit={back}>
        <label for="back-reason">{isOwn ? words.withdraw_why : words.order_return_why}</label>
        <input id="back-reason" value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
        <Problem error={failed} />
        <div class="buttons">
          <button type="submit" class="button" data-testid="give-back" aria-disabled={busy}>
            {isOwn ? words.withdraw : words.give_back}
          </button>
        </div>
      </form>
    </>
  );
}
