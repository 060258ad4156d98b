import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { stateInWords } from './class-state.ts';
import { ownClasses } from './requests.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useInstitutionWords } from './words.ts';
import { dateInWords } from '../dates.ts';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

export function Classes({ at }: { at: At }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [asked, again] = useAsked(() => ownClasses(at.registry), 'classes');
  const [wanted, setWanted] = useState('');
  const classes = asked.value ?? [];
  const found = classes.filter((one) => [one.number, one.programme_name, one.place, ...one.teachers].some((text) => text.includes(wanted.trim())));
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.classes_title}</h1>
        <button type="button" class="button small" data-testid="refresh" onClick={again}>
          {words.refresh}
        </button>
        <button type="button" class="button primary small" data-testid="file-new" onClick={() => at.go({ name: 'file' })}>
          {words.file_new}
        </button>
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {asked.phase === 'asking' && asked.value === undefined && <p role="status">{words.loading}</p>}
      {asked.phase === 'there' && classes.length === 0 && <p>{words.classes_none}</p>}
      {classes.length > 5 && (
        <>
          <label for="class-filter">{words.search_label}</label>
          <input id="class-filter" type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
        </>
      )}
      {found.length > 0 && (
        <table class="rows" data-testid="classes">
          <thead>
            <tr>
              <th scope="col">{words.class_number}</th>
              <th scope="col">{words.programme}</th>
              <th scope="col">{words.dates}</th>
              <th scope="col">{words.people}</th>
              <th scope="col">{words.state}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <tr key={one.number} data-class={one.number} data-state={one.state}>
                <th scope="row" data-label={words.class_number}>
                  <button type="button" class="link" onClick={() => at.go({ name: 'class', number: one.number })}>
                    {one.number}
                  </button>
                </th>
                <td data-label={words.programme} lang="zh-CN">
                  {one.programme_name}
                </td>
                <td data-label={words.dates}>
                  {dateInWords(one.first, language)} – {dateInWords(one.last, language)}
                </td>
                <td data-label={words.people}>{fill(words.people_count, { count: String(one.people) })}</td>
                <td data-label={words.state}>
                  <span class={`state state-${one.state}`}>{stateInWords(one, words)}</span>
                  {one.state === 'returned' && one.reason !== undefined && <span class="state-why">{one.reason}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
