import { ageInWords, timeInWords } from '../dates.ts';
import type { PackDescription } from '../engine.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  snapshots: { authority: string; as_of: string }[];
  description: PackDescription;
  /** The moment of the verdict beside it; without one, the present. */
  at?: string;
}

/** How old the revocation data is, in words, and the date behind it. */
export function PackAge({ snapshots, description, at = new Date().toISOString() }: Props) {
  const words = useWords();
  const language = useLanguage();
  if (snapshots.length === 0) {
    return (
      <p class="pack-age" data-testid="pack-age">
        {words.pack_none}
      </p>
    );
  }
  const nameOf = (code: string) =>
    description.authorities.find((authority) => authority.code === code)?.name ?? code;
  return (
    <div class="pack-age" data-testid="pack-age">
      {snapshots.map(({ authority, as_of }) => (
        <p key={authority}>
          {fill(description.authorities.length > 1 ? words.pack_age_of : words.pack_age, {
            authority: nameOf(authority),
            age: ageInWords(as_of, at, language),
          })}{' '}
          <time class="quiet" dateTime={as_of}>
            {timeInWords(as_of, language)}
          </time>
        </p>
      ))}
    </div>
  );
}
