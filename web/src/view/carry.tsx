import { useState } from 'preact/hooks';
import { importPack, savePack, type ImportResult } from '../device/carry.ts';
import type { Change } from '../device/taking.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { timeInWords } from '../dates.ts';
import type { PackDescription } from '../engine.ts';
import { useLanguage, type Language } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords, type Words } from '../words/words.ts';

/** Evidence out of a file, and what came of it. */
export function ImportPack({ device }: { device: ReadyDevice }) {
  const words = useWords();
  const language = useLanguage();
  const [result, setResult] = useState<ImportResult | null>(null);
  const take = async (file: Blob) => {
    const taken = await importPack(file, device.storage, device.engine).catch(
      (): ImportResult => ({ kind: 'not_evidence' }),
    );
    await device.reload();
    setResult(taken);
  };
  return (
    <div class="action">
      <label class="button as-label">
        <input
          type="file"
          class="visually-hidden"
          accept=".cbor,application/cbor,application/octet-stream"
          data-testid="import-pack"
          onChange={(event) => {
            const field = event.currentTarget;
            const file = field.files?.[0];
            if (file !== undefined) void take(file);
            // So that the same file can be chosen again.
            field.value = '';
          }}
        />
        {words.carry.import}
      </label>
      <div class="action-note" role="status" data-testid="import-says" data-result={result?.kind ?? ''}>
        {result !== null && <Says result={result} words={words} language={language} device={device} />}
      </div>
    </div>
  );
}

interface SaysProps {
  result: ImportResult;
  words: Words;
  language: Language;
  device: ReadyDevice;
}

function Says({ result, words, language, device }: SaysProps) {
  const { carry } = words;
  const { authorities } = device.held.description;
  switch (result.kind) {
    case 'taken':
      return (
        <>
          <p>{carry.taken}</p>
          <ul>
            {result.changes.map((change) => (
              <li key={keyOf(change)}>{inWords(change, authorities, words, language)}</li>
            ))}
          </ul>
        </>
      );
    case 'not_newer':
      return <p>{fill(carry.not_newer, { offered: contentsOf(result.offered, words, language) })}</p>;
    default:
      return <p>{carry[result.kind]}</p>;
  }
}

const keyOf = (change: Change): string => (change.what === 'bundle' ? 'bundle' : change.authority);

function inWords(
  change: Change,
  authorities: PackDescription['authorities'],
  { carry }: Words,
  language: Language,
): string {
  if (change.what === 'bundle') {
    const before = change.before === null ? carry.none : fill(carry.version, { version: String(change.before) });
    return fill(carry.bundle_change, { before, after: fill(carry.version, { version: String(change.after) }) });
  }
  const authority = authorities.find(({ code }) => code === change.authority)?.name ?? change.authority;
  const before = change.before === null ? carry.none : timeInWords(change.before, language);
  const after = timeInWords(change.after, language);
  // Shown to the minute, in which there may be two.
  return fill(before === after ? carry.snapshot_newer : carry.snapshot_change, { authority, before, after });
}

/** The file's bundle and its snapshots, in one line. */
function contentsOf({ bundle, snapshots }: PackDescription, { carry, list_separator }: Words, language: Language): string {
  const parts = snapshots.map(({ as_of }) => fill(carry.snapshot_of, { as_of: timeInWords(as_of, language) }));
  if (bundle !== undefined) parts.unshift(fill(carry.bundle_of, { version: String(bundle.version) }));
  return parts.join(list_separator);
}

/** The evidence of this device into a file. */
export function SavePack({ device }: { device: ReadyDevice }) {
  const words = useWords().carry;
  const { pack, description } = device.held;
  if (pack.length === 0) return null;
  return (
    <div class="action">
      <button type="button" class="button" data-testid="save-pack" onClick={() => savePack(pack, description)}>
        {words.save}
      </button>
      <p class="action-note">{words.save_note}</p>
    </div>
  );
}
