import type { RefObject } from 'preact';
import type { Run, RunPerson } from './issuing.ts';
import type { Certificate } from './requests.ts';
import { useInstitutionWords } from './words.ts';
import type { InstitutionWords } from './words-zh.ts';
import { dateInWords } from '../dates.ts';
import { problemInWords } from '../desk/problem-words.ts';
import { useLanguage, type Language } from '../language.ts';
import { fill } from '../verdicts.ts';

/** What is going to be done, before anything is signed. */
export function PlanView({ run, issued, heading }: { run: Run; issued: string; heading: RefObject<HTMLHeadingElement | null> }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const of = (state: string) => run.people.filter((person) => person.state === state);
  const numbers = of('waits')
    .map(({ number }) => number ?? '')
    .sort();
  const count = (state: string) => String(of(state).length);
  return (
    <div class="plan" data-testid="plan">
      <h3 ref={heading} tabIndex={-1}>
        {words.plan_title}
      </h3>
      <ul>
        {numbers.length === 0 ? (
          <li>{words.plan_nothing}</li>
        ) : (
          <li>
            <strong>{fill(words.plan_new, { count: String(numbers.length) })}</strong> · {fill(words.plan_issued, { date: dateInWords(issued, language) })} ·{' '}
            <span class="numbers">
              {fill(numbers.length === 1 ? words.plan_number : words.plan_numbers, { first: numbers[0] ?? '', last: numbers[numbers.length - 1] ?? '' })}
            </span>
          </li>
        )}
        {of('has').length > 0 && <li>{fill(words.plan_has, { count: count('has') })}</li>}
        {of('awaiting_approval').length > 0 && <li>{fill(words.plan_awaiting, { count: count('awaiting_approval') })}</li>}
        {of('declined').length > 0 && (
          <li>
            <strong>{fill(words.plan_declined, { count: count('declined') })}</strong>
          </li>
        )}
        {of('not_passed').length > 0 && <li>{fill(words.plan_failed, { count: count('not_passed') })}</li>}
        {run.missing > 0 && <li>{fill(words.plan_missing, { count: String(run.missing) })}</li>}
      </ul>
    </div>
  );
}

/** Each person of the run, and what came of it; refusals in words. */
export function RunTable({ run, certificates }: { run: Run; certificates: Certificate[] }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const codes = new Map(certificates.map(({ number, check_code }) => [number, check_code]));
  return (
    <table class="rows" data-testid="run">
      <thead>
        <tr>
          <th scope="col">{words.row_head}</th>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.id}</th>
          <th scope="col">{words.certificate}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {run.people.map((person) => (
          <tr key={person.row} data-state={person.state}>
            <td data-label={words.row_head}>{person.row}</td>
            <th scope="row" data-label={words.name} lang="zh-CN">
              {person.name}
            </th>
            <td data-label={words.id}>
              <code>…{person.id_tail}</code>
            </td>
            <td data-label={words.certificate} title={codes.get(person.number ?? '')}>
              {person.number ?? '–'}
            </td>
            <td data-label={words.state}>
              <span class={`state state-${person.state}`}>{stateOf(person, words)}</span>
              {(person.state === 'refused' || person.state === 'declined') && <span class="state-why">{whyOf(person, language)}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const stateOf = ({ state }: RunPerson, words: InstitutionWords): string => words[`state_${state}`];

const whyOf = ({ words, why }: RunPerson, language: Language): string => (words === undefined ? (why ?? '') : problemInWords(words, language));
