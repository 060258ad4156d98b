import { useState } from 'preact/hooks';
import type { At, OrderWanted } from './at.ts';
import { OldAndNew } from './corrections.tsx';
import { OrderDone } from './order-done.tsx';
import { Exactly } from './exactly.tsx';
import { previewOrder, giveOrder, type FiledOrder, type Preview, type Selector, type Status } from './requests.ts';
import { useBureauWords } from './words.ts';
import type { BureauWords } from './words-zh.ts';
import { Problem } from './says.tsx';
import { fill } from '../verdicts.ts';
import { useDoing } from '../desk/use-doing.ts';

type Kind = 'numbers' | 'class_filing' | 'institution' | 'order';
const REASONS = ['no-exam-held', 'false-identity', 'ineligible-trainee', 'false-training-record', 'sold', 'wrong-data', 'key-compromised', 'asked-by-holder', 'other'] as const;
/** More than any log has; the order names what was seen. */
const TO_THE_END = Number.MAX_SAFE_INTEGER;
/** What an order has room for (1 MiB, 21 bytes each), with some to spare. */
const NUMBERS_IN_AN_ORDER = 45_000;

interface Shown {
  status: Status;
  /** What is signed: just what was shown. */
  selector: Selector;
  preview: Preview;
}

/** An order is written, what it changes is shown whole, and only then it can be signed. */
export function OrderForm({ at, wanted }: { at: At; wanted: OrderWanted }) {
  const words = useBureauWords();
  const [status, setStatus] = useState<Status>(wanted.status ?? 'suspended');
  const [kind, setKind] = useState<Kind>(kindOf(wanted.selector));
  const [text, setText] = useState(textOf(wanted.selector));
  const [from, setFrom] = useState('0');
  const [reason, setReason] = useState(wanted.corrections?.[0]?.reason ?? '');
  const corrections = wanted.corrections ?? [];
  const [note, setNote] = useState('');
  const { busy, problem, setProblem, doing } = useDoing();
  const [shown, setShown] = useState<Shown | null>(null);
  const [filed, setFiled] = useState<FiledOrder | null>(null);

  const show = (event: Event) => {
    event.preventDefault();
    const selector = selectorOf(kind, text, Number(from));
    if (selector === null) return setProblem(words.selector_missing);
    if (reason === '') return setProblem(words.reason_missing);
    void doing(async () => {
      const preview = await previewOrder(at.registry, status, selector);
      setShown({ status, preview, selector });
      setTimeout(() => document.querySelector<HTMLElement>('[data-testid=exactly] h2')?.focus());
    });
  };
  const sign = ({ selector, preview, status }: Shown) =>
    doing(async () => {
      const exact = await exactly(at, status, selector, preview);
      const hashes = corrections.map(({ statement_sha256 }) => statement_sha256);
      const order = { status, reason, note, seen: preview.seen, selector: exact, ...(hashes.length === 0 ? {} : { corrections: hashes }) };
      setFiled(await giveOrder({ desk: at.opened.desk, registry: at.registry, authority: at.holder.authority.code }, order));
      setTimeout(() => document.querySelector<HTMLElement>('main h1')?.focus());
    });
  if (filed !== null) return <OrderDone at={at} filed={filed} status={shown?.status ?? status} />;
  const edit = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    setShown(null);
  };
  return (
    <section class="card">
      <h1 tabIndex={-1}>{words.write_title}</h1>
      <p>{words.write_lead}</p>
      {corrections.map((one) => (
        <OldAndNew key={one.number} correction={one} />
      ))}
      {!at.holder.orders && <p class="notice">{words.may_not_order}</p>}
      <form onSubmit={show} data-testid="order-form">
        <div class="pair">
          <div>
            <label for="order-status">{words.what}</label>
            <select id="order-status" value={status} disabled={corrections.length > 0} onChange={(event) => edit(setStatus)(event.currentTarget.value as Status)}>
              {(corrections.length > 0 ? (['superseded'] as const) : (['suspended', 'revoked', 'valid'] as const)).map((one) => (
                <option key={one} value={one}>
                  {words.acts[one]}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label for="order-kind">{words.which}</label>
            <select id="order-kind" value={kind} disabled={corrections.length > 0} onChange={(event) => edit(setKind)(event.currentTarget.value as Kind)}>
              {(['numbers', 'class_filing', 'institution'] as const).map((one) => (
                <option key={one} value={one}>
                  {words.kinds[one]}
                </option>
              ))}
              {kind === 'order' && <option value="order">{words.kinds.order}</option>}
            </select>
          </div>
        </div>
        <label for="order-text">{words.kind_labels[kind]}</label>
        {kind === 'numbers' ? (
          <textarea id="order-text" value={text} readOnly={corrections.length > 0} spellcheck={false} onInput={(event) => edit(setText)(event.currentTarget.value)} />
        ) : (
          <input id="order-text" value={text} readOnly={kind === 'order'} spellcheck={false} autocomplete="off" onInput={(event) => edit(setText)(event.currentTarget.value)} />
        )}
        {kind === 'institution' && (
          <>
            <label for="order-from">{words.from_leaf}</label>
            <input id="order-from" type="number" min="0" step="1" value={from} onInput={(event) => edit(setFrom)(event.currentTarget.value)} />
          </>
        )}
        <label for="order-reason">{words.reason}</label>
        <select id="order-reason" value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
          <option value="">{words.choose}</option>
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {words.reasons[one]}
            </option>
          ))}
        </select>
        <label for="order-note">{words.note}</label>
        <textarea id="order-note" value={note} aria-describedby="order-note-hint" onInput={(event) => setNote(event.currentTarget.value)} />
        <p id="order-note-hint" class="hint">
          {words.note_hint}
        </p>
        <Problem error={problem} />
        {shown === null && (
          <button type="submit" class="button primary" data-testid="preview" aria-disabled={busy}>
            {busy ? words.looking : words.show_changes}
          </button>
        )}
      </form>
      {shown !== null && (
        <Exactly at={at} status={shown.status} selector={shown.selector} preview={shown.preview}>
          <div class="sure">
            <p>{sentence(shown, words)}</p>
            <div class="buttons">
              <button type="button" class="button primary" data-testid="sign" aria-disabled={busy} onClick={() => void sign(shown)}>
                {busy ? words.signing : words.sign}
              </button>
              <button type="button" class="button" onClick={() => setShown(null)}>
                {words.change_again}
              </button>
            </div>
          </div>
        </Exactly>
      )}
    </section>
  );
}

function sentence({ status, preview, selector }: Shown, words: BureauWords): string {
  const isAlone = status === 'suspended' && 'numbers' in selector && selector.numbers.length <= 60;
  return fill(isAlone ? words.sure_alone : words.sure_two, { count: String(preview.touched), act: words.acts[status] });
}

/** The selector that is signed: what undoes an order names its certificates one by one, an institution's ends where the list did. */
async function exactly(at: At, status: Status, selector: Selector, first: Preview): Promise<Selector> {
  if ('institution' in selector) return { ...selector, until: Math.max(first.seen, selector.from + 1) };
  if (!('order' in selector)) return selector;
  const numbers: string[] = [];
  for (let page = first; ; ) {
    numbers.push(...page.certificates.filter(({ changes }) => changes === true).map(({ number }) => number));
    if (page.next === null || numbers.length >= NUMBERS_IN_AN_ORDER) return { numbers: numbers.slice(0, NUMBERS_IN_AN_ORDER) };
    page = await previewOrder(at.registry, status, selector, { seen: first.seen, skip: page.next });
  }
}

const kindOf = (selector: Selector | undefined): Kind => {
  if (selector === undefined || 'numbers' in selector) return 'numbers';
  return 'class_filing' in selector ? 'class_filing' : 'institution' in selector ? 'institution' : 'order';
};

const textOf = (selector: Selector | undefined): string => {
  if (selector === undefined) return '';
  if ('numbers' in selector) return selector.numbers.join('\n');
  return 'class_filing' in selector ? selector.class_filing : 'institution' in selector ? selector.institution : selector.order;
};

function selectorOf(kind: Kind, text: string, from: number): Selector | null {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== '');
  const [first] = parts;
  if (first === undefined) return null;
  if (kind === 'numbers') return { numbers: [...new Set(parts)] };
  if (kind === 'class_filing') return { class_filing: first };
  if (kind === 'order') return { order: first };
  return Number.isSafeInteger(from) && from >= 0 ? { institution: first, from, until: TO_THE_END } : null;
}
