import { useLayoutEffect, useState } from 'preact/hooks';
import { differences, type Difference } from './differences.ts';
import { History } from './history.tsx';
import { defaultInWords, describePolicy, formOf, policyOf, type Policy, type PolicyForm, type PolicyShown, type Rule, type Severity } from './policy.ts';
import { Review } from './review.tsx';
import { useCatalogueWords } from './words.ts';
import { focusWrong } from './wrong-field.ts';
import type { At } from '../at.ts';
import { Problem } from '../says.tsx';
import { timeInWords } from '../../dates.ts';
import { useAsked } from '../../desk/use-asked.ts';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

/** The bureau's rules: what each does, its number, and what was changed when by whom. */
export function PolicyPage({ at }: { at: At }) {
  const words = useCatalogueWords();
  const language = useLanguage();
  const [asked, again] = useAsked(() => at.registry.read<PolicyShown>('v1/policy'), 'policy');
  const [said, setSaid] = useState('');
  const shown = asked.value;
  const renew = (text = '') => {
    setSaid(text);
    again();
    document.querySelector<HTMLElement>('main h1')?.focus();
  };
  const defaults: Policy = { rules: {}, notice_days: 1, class_number: '{authority}-{year}-{serial}' };
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.policy_title}</h1>
        <button type="button" class="button small" onClick={() => renew()}>
          {words.refresh}
        </button>
      </div>
      <p>{words.policy_lead}</p>
      <p class="done" role="status" data-testid="saved">
        {said}
      </p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {shown === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {shown !== undefined && (
        <>
          <p data-testid="policy-version">
            {shown.since === null ? words.policy_default : fill(words.policy_version, { version: String(shown.version), since: timeInWords(shown.since, language) })}
          </p>
          <Editor key={shown.version} at={at} shown={shown} onSaved={renew} onStale={() => renew()} />
          <History at={at} of={{ policy: {} }} version={shown.version} describe={(value: Policy) => describePolicy(value, shown.rules, words)} first={describePolicy(defaults, shown.rules, words)} />
        </>
      )}
    </section>
  );
}

function Editor({ at, shown, onSaved, onStale }: { at: At; shown: PolicyShown; onSaved(said: string): void; onStale(): void }) {
  const words = useCatalogueWords();
  const [form, setForm] = useState<PolicyForm>(formOf(shown));
  const [review, setReview] = useState<{ policy: Policy; changes: Difference[] } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useLayoutEffect(() => focusWrong('policy', problem), [problem]);
  const show = (event: Event) => {
    event.preventDefault();
    const read = policyOf(form, shown.rules);
    if ('wrong' in read) {
      document.getElementById(`policy-${read.wrong}`)?.focus();
      return setProblem(fill(words.not_a_number, { field: words.rules[read.wrong] ?? words.notice_days }));
    }
    const describe = (value: Policy) => describePolicy(value, shown.rules, words);
    const changes = differences(describe(shown.value), describe(read.policy));
    if (changes.length === 0) return setProblem(words.nothing_changes);
    setProblem(null);
    setReview({ policy: read.policy, changes });
  };
  const save = async () => {
    if (review === null) return;
    const { version } = await at.registry.ask<{ version: number }>('v1/policy', { seen: shown.version, value: review.policy });
    onSaved(fill(words.saved, { what: words.policy_title, version: String(version) }));
  };
  const back = (error: unknown = null) => {
    setReview(null);
    setProblem(error);
  };
  if (review !== null) return <Review changes={review.changes} save={save} onBack={back} onStale={onStale} />;
  const set = (rule: string, more: Partial<{ severity: Severity; limit: string }>) => {
    const held = form.rules[rule];
    if (held !== undefined) setForm({ ...form, rules: { ...form.rules, [rule]: { ...held, ...more } } });
  };
  return (
    <form onSubmit={show} data-testid="policy-form">
      <table class="rows policy">
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            <th scope="col">{words.when_broken}</th>
            <th scope="col">{words.limit}</th>
          </tr>
        </thead>
        <tbody>
          {shown.rules.map((rule) => (
            <RuleRow key={rule.rule} rule={rule} form={form} set={set} />
          ))}
        </tbody>
      </table>
      <h2>{words.filing}</h2>
      <div class="pair">
        <div>
          <label for="policy-notice_days">{words.notice_days}</label>
          <input id="policy-notice_days" inputMode="numeric" value={form.notice_days} autocomplete="off" onInput={(event) => setForm({ ...form, notice_days: event.currentTarget.value })} />
        </div>
        <div>
          <label for="policy-class_number">{words.class_number}</label>
          <input id="policy-class_number" value={form.class_number} autocomplete="off" spellcheck={false} aria-describedby="policy-class-hint" onInput={(event) => setForm({ ...form, class_number: event.currentTarget.value })} />
          <p id="policy-class-hint" class="hint">
            {words.class_number_hint}
          </p>
        </div>
      </div>
      <Problem error={problem} />
      <button type="submit" class="button primary" data-testid="show-changes">
        {words.show_changes}
      </button>
    </form>
  );
}

interface RowProps {
  rule: Rule;
  form: PolicyForm;
  set(rule: string, more: Partial<{ severity: Severity; limit: string }>): void;
}

function RuleRow({ rule, form, set }: RowProps) {
  const words = useCatalogueWords();
  const name = words.rules[rule.rule] ?? rule.rule;
  const typed = form.rules[rule.rule];
  const isChanged = rule.severity !== rule.default || rule.limit !== rule.default_limit;
  const [least, most] = [String(rule.least ?? ''), String(rule.most ?? '')];
  return (
    <tr data-rule={rule.rule}>
      <th scope="row">
        {name} {isChanged && <span class="state state-waiting">{words.changed_rule}</span>}
      </th>
      <td data-label={words.when_broken}>
        <select
          id={rule.limit === null ? `policy-${rule.rule}` : undefined}
          aria-label={fill(words.severity_of, { rule: name })}
          data-testid={`severity-${rule.rule}`}
          value={typed?.severity}
          disabled={rule.may_be.length === 1}
          onChange={(event) => set(rule.rule, { severity: event.currentTarget.value as Severity })}
        >
          {rule.may_be.map((one) => (
            <option key={one} value={one}>
              {words.severities[one]}
            </option>
          ))}
        </select>
        {rule.may_be.length > 1 && <p class="hint">{defaultInWords(rule, words)}</p>}
      </td>
      <td data-label={words.limit} class={rule.limit === null ? 'empty' : undefined}>
        {rule.limit !== null && (
          <>
            <span class="with-unit">
              <input
                id={`policy-${rule.rule}`}
                inputMode="numeric"
                autocomplete="off"
                aria-label={fill(words.limit_of, { rule: name, least, most })}
                value={typed?.limit}
                onInput={(event) => set(rule.rule, { limit: event.currentTarget.value })}
              />
              {words.units[rule.rule]}
            </span>
            <p class="hint">{fill(words.range, { least, most, default: String(rule.default_limit) })}</p>
          </>
        )}
      </td>
    </tr>
  );
}
