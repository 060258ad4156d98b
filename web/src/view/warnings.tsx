/** What is said beside any verdict, whatever it is. */
import type { Config } from '../device/config.ts';
import { namesOtherRoots } from '../device/pinned.ts';
import type { JudgementTime } from '../device/clock.ts';
import type { Held } from '../device/held.ts';
import type { RememberedLog } from '../device/storage.ts';
import { timeInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface HostProps {
  config: Config | null;
  /** The host in the code that was scanned or pasted, where it names one. */
  codeHost?: string | undefined;
}

export function HostWarning({ config, codeHost }: HostProps) {
  const words = useWords();
  if (config === null) return null;
  const official = config.official_host;
  const codeElsewhere = codeHost !== undefined && codeHost !== official;
  const pageElsewhere = location.host !== official;
  if (!codeElsewhere && !pageElsewhere) return null;
  return (
    <div class="warning" role="note" data-testid="host-warning">
      {codeElsewhere && (
        <>
          <p>{words.host_scanned}</p>
          <p class="hosts">{fill(words.host_code, { host: codeHost, official })}</p>
        </>
      )}
      {pageElsewhere && <p>{fill(words.host_page, { host: location.host, official })}</p>}
    </div>
  );
}

export function RootsWarning({ held }: { held: Held }) {
  const words = useWords();
  const { config, pinned, description } = held;
  if (config === null || pinned === null) return null;
  if (!namesOtherRoots(config, pinned, description.roots)) return null;
  return (
    <div class="warning" role="note" data-testid="roots-warning">
      <p>{words.roots_warning}</p>
    </div>
  );
}

/** Clocks drift by seconds; the verifier's own tolerance of 300 s is where it starts to matter. */
const WORTH_SAYING_SECS = 300;

export function ClockWarning({ time }: { time: JudgementTime }) {
  const words = useWords();
  const language = useLanguage();
  if (time.nowSecs - time.clockSecs <= WORTH_SAYING_SECS) return null;
  const used = new Date(time.nowSecs * 1000).toISOString();
  return (
    <div class="warning" role="note" data-testid="clock-warning">
      <p>{fill(words.clock_floor, { time: timeInWords(used, language) })}</p>
    </div>
  );
}

/** Beside every verdict on that authority's certificates, as long as the contradiction stands. */
export function LogWarning({ logs, authority }: { logs: RememberedLog[]; authority: string | undefined }) {
  const words = useWords();
  const language = useLanguage();
  const contradicted = logs.find((log) => log.authority === authority)?.contradicted;
  if (contradicted === undefined) return null;
  const time = timeInWords(new Date(contradicted.atSecs * 1000).toISOString(), language);
  return (
    <div class="grave" role="note" data-testid="log-warning">
      <p>{fill(words.log_warning, { time })}</p>
    </div>
  );
}
