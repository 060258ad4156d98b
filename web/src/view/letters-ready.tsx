import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../language.ts';
import { OUTCOMES } from '../report.ts';
import { FACES, SENTENCES } from '../verdicts.ts';

const WHEN_NOTHING_ELSE_IS_DONE_MILLIS = 500;

/**
 * A verdict's words, laid out where nobody sees or hears them. A browser that writes in so large a type for the first time
 * has to fetch the letters, which takes a slow phone a third of the time from a code to its verdict: better before there is one.
 */
export function LettersReady() {
  const language = useLanguage();
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), WHEN_NOTHING_ELSE_IS_DONE_MILLIS);
    return () => clearTimeout(timer);
  }, []);
  if (!wanted) return null;
  const { why, advice } = SENTENCES.valid[language];
  return (
    <div class="letters-ready verdict" aria-hidden="true">
      <h1>{OUTCOMES.map((outcome) => FACES[outcome][language].word)}</h1>
      <p class="why">{why}</p>
      <p class="advice">{advice}</p>
    </div>
  );
}
