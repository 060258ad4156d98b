import { useEffect, useMemo, useState } from 'preact/hooks';
import { UnreadMark } from './counts.tsx';
import { arrange, COLUMNS, sortedBy, type Arrangement, type Column } from '../../bulk/arrange.ts';
import { reportOf, type Row } from '../../bulk/row.ts';
import { rowReason } from '../../bulk/row-reason.ts';
import type { Run } from '../../bulk/run.ts';
import { BULK_WORDS } from '../../bulk/words.ts';
import { useLanguage } from '../../language.ts';
import { presentPasted, presentPdf } from '../../presented.ts';
import { FACES, fill } from '../../verdicts.ts';
import { FaceMark } from '../face-mark.tsx';

interface Props {
  run: Run;
  rows: readonly Row[];
  arrangement: Arrangement;
  onChange(arrangement: Arrangement): void;
}

/** So many rows are put on the page at a time: all of thousands would make it slow. */
const ROWS_AT_A_TIME = 100;

export function ResultTable({ run, rows, arrangement, onChange }: Props) {
  const language = useLanguage();
  const words = BULK_WORDS[language];
  const [most, setMost] = useState(ROWS_AT_A_TIME);
  const [opening, setOpening] = useState<{ row: Row; failed: boolean } | null>(null);
  const arranged = useMemo(
    () => arrange(rows, arrangement, (row) => rowReason(row, language)),
    [rows, arrangement, language],
  );
  useEffect(() => setMost(ROWS_AT_A_TIME), [arrangement]);
  const shown = arranged.slice(0, most);

  const open = async (row: Row) => {
    setOpening({ row, failed: false });
    const presented = await run.presentedOf(row);
    if (presented === null) return setOpening({ row, failed: true });
    if (presented.source === 'pdf') presentPdf(presented.artifact);
    else presentPasted(presented.text);
  };
  return (
    <section class="card bulk" aria-labelledby="bulk-table-title">
      <h2 id="bulk-table-title">{words.table_title}</h2>
      <p role="status" class="bulk-opening">
        {opening !== null && fill(opening.failed ? words.cannot_open : words.opening, { file: opening.row.file })}
      </p>
      <SortChoice arrangement={arrangement} onChange={onChange} />
      <table class="results" data-testid="bulk-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class={`cell-${column}`} aria-sort={sortOf(column, arrangement)}>
                <button type="button" class="sort" data-column={column} onClick={() => onChange(sortedBy(column, arrangement))}>
                  {words.columns[column]}
                  <span class="sort-mark" aria-hidden="true">
                    {arrangement.by !== column ? '' : arrangement.descending ? ' ▼' : ' ▲'}
                  </span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ResultRow key={`${row.index} ${textOf(row)}`} row={row} onOpen={() => void open(row)} />
          ))}
        </tbody>
      </table>
      {arranged.length === 0 && <p>{words.none_of_these}</p>}
      {arranged.length > shown.length && (
        <div class="more">
          <button type="button" class="button" data-testid="bulk-more" onClick={() => setMost(most + ROWS_AT_A_TIME)}>
            {fill(words.more, { count: String(Math.min(ROWS_AT_A_TIME, arranged.length - shown.length)) })}
          </button>
          <p class="hint">{fill(words.shown, { shown: String(shown.length), total: String(arranged.length) })}</p>
        </div>
      )}
    </section>
  );
}

/** On narrow screens, where the table's head is not shown. */
function SortChoice({ arrangement, onChange }: Pick<Props, 'arrangement' | 'onChange'>) {
  const words = BULK_WORDS[useLanguage()];
  const { only, by } = arrangement;
  return (
    <select
      class="sort-choice"
      aria-label={words.table_title}
      value={by ?? 'file'}
      onChange={(event) => onChange({ only, by: event.currentTarget.value as Column, descending: false })}
    >
      {COLUMNS.map((column) => (
        <option key={column} value={column}>
          {fill(words.sort_by, { column: words.columns[column] })}
        </option>
      ))}
    </select>
  );
}

function ResultRow({ row, onOpen }: { row: Row; onOpen(): void }) {
  const language = useLanguage();
  const words = BULK_WORDS[language];
  const certificate = reportOf(row)?.certificate;
  const { exit, file } = row;
  const name = (
    <span class="file-name" title={file}>
      {file}
    </span>
  );
  return (
    <tr class={`verdict-${exit}`} data-exit={exit}>
      <th scope="row" class="cell-file">
        {exit === 'unread' ? (
          name
        ) : (
          <button type="button" class="open-row" aria-label={fill(words.open, { file })} onClick={onOpen}>
            {name}
          </button>
        )}
      </th>
      <td class="cell-holder" lang="zh-CN">
        {certificate?.holder}
      </td>
      <td class="cell-number">{certificate?.number}</td>
      <td class="cell-programme" lang="zh-CN">
        {certificate?.programme}
      </td>
      <td class="cell-verdict">
        <span class="row-verdict">
          {exit === 'unread' ? <UnreadMark /> : <FaceMark outcome={exit} />}
          {exit === 'unread' ? words.unread : FACES[exit][language].word}
        </span>
      </td>
      <td class="cell-reason">{rowReason(row, language)}</td>
    </tr>
  );
}

const sortOf = (column: Column, { by, descending }: Arrangement): 'ascending' | 'descending' | 'none' =>
  by !== column ? 'none' : descending ? 'descending' : 'ascending';

/** What tells two rows of one photo apart. */
const textOf = ({ result }: Row): string => ('report' in result ? (result.text ?? '') : '');
