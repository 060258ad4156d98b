import { timeInWords } from '../dates.ts';
import type { Held } from '../device/held.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

export function Roots({ held }: { held: Held }) {
  const words = useWords();
  const language = useLanguage();
  const { fingerprints } = held.description;
  return (
    <details class="line" data-testid="roots">
      <summary>
        <span class="line-name">{words.roots_title}</span>
      </summary>
      {held.pinned === null || fingerprints.length === 0 ? (
        <p>{words.roots_none}</p>
      ) : (
        <>
          <p>{words.roots_explained}</p>
          <ul class="fingerprints">
            {fingerprints.map((fingerprint) => (
              <li key={fingerprint}>
                <code>{inGroups(fingerprint)}</code>
              </li>
            ))}
          </ul>
          <p class="quiet">
            {fill(words.roots_since, {
              time: timeInWords(new Date(held.pinned.sinceSecs * 1000).toISOString(), language),
            })}
          </p>
        </>
      )}
    </details>
  );
}

/** Groups of four can be read aloud and compared by eye. */
const inGroups = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');
