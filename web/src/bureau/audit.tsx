import { useState } from 'preact/hooks';
import type { At } from './app.tsx';
import type { AuditEntry } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** As the registry gives at once. */
const PAGE = 200;

interface Page {
  size: number;
  entries: AuditEntry[];
}

/** The audit trail, newest first: who did what, who read which identity number and why. */
export function Audit({ at }: { at: At }) {
  const words = useBureauWords();
  const language = useLanguage();
  const [from, setFrom] = useState<number | null>(null);
  const [asked, again] = useAsked(async () => {
    const { size } = await at.registry.ask<Page>('v1/audit', { from: Number.MAX_SAFE_INTEGER });
    const start = from ?? Math.max(0, size - PAGE);
    const { entries } = await at.registry.ask<Page>('v1/audit', { from: start });
    return { size, start, entries: [...entries].reverse() };
  }, String(from));
  const shown = asked.value;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.audit_title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
      </div>
      <p>{words.audit_lead}</p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {shown !== undefined && (
        <>
          <table class="rows" data-testid="audit">
            <caption>{fill(words.audit_caption, { size: String(shown.size) })}</caption>
            <thead>
              <tr>
                <th scope="col">{words.serial}</th>
                <th scope="col">{words.time}</th>
                <th scope="col">{words.action}</th>
                <th scope="col">{words.on}</th>
                <th scope="col">{words.by_key}</th>
                <th scope="col">{words.why}</th>
              </tr>
            </thead>
            <tbody>
              {shown.entries.map(({ serial, entry }) => (
                <tr key={serial} data-action={entry.action}>
                  <th scope="row" data-label={words.serial}>
                    {serial}
                  </th>
                  <td data-label={words.time}>{timeInWords(entry.time, language)}</td>
                  <td data-label={words.action}>{words.actions[entry.action] ?? entry.action}</td>
                  <td data-label={words.on} class="numbers">
                    {entry.on.length > 24 ? `${entry.on.slice(0, 16)}…` : entry.on}
                  </td>
                  <td data-label={words.by_key} class="numbers">
                    {entry.kid}
                  </td>
                  <td data-label={words.why} lang="zh-CN">
                    {entry.reason ?? ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {shown.start > 0 && (
            <button type="button" class="button small" onClick={() => setFrom(Math.max(0, shown.start - PAGE))}>
              {words.older}
            </button>
          )}
        </>
      )}
    </section>
  );
}
