import type { At } from './at.ts';
import type { FiledOrder, Status } from './requests.ts';
import { useBureauWords } from './words.ts';
import { fill } from '../verdicts.ts';

/** What came of an order, and the way back. */
export function OrderDone({ at, filed, status }: { at: At; filed: FiledOrder; status: Status }) {
  const words = useBureauWords();
  const isDone = filed.state === 'carried_out';
  const title = isDone ? words.done_title : words.waits_title;
  const values = { count: String(filed.touched), act: words.acts[status] };
  return (
    <section class="card" data-testid="order-done" data-state={filed.state}>
      <h1 tabIndex={-1}>{title}</h1>
      <p class="done" role="status">
        {fill(isDone ? words.done_sentence : words.waits_sentence, values)}
      </p>
      <div class="buttons">
        {isDone && filed.in_force !== null && status !== 'valid' && <Undo at={at} order={filed.in_force} />}
        <button type="button" class="button" data-testid="to-orders" onClick={() => at.go({ name: 'orders' })}>
          {words.to_orders}
        </button>
      </div>
    </section>
  );
}

/** Begins the order that puts back what another changed; nothing happens before its list was shown. */
export function Undo({ at, order }: { at: At; order: string }) {
  const words = useBureauWords();
  return (
    <button type="button" class="button" data-testid="undo" onClick={() => at.go({ name: 'write', wanted: { status: 'valid', selector: { order } } })}>
      {words.undo}
    </button>
  );
}
