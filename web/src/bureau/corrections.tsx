import type { At } from './at.ts';
import type { Claims, Correction } from './requests.ts';
import { useBureauWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';

/** Corrections that institutions filed, what is said now beside what it would say. */
export function Corrections({ at, corrections }: { at: At; corrections: Correction[] }) {
  const words = useBureauWords();
  return (
    <>
      <h2>{words.corrections_waiting}</h2>
      <ul class="flags" data-testid="corrections">
        {corrections.map((one) => (
          <li key={one.certificate.number} data-number={one.certificate.number}>
            <OldAndNew correction={one} />
            <button
              type="button"
              class="button small"
              onClick={() => at.go({ name: 'write', wanted: { status: 'superseded', selector: { numbers: [one.certificate.number] }, corrections: [one] } })}
            >
              {words.correction_order}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What differs, in two columns. */
export function OldAndNew({ correction: { certificate, old, new: next, number, reason, filed } }: { correction: Correction }) {
  const words = useBureauWords();
  const language = useLanguage();
  const differ = Object.keys(next).filter((name) => next[name] !== old[name]);
  const said = (value: Claims[string] | undefined) => (value === null || value === undefined ? words.none : String(value));
  return (
    <table class="rows" data-testid="old-and-new">
      <caption>
        <span class="numbers">{certificate.number}</span> → <span class="numbers">{number}</span> · {certificate.institution ?? certificate.uscc} ·{' '}
        {words.reasons[reason] ?? reason} · {timeInWords(filed, language)}
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          <th scope="col">{words.now_says}</th>
          <th scope="col">{words.would_say}</th>
        </tr>
      </thead>
      <tbody>
        {(differ.includes('holder') ? differ : ['holder', ...differ]).map((name) => (
          <tr key={name}>
            <th scope="row" data-label={words.field}>
              {words.claims[name] ?? name}
            </th>
            <td data-label={words.now_says} lang="zh-CN">
              {said(old[name])}
            </td>
            <td data-label={words.would_say} lang="zh-CN">
              {name in next && next[name] === old[name] ? words.stays : said(next[name])}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
