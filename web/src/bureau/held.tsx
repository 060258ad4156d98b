import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import type { Held } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import { RegistryProblem } from '../desk/problems.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** Certificates that wait for an officer before they are registered: what each rule found, and approve or refuse. */
export function HeldRows({ at, held, onDecided }: { at: At; held: Held[]; onDecided(): void }) {
  const words = useBureauWords();
  return (
    <>
      <h2>{words.held_waiting}</h2>
      <p class="hint">{words.held_hint}</p>
      <ul class="flags" data-testid="held">
        {held.map((one) => (
          <HeldRow key={one.number} at={at} one={one} onDecided={onDecided} />
        ))}
      </ul>
    </>
  );
}

function HeldRow({ at, one, onDecided }: { at: At; one: Held; onDecided(): void }) {
  const words = useBureauWords();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  // Rules that hold it by now as well: shown with the refusal of an approval that did not name them.
  const [more, setMore] = useState<string[]>([]);
  const send = async (path: string, body: object) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await at.registry.ask(path, { number: one.number, ...body });
      onDecided();
    } catch (error) {
      const document = error instanceof RegistryProblem ? error.document : null;
      const rule = document?.code === 'held_by_more' ? document.rule : null;
      if (typeof rule === 'string' && rule !== '') setMore([...more, rule]);
      setProblem(error);
    }
    setBusy(false);
  };
  const approve = () => send('v1/held/approve', { rules: [...one.rules.map(({ rule }) => rule), ...more] });
  const refuse = () => {
    if (reason.trim() === '') return setProblem(words.held_reason_missing);
    return send('v1/held/refuse', { reason: reason.trim() });
  };
  const { claims } = one;
  return (
    <li data-held={one.number}>
      {one.rules.map(({ rule, detail }) => (
        <p key={rule}>
          <strong>{words.rules[rule] ?? rule}</strong>
          <span class="quiet">{detail}</span>
        </p>
      ))}
      {more.map((rule) => (
        <p key={rule}>
          <strong>{words.rules[rule] ?? rule}</strong>
          <span class="quiet">{words.held_more}</span>
        </p>
      ))}
      <p>
        <span class="numbers">{one.number}</span> · <span lang="zh-CN">{one.institution ?? one.uscc}</span> · <span lang="zh-CN">{claims.holder}</span> <code>…{claims.id_tail}</code> ·{' '}
        <span lang="zh-CN">{claims.programme}</span> · {dateInWords(claims.first, language)} – {dateInWords(claims.last, language)}
      </p>
      <p class="flag-buttons">
        <span class="quiet">{fill(words.held_since, { time: timeInWords(one.held, language) })}</span>
        <button type="button" class="button small" data-testid="held-approve" aria-disabled={busy} onClick={() => void approve()}>
          {words.held_approve}
        </button>
        <button type="button" class="button small" data-testid="held-refuse" aria-expanded={open} onClick={() => setOpen(!open)}>
          {words.held_refuse}
        </button>
      </p>
      {!open && <Problem error={problem} />}
      {open && (
        <div class="sure">
          <label for={`held-reason-${one.number}`}>{words.held_reason}</label>
          <input id={`held-reason-${one.number}`} value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
          <Problem error={problem} />
          <div class="buttons">
            <button type="button" class="button" data-testid="held-refuse-sure" aria-disabled={busy} onClick={() => void refuse()}>
              {words.held_refuse_sure}
            </button>
          </div>
        </div>
      )}
    </li>
  );
}
