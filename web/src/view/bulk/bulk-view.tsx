/** Many files at once: how far it is, how they came out, and a row for each. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Counts } from './counts.tsx';
import { Progress } from './progress.tsx';
import { ResultTable } from './result-table.tsx';
import { AS_GIVEN, type Arrangement } from '../../bulk/arrange.ts';
import { resultsCsv, saveCsv } from '../../bulk/results-file.ts';
import { countsOf } from '../../bulk/row.ts';
import type { Run } from '../../bulk/run.ts';
import { BULK_WORDS } from '../../bulk/words.ts';
import type { ReadyDevice } from '../../device/use-device.ts';
import { useLanguage } from '../../language.ts';
import { PackAge } from '../pack-age.tsx';
import { HostWarning, RootsWarning } from '../warnings.tsx';
import '../../styles/bulk.css';

interface Props {
  device: ReadyDevice;
  run: Run;
  onAgain(): void;
  onClose(): void;
}

export default function BulkView({ device, run, onAgain, onClose }: Props) {
  const language = useLanguage();
  const words = BULK_WORDS[language];
  const [view, setView] = useState(run.view);
  // The run keeps how its rows are arranged while one of them is open.
  const [arrangement, setArrangement] = useState<Arrangement>(() => arrangements.get(run) ?? AS_GIVEN);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setView(run.view());
    return run.onChange(() => setView(run.view()));
  }, [run]);
  const isOn = view.phase === 'gathering' || view.phase === 'running';
  useEffect(() => {
    // A slip of the finger would throw away what was judged so far.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    if (isOn) window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isOn]);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [run]);

  const arrangeAs = (chosen: Arrangement) => {
    arrangements.set(run, chosen);
    setArrangement(chosen);
  };
  const { phase, rows, held, total, isCut } = view;
  const isOver = !isOn;
  const counts = countsOf(rows);
  const isNewer = isOver && device.held.pack !== held.pack && !sameBytes(device.held.pack, held.pack);
  const day = (held.description.snapshots[0]?.as_of ?? '').slice(0, 10);
  return (
    <>
      <section class="card bulk" data-testid="bulk" data-phase={phase}>
        <h1 ref={heading} tabIndex={-1}>
          {words.title}
        </h1>
        <Progress view={view} counts={counts} onCancel={run.cancel} />
        {isCut && <p class="notice">{words.cut}</p>}
        {phase === 'ended' && total === 0 && <p class="notice">{words.nothing}</p>}
        <Counts counts={counts} arrangement={arrangement} onChange={arrangeAs} />
        <PackAge snapshots={held.description.snapshots} description={held.description} />
        {isNewer && <p class="notice">{words.again_newer}</p>}
        {isOver && (
          <div class="bulk-actions">
            {rows.length > 0 && (
              <button
                type="button"
                class="button primary"
                data-testid="bulk-save"
                aria-describedby="bulk-save-note"
                onClick={() => saveCsv(resultsCsv(rows, language), `${words.file_name}-${day}.csv`)}
              >
                {words.save}
              </button>
            )}
            <button type="button" class="button" data-testid="bulk-again" onClick={onAgain}>
              {words.again}
            </button>
            <button type="button" class="button" data-testid="bulk-close" onClick={onClose}>
              {words.choose_others}
            </button>
          </div>
        )}
        {isOver && rows.length > 0 && (
          <p id="bulk-save-note" class="hint">
            {words.save_note}
          </p>
        )}
        <p class="hint">{words.privacy}</p>
      </section>
      <HostWarning config={device.held.config} />
      <RootsWarning held={device.held} />
      {rows.length > 0 && <ResultTable run={run} rows={rows} arrangement={arrangement} onChange={arrangeAs} />}
    </>
  );
}

const arrangements = new WeakMap<Run, Arrangement>();

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
