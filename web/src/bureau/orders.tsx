import type { At } from './at.ts';
import { orderInWords } from './order-words.ts';
import type { Draft } from './requests.ts';
import { useBureauWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { Problem } from './says.tsx';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';

export interface DraftsShown {
  waiting: Draft[];
  decided: Draft[];
}

/** The orders on their way, and what came of others. */
export function Orders({ at }: { at: At }) {
  const words = useBureauWords();
  const [asked, again] = useAsked(() => at.registry.ask<DraftsShown>('v1/orders/drafts/open', {}), 'orders');
  const shown = asked.value;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.orders_title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
        <button type="button" class="button primary small" data-testid="write" onClick={() => at.go({ name: 'write', wanted: {} })}>
          {words.write}
        </button>
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {shown === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {shown !== undefined && (
        <>
          {shown.waiting.length === 0 ? <p>{words.orders_none}</p> : <DraftRows at={at} drafts={shown.waiting} caption={words.orders_waiting} />}
          {shown.decided.length > 0 && <DraftRows at={at} drafts={shown.decided} caption={words.orders_decided} />}
        </>
      )}
    </section>
  );
}

export function DraftRows({ at, drafts, caption }: { at: At; drafts: Draft[]; caption: string }) {
  const words = useBureauWords();
  const language = useLanguage();
  return (
    <table class="rows" data-testid="drafts">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.order}</th>
          <th scope="col">{words.reason}</th>
          <th scope="col">{words.count}</th>
          <th scope="col">{words.ordered_by}</th>
          <th scope="col">{words.status}</th>
        </tr>
      </thead>
      <tbody>
        {drafts.map((draft) => (
          <tr key={draft.id} data-id={draft.id} data-state={draft.state}>
            <th scope="row" data-label={words.order}>
              <button type="button" class="link" onClick={() => at.go({ name: 'order', id: draft.id })}>
                {orderInWords(draft, words)}
              </button>
            </th>
            <td data-label={words.reason}>{words.reasons[draft.reason] ?? draft.reason}</td>
            <td data-label={words.count}>{draft.touched}</td>
            <td data-label={words.ordered_by}>
              {draft.ordered_by.staff_code ?? draft.ordered_by.kid} · {timeInWords(draft.ordered, language)}
            </td>
            <td data-label={words.status}>
              <span class={`state state-${draft.state}`}>{draft.expired ? words.expired : words.draft_states[draft.state]}</span>
              {draft.reason_back !== null && (
                <span class="state-why" lang="zh-CN">
                  {draft.reason_back}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
