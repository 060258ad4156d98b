import { useState } from 'preact/hooks';
import type { Remark, RosterPreview } from './roster.ts';
import { useRosterWords } from './roster-words.ts';
import { dateInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** So many rows at first; a class has up to 500. */
const SHOWN_FIRST = 20;

interface Props {
  preview: RosterPreview;
  /** Whether everybody in order is listed at once, or on asking: where a plan names them once more. */
  accepted: 'listed' | 'on_asking';
}

/** What comes of each row: the faults first, then whoever is in order. Numbers are masked. */
export function RosterTable({ preview, accepted: how }: Props) {
  const words = useRosterWords();
  const language = useLanguage();
  const [all, setAll] = useState(false);
  const { accepted, held } = preview;
  const shown = all ? accepted : accepted.slice(0, SHOWN_FIRST);
  return (
    <div class="roster" data-testid="roster-table">
      <Remarks title={words.refused} remarks={preview.refused} kind="refused" />
      {held.length > 0 && <p class="hint">{fill(words.held, { count: String(held.length) })}</p>}
      <Remarks title={words.warned} remarks={preview.warnings} kind="warned" />
      <Remarks title={words.skipped} remarks={preview.skipped} kind="skipped" />
      {accepted.length > 0 && (
        <details open={how === 'listed'} data-testid="accepted">
          <summary>
            {words.accepted} ({accepted.length})
          </summary>
          <table class="rows" aria-label={words.accepted}>
            <thead>
              <tr>
                <th scope="col">{words.row_head}</th>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.id}</th>
                <th scope="col">{words.programme}</th>
                <th scope="col">{words.training}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <tr key={one.row}>
                  <td data-label={words.row_head}>{one.row}</td>
                  <th scope="row" data-label={words.name} lang="zh-CN">
                    {one.name}
                  </th>
                  <td data-label={words.id}>
                    <code>{one.id_shown}</code>
                  </td>
                  <td data-label={words.programme} lang="zh-CN">
                    {one.programme}
                  </td>
                  <td data-label={words.training}>
                    {dateInWords(one.training[0], language)} – {dateInWords(one.training[1], language)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {shown.length < accepted.length && (
            <button type="button" class="button small" onClick={() => setAll(true)}>
              {fill(words.all, { count: String(accepted.length) })}
            </button>
          )}
        </details>
      )}
    </div>
  );
}

function Remarks({ title, remarks, kind }: { title: string; remarks: Remark[]; kind: string }) {
  const words = useRosterWords();
  const language = useLanguage();
  if (remarks.length === 0) return null;
  return (
    <table class={`rows remarks remarks-${kind}`} data-testid={kind}>
      <caption>
        {title} ({remarks.length})
      </caption>
      <thead>
        <tr>
          <th scope="col">{words.row_head}</th>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.column}</th>
          <th scope="col">{words.what}</th>
        </tr>
      </thead>
      <tbody>
        {remarks.map((remark, at) => (
          <tr key={at} data-rule={remark.rule}>
            <td data-label={words.row_head}>{remark.row ?? '–'}</td>
            <th scope="row" data-label={words.name} lang="zh-CN">
              {remark.name || '–'}
            </th>
            <td data-label={words.column} lang="zh-CN">
              {remark.column || '–'}
            </td>
            <td data-label={words.what}>{remark[language]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
