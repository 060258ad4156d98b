import { useState } from 'preact/hooks';
import { ImportPack } from './carry.tsx';
import { Checks } from './checks.tsx';
import { Evidence } from './evidence.tsx';
import { Failure } from './failure.tsx';
import { Fields } from './fields.tsx';
import { Refresh } from './refresh.tsx';
import { RegistryCheck } from './registry-check.tsx';
import { Roots } from './roots.tsx';
import { tell } from './sentence.ts';
import { VerdictCard } from './verdict-card.tsx';
import { ClockWarning, HostWarning, LogWarning, RootsWarning } from './warnings.tsx';
import { timeInWords } from '../dates.ts';
import type { Judgement } from '../device/held.ts';
import type { Device, ReadyDevice } from '../device/use-device.ts';
import { useLanguage } from '../language.ts';
import { keyOf, presentNothing, type Presented } from '../presented.ts';
import type { Verification } from '../use-verification.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  device: Device;
  presented: Presented;
  verification: Verification;
  /** From when on the rest is shown. */
  verdictIsPainted: boolean;
  /** Opened from a table of many, to which it leads back. */
  fromMany: boolean;
}

export function Result({ device, presented, verification, verdictIsPainted, fromMany }: Props) {
  const words = useWords();
  const judged = typeof verification === 'object' && device.phase === 'ready';
  if (verification === 'failed') return <Failure />;
  return (
    <>
      <Announcement judgement={judged ? verification : null} />
      {judged ? (
        <Judged
          key={keyOf(presented)}
          device={device}
          presented={presented}
          judgement={verification}
          withRest={verdictIsPainted}
        />
      ) : (
        <section class="card waiting" data-testid="checking">
          <p>{device.phase === 'fetching_first' ? words.fetching_first : words.checking}</p>
        </section>
      )}
      {(!judged || verdictIsPainted) && (
        <nav class="another">
          {!fromMany && (
            <button type="button" class="button primary" data-testid="scan-another" onClick={() => presentNothing('camera')}>
              {words.reading.scan_another}
            </button>
          )}
          <button
            type="button"
            class={fromMany ? 'button primary' : 'button'}
            data-testid="to-start"
            onClick={() => presentNothing(null)}
          >
            {fromMany ? words.reading.to_many : words.reading.to_start}
          </button>
          {judged && (
            <button type="button" class="button" data-testid="print" onClick={() => window.print()}>
              {words.print}
            </button>
          )}
        </nav>
      )}
    </>
  );
}

/** Read out when a verdict arrives or changes; there before it, as screen readers need. */
function Announcement({ judgement }: { judgement: Judgement | null }) {
  const language = useLanguage();
  const told = judgement === null ? null : tell(judgement.report, language);
  return (
    <p class="visually-hidden" role="status" aria-live="polite" data-testid="announcement">
      {told && `${told.opening}${told.why}`}
    </p>
  );
}

interface JudgedProps {
  device: ReadyDevice;
  presented: Presented;
  judgement: Judgement;
  withRest: boolean;
}

function Judged({ device, presented, judgement: { report, time }, withRest }: JudgedProps) {
  const words = useWords();
  const language = useLanguage();
  const { held } = device;
  // A scanned code led here, so the page's own address is the one that it named.
  const scanned = presented.source === 'scanned';
  const codeHost = report.host ?? (scanned ? location.host : undefined);
  const unsettled = report.outcome === 'indeterminate';
  // What may settle the question stands right below it; beside a verdict it is one more thing that can be done. It stays
  // where it is once the question is settled: under the finger, and with the registry's answer in it.
  const [actionsFirst] = useState(unsettled);
  const actions = (
    <section class="card actions">
      <Refresh device={device} primary={unsettled} />
      {unsettled && <ImportPack device={device} />}
      <RegistryCheck device={device} presented={presented} report={report} />
    </section>
  );
  return (
    <>
      <VerdictCard report={report} takeFocus={!scanned} />
      <p class="print-only">
        {fill(words.print_note, { time: timeInWords(report.checked_at, language) })}
      </p>
      <LogWarning logs={held.logs} authority={report.certificate?.number.slice(0, 6)} />
      <HostWarning config={held.config} codeHost={codeHost} />
      <RootsWarning held={held} />
      <ClockWarning time={time} />
      {withRest && (
        <>
          {actionsFirst && actions}
          <Fields report={report} />
          <Checks report={report} />
          <Evidence report={report} description={held.description} />
          {!actionsFirst && actions}
          <section class="card slim">
            <Roots held={held} />
          </section>
        </>
      )}
    </>
  );
}
