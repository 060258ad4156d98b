import { useCatalogueWords } from './words.ts';
import type { At } from '../at.ts';
import { timeInWords } from '../../dates.ts';
import { pathUnder } from '../../device/network.ts';
import { useLanguage } from '../../language.ts';
import { fill } from '../../verdicts.ts';

interface Props {
  at: At;
  name: 'programmes' | 'institutions';
  version: number;
  changed: string | null;
}

/** Which state of a catalogue this is, and where anybody can read it. */
export function Edition({ at, name, version, changed }: Props) {
  const words = useCatalogueWords();
  const language = useLanguage();
  const under = (path: string) => pathUnder(at.holder.authority.base_url, path);
  return (
    <p class="edition">
      <span data-testid="edition">{fill(words.edition, { version: String(version), changed: changed === null ? words.never : timeInWords(changed, language) })}</span>
      <a href={under(`catalogue/${name}`)} target="_blank" rel="noopener">
        {words.open_page}
      </a>
      <a href={under(`v1/${name}.csv`)}>{words.open_csv}</a>
    </p>
  );
}
