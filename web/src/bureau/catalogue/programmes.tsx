import { useState } from 'preact/hooks';
import { Edition } from './edition.tsx';
import { ProgrammeEditor } from './programme-form.tsx';
import { offered, today, type Programme, type Versioned } from './programme.ts';
import { useCatalogueWords } from './words.ts';
import type { CatalogueWords } from './words-zh.ts';
import type { At } from '../at.ts';
import { Problem } from '../says.tsx';
import { dateInWords } from '../../dates.ts';
import { useAsked } from '../../desk/use-asked.ts';
import { useLanguage, type Language } from '../../language.ts';
import { fill } from '../../verdicts.ts';

interface Answer {
  programmes: Versioned<Programme>[];
  version: number;
  changed: string | null;
}

/** What is edited: a new one, or one as it was seen, perhaps with an end proposed. */
type Open = { entry: Versioned<Programme> | null; until?: string };

const WHICH = ['all', 'open', 'soon', 'ended'] as const;

/** The catalogue of programmes: sought, added to, changed, and ended. */
export function Programmes({ at }: { at: At }) {
  const words = useCatalogueWords();
  const [asked, again] = useAsked(() => at.registry.read<Answer>('v1/programmes'), 'programmes');
  const [sought, setSought] = useState('');
  const [which, setWhich] = useState<(typeof WHICH)[number]>('all');
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState('');
  const shown = asked.value;
  const found = shown?.programmes.filter(({ value }) => (which === 'all' || offered(value) === which) && isLike(value, sought)) ?? [];
  const close = (text = '') => {
    setOpen(null);
    setSaid(text);
    again();
    document.querySelector<HTMLElement>('main h1')?.focus();
  };
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.programmes_title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
        <button type="button" class="button primary small" data-testid="programme-new" onClick={() => (setSaid(''), setOpen({ entry: null }))}>
          {words.programme_new}
        </button>
      </div>
      <p>{words.programmes_lead}</p>
      {shown !== undefined && <Edition at={at} name="programmes" version={shown.version} changed={shown.changed} />}
      <p class="done" role="status" data-testid="saved">
        {said}
      </p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {open !== null && (
        <ProgrammeEditor
          key={`${open.entry?.value.code ?? ''} ${open.entry?.version ?? 0} ${open.until ?? ''}`}
          at={at}
          entry={open.entry}
          {...(open.until === undefined ? {} : { until: open.until })}
          onSaved={close}
          onClose={() => close()}
        />
      )}
      {shown === undefined && asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {shown?.programmes.length === 0 && <p>{words.programmes_none}</p>}
      {shown !== undefined && shown.programmes.length > 0 && (
        <div class="pair">
          <div>
            <label for="programme-sought">{words.search_programmes}</label>
            <input id="programme-sought" type="search" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
          </div>
          <div>
            <label for="programme-which">{words.which}</label>
            <select id="programme-which" value={which} onChange={(event) => setWhich(event.currentTarget.value as typeof which)}>
              {WHICH.map((one) => (
                <option key={one} value={one}>
                  {words.which_of[one]}
                </option>
              ))}
            </select>
          </div>
        </div>
      )}
      {shown !== undefined && shown.programmes.length > 0 && found.length === 0 && <p role="status">{words.programmes_found_none}</p>}
      {found.length > 0 && <Rows found={found} onOpen={(wanted) => (setSaid(''), setOpen(wanted))} />}
    </section>
  );
}

function Rows({ found, onOpen }: { found: Versioned<Programme>[]; onOpen(open: Open): void }) {
  const words = useCatalogueWords();
  const language = useLanguage();
  return (
    <table class="rows" data-testid="programmes">
      <thead>
        <tr>
          <th scope="col">{words.programme}</th>
          <th scope="col">{words.occupation_code}</th>
          <th scope="col">{words.class_hours}</th>
          <th scope="col">{words.subsidy}</th>
          <th scope="col">{words.offered}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.version}</th>
          <th scope="col">{words.change}</th>
        </tr>
      </thead>
      <tbody>
        {found.map((entry) => (
          <tr key={entry.value.code} data-code={entry.value.code} data-state={offered(entry.value)}>
            <th scope="row" data-label={words.programme} lang="zh-CN">
              {entry.value.name} <span class="quiet numbers">{entry.value.code}</span>
            </th>
            <td data-label={words.occupation_code} class="numbers">
              {entry.value.occupation_code ?? '—'}
            </td>
            <td data-label={words.class_hours}>{entry.value.class_hours}</td>
            <td data-label={words.subsidy}>{entry.value.subsidy_fen === undefined ? '—' : (entry.value.subsidy_fen / 100).toFixed(2)}</td>
            <td data-label={words.offered}>{period(entry.value, words, language)}</td>
            <td data-label={words.state}>
              <span class={`state state-${STATES[offered(entry.value)]}`}>{words.which_of[offered(entry.value)]}</span>
            </td>
            <td data-label={words.version}>{entry.version}</td>
            <td data-label={words.change}>
              <span class="row-buttons">
                <button type="button" class="button small" data-testid={`change-${entry.value.code}`} onClick={() => onOpen({ entry })}>
                  {words.change}
                </button>
                {offered(entry.value) !== 'ended' && (
                  <button type="button" class="button small" data-testid={`end-${entry.value.code}`} onClick={() => onOpen({ entry, until: today() })}>
                    {words.end}
                  </button>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STATES = { open: 'accepted', soon: 'waiting', ended: 'withdrawn' } as const;

const period = ({ from, until }: Programme, words: CatalogueWords, language: Language): string =>
  fill(words.period, { from: dateInWords(from, language), until: until === undefined ? words.no_end : dateInWords(until, language) });

function isLike({ code, name, occupation_code }: Programme, sought: string): boolean {
  const texts = [code, name, occupation_code ?? ''].map((text) => text.toLowerCase());
  const words = sought.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return words.every((word) => texts.some((text) => text.includes(word)));
}
