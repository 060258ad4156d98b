import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { Fact } from './class-page.tsx';
import { Flags } from './inbox.tsx';
import { Undo } from './order-done.tsx';
import type { Story } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** A certificate's whole story, and what can be done about it. */
export function StoryPage({ at, number }: { at: At; number: string }) {
  const words = useBureauWords();
  const language = useLanguage();
  const [asked, again] = useAsked(() => at.registry.ask<Story>('v1/certificates/story', { number }), number);
  const story = asked.value;
  const last = story?.orders[story.orders.length - 1];
  return (
    <section class="card" aria-busy={asked.phase === 'asking'} data-testid="story">
      <div class="head">
        <h1 tabIndex={-1}>
          {words.certificate} <span class="numbers">{number}</span>
        </h1>
        {story !== undefined && (
          <span class={`state state-${story.certificate.status}`} data-testid="story-status">
            {words.statuses[story.certificate.status]}
          </span>
        )}
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {story === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {story !== undefined && (
        <>
          <dl class="facts">
            <Fact name={words.holder} value={story.certificate.holder} />
            <Fact name={words.id_kinds[story.certificate.id_kind] ?? words.id_number} value={`…${story.certificate.id_tail}`} />
            <Fact name={words.institution} value={story.certificate.institution ?? story.certificate.uscc} />
            <Fact name={words.programme} value={story.certificate.programme} />
            <Fact name={words.dates} value={`${dateInWords(String(story.claims['first']), language)} – ${dateInWords(String(story.claims['last']), language)}`} />
            <Fact name={words.issued} value={dateInWords(story.certificate.issued, language)} />
            <Fact name={words.class_number} value={story.certificate.class_filing ?? words.none} />
            <Fact name={words.signed_with} value={story.kid} />
          </dl>
          <ReadPerson at={at} number={number} onRead={again} />
          <div class="buttons">
            {story.certificate.status === 'valid' && (
              <button type="button" class="button" data-testid="suspend" onClick={() => at.go({ name: 'write', wanted: { status: 'suspended', selector: { numbers: [number] } } })}>
                {words.suspend_this}
              </button>
            )}
            {(story.certificate.status === 'valid' || story.certificate.status === 'suspended') && (
              <button type="button" class="button" data-testid="revoke" onClick={() => at.go({ name: 'write', wanted: { status: 'revoked', selector: { numbers: [number] } } })}>
                {words.revoke_this}
              </button>
            )}
            {(story.certificate.status === 'revoked' || story.certificate.status === 'suspended') && (
              <button type="button" class="button" data-testid="reinstate" onClick={() => at.go({ name: 'write', wanted: { status: 'valid', selector: { numbers: [number] } } })}>
                {words.reinstate_this}
              </button>
            )}
            {last !== undefined && last.touched > 1 && last.status !== 'valid' && <Undo at={at} order={last.hash} />}
          </div>
          <h2>{words.history}</h2>
          <ol class="history" data-testid="history">
            <Step time={story.certificate.registered} text={fill(words.was_registered, { leaf: String(story.certificate.leaf) })} />
            {story.orders.map((order) => (
              <Step
                key={order.hash}
                time={order.entered}
                text={fill(words.was_ordered, {
                  act: words.acts[order.status],
                  reason: words.reasons[order.reason] ?? order.reason,
                  by: order.ordered_by.staff_code ?? order.ordered_by.kid,
                  approved: order.approved_by === null ? words.nobody : fill(words.approved_by, { by: order.approved_by.staff_code ?? order.approved_by.kid }),
                  count: String(order.touched),
                })}
              />
            ))}
            {story.corrections.replaced_by !== null && (
              <Step
                time={story.corrections.replaced_by.filed}
                text={fill(words.was_corrected, {
                  number: story.corrections.replaced_by.number,
                  state: words.correction_states[story.corrections.replaced_by.state] ?? story.corrections.replaced_by.state,
                })}
              />
            )}
            {story.acts.map((act) => (
              <Step
                key={act.serial}
                time={act.time}
                text={`${words.actions[act.action] ?? act.action} · ${act.by.staff_code ?? act.by.kid}${act.reason === undefined ? '' : ` · ${act.reason}`}`}
              />
            ))}
          </ol>
          {story.corrections.replaces !== null && (
            <p>
              {words.it_replaces}{' '}
              <button type="button" class="link numbers" onClick={() => at.go({ name: 'story', number: story.corrections.replaces ?? '' })}>
                {story.corrections.replaces}
              </button>
            </p>
          )}
          {story.class !== null && (
            <p>
              {fill(words.of_class, { state: words.class_states[story.class.state], count: String(story.class.people) })}{' '}
              <button type="button" class="link numbers" onClick={() => at.go({ name: 'class', number: story.class?.number ?? '' })}>
                {story.class.number}
              </button>
            </p>
          )}
          {story.flags.length > 0 && <Flags at={at} flags={story.flags} onDecided={again} />}
        </>
      )}
    </section>
  );
}

function Step({ time, text }: { time: string | null; text: string }) {
  const language = useLanguage();
  return (
    <li>
      <span class="quiet">{time === null ? '' : timeInWords(time, language)}</span>
      <span>{text}</span>
    </li>
  );
}

/** The full identity number: with a reason, which is kept, and only for as long as this view is open. */
function ReadPerson({ at, number, onRead }: { at: At; number: string; onRead(): void }) {
  const words = useBureauWords();
  const [reason, setReason] = useState('');
  const [read, setRead] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === '') return setProblem(words.person_reason_missing);
    setBusy(true);
    setProblem(null);
    try {
      setRead((await at.registry.ask<{ id_number: string }>('v1/certificates/person', { number, reason: reason.trim() })).id_number);
      onRead();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <details>
      <summary data-testid="read-open">{words.read_person}</summary>
      {read === null ? (
        <form onSubmit={(event) => void submit(event)}>
          <label for="read-reason">{words.person_reason}</label>
          <input id="read-reason" value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
          <p class="hint">{words.read_hint}</p>
          <Problem error={problem} />
          <button type="submit" class="button small" data-testid="read" aria-disabled={busy}>
            {words.read}
          </button>
        </form>
      ) : (
        <p class="numbers" data-testid="id-number">
          {read}
        </p>
      )}
    </details>
  );
}
