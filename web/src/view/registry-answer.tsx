import { FaceMark } from './face-mark.tsx';
import { tell } from './sentence.ts';
import { timeInWords } from '../dates.ts';
import { NetworkUnreachable } from '../device/network.ts';
import { RegistryRefused } from '../device/registry.ts';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords, type Words } from '../words/words.ts';

interface Props {
  answer: Report;
  /** This device's own Report, where it has made one. */
  own?: Report;
}

/** What the registry says about a certificate: its own word, set apart from the verdict of this device. */
export function RegistryAnswer({ answer, own }: Props) {
  const words = useWords();
  const language = useLanguage();
  const { word, why } = tell(answer, language);
  const { since, reason } = answer.status_detail ?? {};
  return (
    <div
      class={`answer verdict-${answer.outcome}`}
      data-testid="registry-result"
      data-outcome={answer.outcome}
      data-reason={answer.reason ?? ''}
    >
      <h2>{words.registry_title}</h2>
      <p class="answer-face">
        <FaceMark outcome={answer.outcome} />
        <strong>{word}</strong>
      </p>
      <p class="why-rest">{why}</p>
      {since !== undefined && (
        <p>{fill(words.registry_since, { time: timeInWords(since, language) })}</p>
      )}
      {reason !== undefined && (
        <p>
          {fill(words.registry_order_reason, {
            reason: words.order_reasons[Number(reason)] ?? String(reason),
          })}
        </p>
      )}
      {own !== undefined && answer.outcome !== own.outcome && <p class="notice">{words.registry_differs}</p>}
    </div>
  );
}

/** Why there is no answer. */
export function problemInWords(error: Error, words: Words): string {
  if (error instanceof NetworkUnreachable) return words.registry_unreachable;
  const code = error instanceof RegistryRefused ? error.code : '-';
  return fill(words.registry_refused, { code });
}
