import { useState } from 'preact/hooks';
import { useOnlineWords } from './words.ts';
import { problemInWords } from '../view/registry-answer.tsx';
import type { Authority } from '../device/config.ts';
import { askMatch, RegistryRefused } from '../device/registry.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  authority: Authority;
  checkCode: string;
}

type Asked = 'not_asked' | 'empty' | 'asking' | 'yes' | 'no' | Error;

/**
 * Whether an identity number is the holder's. The certificate has its last four characters alone, so that the registry must be
 * asked; it answers yes or no and nothing else. The number is kept nowhere.
 */
export function MatchForm({ authority, checkCode }: Props) {
  const words = useWords();
  const { match } = useOnlineWords();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<Asked>('not_asked');
  const submit = async (event: Event) => {
    event.preventDefault();
    if (asked === 'asking') return;
    if (typed.trim() === '') return setAsked('empty');
    setAsked('asking');
    setAsked(
      await askMatch(authority, checkCode, typed.trim()).then(
        (matches) => (matches ? 'yes' : 'no'),
        (error: unknown) => (error instanceof Error ? error : new RegistryRefused(String(error))),
      ),
    );
  };
  return (
    <>
      <form onSubmit={(event) => void submit(event)}>
        <label for="identity-number">{match.label}</label>
        <input
          id="identity-number"
          data-testid="identity-number"
          value={typed}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="match-hint"
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setAsked('not_asked');
          }}
        />
        <p id="match-hint" class="hint">
          {fill(match.hint, { authority: authority.name })}
        </p>
        <button type="submit" class="button" data-testid="match-submit" aria-disabled={asked === 'asking'}>
          {match.submit}
        </button>
      </form>
      <div role="status" class="match-says" data-testid="match-says" data-match={typeof asked === 'string' ? asked : 'none'}>
        {asked === 'asking' && <p>{words.registry_asking}</p>}
        {(asked === 'yes' || asked === 'no') && <p class={`match-${asked}`}>{match[asked]}</p>}
        {asked === 'empty' && <p class="problem">{match.empty}</p>}
        {asked instanceof Error && (
          <p class="notice">
            {asked instanceof RegistryRefused && asked.code === 'match_closed' ? match.closed : problemInWords(asked, words)}
          </p>
        )}
      </div>
    </>
  );
}
