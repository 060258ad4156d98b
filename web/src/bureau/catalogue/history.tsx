import { useState } from 'preact/hooks';
import { differences, type Described } from './differences.ts';
import type { Versioned } from './programme.ts';
import { useCatalogueWords } from './words.ts';
import type { CatalogueWords } from './words-zh.ts';
import type { At } from '../at.ts';
import type { Officer } from '../requests.ts';
import { Problem } from '../says.tsx';
import { timeInWords } from '../../dates.ts';
import { useAsked } from '../../desk/use-asked.ts';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

type Of = { programme: string } | { institution: string } | { policy: Record<string, never> };

interface Props<T> {
  at: At;
  of: Of;
  /** So that it is asked again after a change. */
  version: number;
  describe(value: T): Described;
  /** What the first version is compared with, where something held before it. */
  first?: Described;
}

interface Answer<T> {
  versions: (Versioned<T> & { by: Officer | null })[];
  more: number;
}

/** What was changed when and by whom, newest first; asked when it is opened. */
export function History<T>(props: Props<T>) {
  const words = useCatalogueWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <button type="button" class="button small" data-testid="history" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? words.history_hide : words.history}
      </button>
      {isOpen && <Versions {...props} />}
    </div>
  );
}

function Versions<T>({ at, of, version, describe, first }: Props<T>) {
  const words = useCatalogueWords();
  const language = useLanguage();
  const [asked] = useAsked(() => at.registry.ask<Answer<T>>('v1/versions', of), `${JSON.stringify(of)} ${version}`);
  const shown = asked.value;
  if (shown === undefined) return asked.phase === 'failed' ? <Problem error={asked.error} /> : <p role="status">{words.loading}</p>;
  if (shown.versions.length === 0) return <p>{words.history_none}</p>;
  return (
    <ol class="versions" data-testid="versions">
      {shown.versions.map((one, place) => {
        const older = shown.versions[place + 1];
        const before = older !== undefined ? describe(older.value) : shown.more === 0 ? (first ?? null) : undefined;
        const changes = before === undefined ? [] : differences(before, describe(one.value));
        return (
          <li key={one.version} data-version={one.version}>
            <p>
              <strong>{fill(words.history_line, { version: String(one.version), time: timeInWords(one.since, language), by: byWhom(one.by, words) })}</strong>
            </p>
            {before === null ? (
              <p>{words.history_first}</p>
            ) : (
              <ul>
                {changes.map(({ field, before: was, after }) => (
                  <li key={field}>{fill(words.was_to, { field, before: was ?? '', after })}</li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
      {shown.more > 0 && <li>{fill(words.history_more, { count: String(shown.more) })}</li>}
    </ol>
  );
}

function byWhom(by: Officer | null, words: CatalogueWords): string {
  if (by === null) return words.by_nobody;
  return by.staff_code === null ? fill(words.by_kid, { kid: by.kid }) : fill(words.by_staff, { staff_code: by.staff_code });
}
