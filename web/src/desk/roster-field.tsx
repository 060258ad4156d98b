import { useState } from 'preact/hooks';
import { readRoster, type RosterFile } from './desk.ts';
import { RosterTable } from './roster-table.tsx';
import type { RosterPreview } from './roster.ts';
import { useRosterWords } from './roster-words.ts';
import { Problem } from './says.tsx';
import { fill } from '../verdicts.ts';

/** A roster that was read: its file, and what comes of each row. */
export interface ReadRoster {
  file: RosterFile;
  preview: RosterPreview;
}

interface Props {
  label: string;
  accepted: 'listed' | 'on_asking';
  /** A rule whose warnings have no place here. */
  unsaid?: string;
  /** `null` while there is none, or another is being read. */
  onRead(roster: ReadRoster | null): void;
}

/** Takes a roster and checks it on this computer, by the rules of the program. */
export function RosterField({ label, accepted, unsaid, onRead }: Props) {
  const words = useRosterWords();
  const [file, setFile] = useState<RosterFile | null>(null);
  const [sheet, setSheet] = useState('');
  const [preview, setPreview] = useState<RosterPreview | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState(false);
  const [over, setOver] = useState(false);

  /** What was read before is not there any more from the moment that another file is chosen. */
  const read = async (given: () => Promise<RosterFile>) => {
    setReading(true);
    setError(null);
    setPreview(null);
    onRead(null);
    try {
      const file = await given();
      setFile(file);
      const whole = await readRoster(file);
      const preview = { ...whole, warnings: whole.warnings.filter(({ rule }) => rule !== unsaid) };
      setPreview(preview);
      onRead({ file, preview });
    } catch (problem) {
      setError(problem);
    }
    setReading(false);
  };
  const take = async (files: FileList | null | undefined) => {
    const chosen = files?.[0];
    if (chosen === undefined || reading) return;
    setSheet('');
    await read(async () => ({ name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) }));
  };
  const readSheet = () => {
    if (file === null || reading) return;
    const named = { ...file, sheet: sheet.trim() === '' ? undefined : sheet.trim() };
    void read(async () => named);
  };
  return (
    <fieldset class="roster-field">
      <legend>{label}</legend>
      <p class="hint" id="roster-hint">
        {words.hint}
      </p>
      <div
        class={over ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer?.files);
        }}
      >
        <p>{file === null ? words.drop : file.name}</p>
        <label class="button file-button">
          {file === null ? words.choose : words.other}
          <input
            type="file"
            class="visually-hidden"
            data-testid="roster"
            accept=".xlsx,.xls,.ods,.csv,.txt"
            aria-describedby="roster-hint"
            onChange={(event) => {
              void take(event.currentTarget.files);
              // The same file, mended meanwhile, is to be taken again.
              event.currentTarget.value = '';
            }}
          />
        </label>
      </div>
      {file !== null && !/\.(csv|txt)$/i.test(file.name) && (
        <div class="sheet">
          <label for="sheet">{words.sheet}</label>
          <div class="one-line">
            <input id="sheet" value={sheet} autocomplete="off" onInput={(event) => setSheet(event.currentTarget.value)} />
            <button type="button" class="button" onClick={readSheet}>
              {words.read_again}
            </button>
          </div>
        </div>
      )}
      <p role="status" class="roster-says" data-testid="roster-says">
        {reading
          ? words.reading
          : preview === null
            ? ''
            : fill(words.summary, {
                accepted: String(preview.accepted.length),
                skipped: String(preview.skipped.length),
                refused: String(preview.refused_rows),
                warned: String(preview.warnings.length),
              })}
      </p>
      <Problem error={error} testId="roster-problem" />
      {preview !== null && <RosterTable preview={preview} accepted={accepted} />}
    </fieldset>
  );
}
