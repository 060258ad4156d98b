import { useState } from 'preact/hooks';
import { problemInWords, RegistryAnswer } from './registry-answer.tsx';
import type { Authority } from '../device/config.ts';
import { NetworkUnreachable } from '../device/network.ts';
import { authorityOf, checkAtRegistry, RegistryRefused } from '../device/registry.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import type { LogAnswer } from '../online/log-memory.ts';
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

interface Answers {
  report: Report;
  /** Null where there was nothing to ask: what was never registered is in no log. */
  log: LogAnswer | Error | null;
  online: Online;
}

/** Fetched at the first question: a first visit's verdict does without. */
type Online = typeof import('../online/online.ts');
const loadOnline = (): Promise<Online> => import('../online/online.ts');

type Asked = 'not_asked' | 'asking' | Answers | Error;

/** On request alone: the status now, and whether the log goes on from what this device has seen of it. */
export function RegistryCheck({ device, presented, report }: Props) {
  const words = useWords();
  const [asked, setAsked] = useState<Asked>('not_asked');
  const authority = authorityOf(report, device.held.config);
  // What is no statement, or names no bureau of this site, can be asked of nobody.
  if (authority === null || report.reason === 'malformed') return null;

  const ask = async () => {
    if (asked === 'asking') return;
    setAsked('asking');
    setAsked(await answersOf(authority, device, presented));
    // What was remembered of the log counts in this device's verdict at once.
    await device.reload();
    // The registry knows at once what packs carry later: bring this device's verdict up to it.
    device.refresh();
  };
  const answered = typeof asked === 'object' && !(asked instanceof Error) ? asked : null;
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
        {answered !== null && (
          <>
            {answered.log !== null && <answered.online.LogSays answer={answered.log} />}
            {!answered.online.isGrave(answered.log) && <RegistryAnswer answer={answered.report} own={report} />}
          </>
        )}
      </div>
      {report.certificate !== undefined && (
        <Match authority={authority} checkCode={report.certificate.check_code} />
      )}
    </>
  );
}

async function answersOf(
  authority: Authority,
  { engine, held, storage }: ReadyDevice,
  presented: Presented,
): Promise<Answers | Error> {
  try {
    const online = await loadOnline();
    const statement = await engine.statementBytes(presented);
    const report = await checkAtRegistry(authority, statement);
    const log = report.evidence.registered === undefined
      ? null
      : await online.askLog(authority, statement, held, storage, engine).catch(asError);
    return { report, log, online };
  } catch (error) {
    return asError(error);
  }
}

/** A line that opens into the question whether an identity number is the holder's. */
function Match(props: { authority: Authority; checkCode: string }) {
  const words = useWords();
  const [online, setOnline] = useState<Online | Error | null>(null);
  const open = () => void loadOnline().then(setOnline, () => setOnline(new NetworkUnreachable()));
  return (
    <details class="line match" data-testid="match" onToggle={open}>
      <summary>
        <span class="line-name">{words.match_title}</span>
      </summary>
      {online instanceof Error && <p class="notice">{problemInWords(online, words)}</p>}
      {online !== null && !(online instanceof Error) && <online.MatchForm {...props} />}
    </details>
  );
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new RegistryRefused(String(error)));
