import { useState } from 'preact/hooks';
import { FaceMark } from './face-mark.tsx';
import { tell } from './sentence.ts';
import { timeInWords } from '../dates.ts';
import type { Authority } from '../device/config.ts';
import { NetworkUnreachable } from '../device/network.ts';
import { authorityOf, checkAtRegistry, RegistryRefused } from '../device/registry.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { useLanguage } from '../language.ts';
import type { Presented } from '../presented.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords, type Words } from '../words/words.ts';

interface Props {
  device: ReadyDevice;
  presented: Presented;
  /** This device's own Report. */
  report: Report;
}

type Asked = 'not_asked' | 'asking' | Report | Error;

export function RegistryCheck({ device, presented, report }: Props) {
  const words = useWords();
  const [asked, setAsked] = useState<Asked>('not_asked');
  const authority = authorityOf(report, device.held.config);
  // What is no statement, or names no bureau of this site, can be asked of nobody.
  if (authority === null || report.reason === 'malformed') return null;

  const ask = async () => {
    if (asked === 'asking') return;
    setAsked('asking');
    setAsked(await answerOf(authority, device, presented));
    // The registry knows at once what packs carry later: bring this device's verdict up to it.
    device.refresh();
  };
  return (
    <>
      <div class="action">
        <button
          type="button"
          class="button"
          data-testid="check-registry"
          aria-disabled={asked === 'asking'}
          aria-describedby="registry-note"
          onClick={() => void ask()}
        >
          {words.registry_button}
        </button>
        <p id="registry-note" class="action-note">
          {fill(words.registry_note, { authority: authority.name })}
        </p>
      </div>
      <div class="registry-says" role="status">
        {asked === 'asking' && <p>{words.registry_asking}</p>}
        {asked instanceof Error && (
          <p class="notice" data-testid="registry-result" data-outcome="none">
            {problemInWords(asked, words)}
          </p>
        )}
        {typeof asked === 'object' && !(asked instanceof Error) && (
          <Answer answer={asked} own={report} />
        )}
      </div>
    </>
  );
}

async function answerOf(
  authority: Authority,
  { engine }: ReadyDevice,
  { text }: Presented,
): Promise<Report | Error> {
  try {
    return await checkAtRegistry(authority, engine.statementBytes(text));
  } catch (error) {
    return error instanceof Error ? error : new RegistryRefused(String(error));
  }
}

function problemInWords(error: Error, words: Words): string {
  if (error instanceof NetworkUnreachable) return words.registry_unreachable;
  const code = error instanceof RegistryRefused ? error.code : '-';
  return fill(words.registry_refused, { code });
}

function Answer({ answer, own }: { answer: Report; own: Report }) {
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
      {answer.outcome !== own.outcome && <p class="notice">{words.registry_differs}</p>}
    </div>
  );
}
