import { useState } from 'preact/hooks';
import { problemInWords, RegistryAnswer } from './registry-answer.tsx';
import type { Authority } from '../device/config.ts';
import { authorityOf, checkAtRegistry, RegistryRefused } from '../device/registry.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import type { Presented } from '../presented.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

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
          <RegistryAnswer answer={asked} own={report} />
        )}
      </div>
    </>
  );
}

async function answerOf(
  authority: Authority,
  { engine }: ReadyDevice,
  presented: Presented,
): Promise<Report | Error> {
  try {
    return await checkAtRegistry(authority, await engine.statementBytes(presented));
  } catch (error) {
    return error instanceof Error ? error : new RegistryRefused(String(error));
  }
}
