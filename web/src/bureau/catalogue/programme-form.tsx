import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { differences, type Difference } from './differences.ts';
import { History } from './history.tsx';
import { describeProgramme, formOf, programmeOf, type Programme, type ProgrammeForm, type Versioned } from './programme.ts';
import { Review } from './review.tsx';
import { useCatalogueWords } from './words.ts';
import { focusWrong } from './wrong-field.ts';
import type { At } from '../at.ts';
import { Problem } from '../says.tsx';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

interface Props {
  at: At;
  /** As it was seen; nothing: a new one. */
  entry: Versioned<Programme> | null;
  /** An end that is proposed. */
  until?: string;
  onSaved(said: string): void;
  onClose(): void;
}

/** A programme is edited, shown as what changes, and then saved for the version that was seen. */
export function ProgrammeEditor({ at, entry, until, onSaved, onClose }: Props) {
  const words = useCatalogueWords();
  const language = useLanguage();
  const heading = useRef<HTMLHeadingElement>(null);
  const [form, setForm] = useState<ProgrammeForm>({ ...formOf(entry?.value ?? null), ...(until === undefined ? {} : { until }) });
  const [review, setReview] = useState<{ programme: Programme; changes: Difference[] } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  useLayoutEffect(() => focusWrong('programme', problem, { subsidy_fen: 'subsidy' }), [problem]);
  const show = (event: Event) => {
    event.preventDefault();
    const read = programmeOf(form);
    if ('wrong' in read) {
      document.getElementById(`programme-${read.wrong}`)?.focus();
      return setProblem(fill(words.not_a_number, { field: String(words[read.wrong]) }));
    }
    const describe = (value: Programme) => describeProgramme(value, words, language);
    const changes = differences(entry === null ? null : describe(entry.value), describe(read.programme));
    if (changes.length === 0) return setProblem(words.nothing_changes);
    setProblem(null);
    setReview({ programme: read.programme, changes });
  };
  const save = async () => {
    if (review === null) return;
    const { version } = await at.registry.ask<{ version: number }>('v1/programmes', { seen: entry?.version ?? 0, value: review.programme });
    onSaved(fill(words.saved, { what: review.programme.name, version: String(version) }));
  };
  const back = (error: unknown = null) => {
    setReview(null);
    setProblem(error);
  };
  if (review !== null) return <Review changes={review.changes} save={save} onBack={back} onStale={onClose} />;
  const text = (name: Exclude<keyof ProgrammeForm, 'levels'>, more: object = {}) => (
    <input id={`programme-${name}`} value={form[name]} autocomplete="off" spellcheck={false} onInput={(event) => setForm({ ...form, [name]: event.currentTarget.value })} {...more} />
  );
  return (
    <form class="sure calm" onSubmit={show} data-testid="programme-form">
      <h2 ref={heading} tabIndex={-1}>
        {entry === null ? words.programme_new : words.programme_change}
      </h2>
      <div class="pair">
        <div>
          <label for="programme-code">{words.code}</label>
          {text('code', { readOnly: entry !== null, 'aria-describedby': 'programme-code-hint' })}
          <p id="programme-code-hint" class="hint">
            {words.code_hint}
          </p>
        </div>
        <div>
          <label for="programme-name">{words.name}</label>
          {text('name', { lang: 'zh-CN' })}
        </div>
      </div>
      <div class="pair">
        <div>
          <label for="programme-occupation_code">
            {words.occupation_code}
            {words.optional}
          </label>
          {text('occupation_code', { 'aria-describedby': 'programme-occupation-hint' })}
          <p id="programme-occupation-hint" class="hint">
            {words.occupation_hint}
          </p>
        </div>
        <div>
          <label for="programme-occupation_edition">{words.occupation_edition}</label>
          {text('occupation_edition', { inputMode: 'numeric' })}
        </div>
      </div>
      <div class="pair">
        <div>
          <label for="programme-class_hours">{words.class_hours}</label>
          {text('class_hours', { inputMode: 'numeric' })}
        </div>
        <div>
          <label for="programme-subsidy">
            {words.subsidy}
            {words.optional}
          </label>
          {text('subsidy', { inputMode: 'decimal' })}
        </div>
      </div>
      <fieldset class="roster-field" id="programme-levels" tabIndex={-1}>
        <legend>
          {words.levels}
          {words.optional}
        </legend>
        <div class="checks">
          {[5, 4, 3, 2, 1].map((level) => (
            <label key={level} class="check-line">
              <input
                type="checkbox"
                checked={form.levels.includes(level)}
                onChange={(event) => setForm({ ...form, levels: event.currentTarget.checked ? [...form.levels, level] : form.levels.filter((one) => one !== level) })}
              />
              <span>{words.level[level]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="pair">
        <div>
          <label for="programme-from">{words.from}</label>
          {text('from', { type: 'date', required: true })}
        </div>
        <div>
          <label for="programme-until">
            {words.until}
            {words.optional}
          </label>
          {text('until', { type: 'date', 'aria-describedby': 'programme-until-hint' })}
          <p id="programme-until-hint" class="hint">
            {words.until_hint}
          </p>
        </div>
      </div>
      <Problem error={problem} />
      <div class="buttons">
        <button type="submit" class="button primary" data-testid="show-changes">
          {words.show_changes}
        </button>
        <button type="button" class="button" data-testid="cancel" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
      {entry !== null && <History at={at} of={{ programme: entry.value.code }} version={entry.version} describe={(value: Programme) => describeProgramme(value, words, language)} />}
    </form>
  );
}
