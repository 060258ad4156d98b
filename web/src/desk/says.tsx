import { problemInWords } from './problem-words.ts';
import { useLanguage } from '../language.ts';

/** A problem in words, said aloud when it comes; nothing where there is none. */
export function Problem({ error, testId = 'problem' }: { error: unknown; testId?: string }) {
  const language = useLanguage();
  return (
    <p class="problem" role="alert" data-testid={testId}>
      {error === null || error === undefined ? '' : problemInWords(error, language)}
    </p>
  );
}
