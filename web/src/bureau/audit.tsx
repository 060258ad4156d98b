import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import type { AuditEntry } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

interface Page {
  size: number;
  entries: AuditEntry[];
  next: number | null;
}

interface Sought {
  action?: string;
  by?: string;
  on?: string;
}

/** The newest come first, so the first page is below every serial. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/** The audit trail, newest first: who did what, who read which identity number and why. */
export function Audit({ at }: { at: At }) {
  const words = useBureauWords();
  const language = useLanguage();
  const [sought, setSought] = useState<Sought>({});
  const [below, setBelow] = useState(NEWEST);
  const [asked, again] = useAsked(() => at.registry.ask<Page>('v1/audit', { below, ...sought }), JSON.stringify([below, sought]));
  const find = (wanted: Sought) => {
    setSought(wanted);
    setBelow(NEWEST);
  };
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
      <AuditFilter onFind={find} />
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
                <th scope="col">{words.by_whom}</th>
                <th scope="col">{words.why}</th>
              </tr>
            </thead>
            <tbody>
              {shown.entries.map(({ serial, by, entry }) => (
                <tr key={serial} data-action={entry.action}>
                  <th scope="row" data-label={words.serial}>
                    {serial}
                  </th>
                  <td data-label={words.time}>{timeInWords(entry.time, language)}</td>
                  <td data-label={words.action}>{words.actions[entry.action] ?? entry.action}</td>
                  <td data-label={words.on} class="numbers">
                    {entry.on.length > 24 ? `${entry.on.slice(0, 16)}…` : entry.on}
                  </td>
                  <td data-label={words.by_whom}>
                    <span lang="zh-CN">{by.name === null ? words.not_on_list : [by.staff_code ?? '', by.name].join(' ').trim()}</span> <span class="quiet numbers">{entry.kid}</span>
                  </td>
                  <td data-label={words.why} lang="zh-CN">
                    {entry.reason ?? ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {shown.entries.length === 0 && <p role="status">{words.audit_found_none}</p>}
          {shown.next !== null && shown.entries.length === 0 && <p>{fill(words.audit_searched_back, { serial: String(shown.next) })}</p>}
          {shown.next !== null && (
            <button type="button" class="button small" data-testid="older" onClick={() => setBelow(shown.next ?? 0)}>
              {words.older}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function AuditFilter({ onFind }: { onFind(sought: Sought): void }) {
  const words = useBureauWords();
  const [action, setAction] = useState('');
  const [by, setBy] = useState('');
  const [on, setOn] = useState('');
  const find = (event: Event) => {
    event.preventDefault();
    const given = { action, by: by.trim(), on: on.trim() };
    onFind(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')));
  };
  return (
    <form onSubmit={find} data-testid="audit-form">
      <div class="pair">
        <div>
          <label for="audit-action">{words.audit_action}</label>
          <select id="audit-action" value={action} onChange={(event) => setAction(event.currentTarget.value)}>
            <option value="">{words.audit_every}</option>
            {Object.entries(words.actions).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="audit-by">{words.audit_by}</label>
          <input id="audit-by" value={by} autocomplete="off" spellcheck={false} onInput={(event) => setBy(event.currentTarget.value)} />
        </div>
        <div>
          <label for="audit-on">{words.audit_on}</label>
          <input id="audit-on" value={on} autocomplete="off" spellcheck={false} onInput={(event) => setOn(event.currentTarget.value)} />
        </div>
      </div>
      <button type="submit" class="button small" data-testid="audit-find">
        {words.audit_find}
      </button>
    </form>
  );
}
