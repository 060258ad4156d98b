/**
 * Judges many files, a few at a time. Each is read in workers and judged by the verifier in another; a file that cannot be
 * read has a row that says so, and the next one comes. No bytes of a file are kept after its turn.
 */
import { askWorker, type Unnumbered } from './asking.ts';
import { gather, openUnpacking } from './gather.ts';
import type { JudgeAnswer, JudgeOrder } from './judge-messages.ts';
import JudgeWorker from './judge-worker.ts?worker';
import { compilePdfModule, openLane, type Lane } from './lane.ts';
import { MAX_LANES } from './limits.ts';
import { measureRate } from './rate.ts';
import { readSource, type Read } from './reading.ts';
import type { Row } from './row.ts';
import type { Source } from './source.ts';
import { elapsedMillis, judgementTime } from '../device/clock.ts';
import { doubtedIn, type Held } from '../device/held.ts';
import type { Storage } from '../device/storage.ts';
import type { Engine } from '../engine.ts';
import type { Presented } from '../presented.ts';

export type Given = (File | FileSystemEntry)[];

export interface RunView {
  phase: 'gathering' | 'running' | 'ended' | 'cancelled';
  /** How many files there are; files, not rows: a photo of two certificates has two. */
  total: number;
  done: number;
  rows: readonly Row[];
  /** More were given than are taken at once. */
  isCut: boolean;
  perSecond: number | null;
  /** The evidence that all of it is judged by. */
  held: Held;
}

export interface Run {
  view(): RunView;
  /** Called some times a second while it runs. Gives the way to stop listening. */
  onChange(listener: () => void): () => void;
  cancel(): void;
  /** Reads the file of a row again, for its full verdict; null where it can no longer be read. */
  presentedOf(row: Row): Promise<Presented | null>;
  /** Ends everything. */
  close(): void;
}

const TELL_EVERY_MILLIS = 250;

export function startRun(given: Given, held: Held, storage: Storage, engine: Engine): Run {
  const unpacking = openUnpacking();
  const judging = askWorker<Unnumbered<JudgeOrder>, JudgeAnswer>(
    () => new JudgeWorker(),
    () => ({ id: -1, report: null }),
  );
  const rate = measureRate();
  const rows: Row[] = [];
  const listeners = new Set<() => void>();
  let view: RunView = { phase: 'gathering', total: 0, done: 0, rows, isCut: false, perSecond: null, held };
  let lanes: Lane[] = [];
  let timer: number | undefined;

  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    // Another array each time, by which a table knows that it changed.
    view = { ...view, rows: rows.slice(), perSecond: rate.perSecond(elapsedMillis()) };
    listeners.forEach((listener) => listener());
  };
  const tellSoon = () => {
    timer ??= window.setTimeout(tell, TELL_EVERY_MILLIS);
  };
  const isOn = () => view.phase === 'gathering' || view.phase === 'running';
  const end = (phase: 'ended' | 'cancelled') => {
    if (!isOn()) return;
    view = { ...view, phase };
    lanes.forEach((lane) => lane.close());
    judging.close();
    tell();
  };

  const judgeOne = async (source: Source, index: number, lane: Lane) => {
    const read = await readSource(source, engine, lane);
    if (!isOn()) return;
    const found = await rowsOf(read, source, index);
    if (!isOn()) return;
    rows.push(...found);
    rate.done(elapsedMillis());
    view = { ...view, done: view.done + 1 };
    tellSoon();
  };
  const rowsOf = async (read: Read, source: Source, index: number): Promise<Row[]> => {
    const row = { index, file: source.name, source };
    if ('problem' in read) return [{ ...row, exit: 'unread', result: { problem: read.problem } }];
    const found: Row[] = [];
    for (const presented of read.presented) {
      const { nowSecs } = await judgementTime(storage, held.description);
      const { report } = await judging.ask({ kind: 'judge', presented, nowSecs });
      if (report === null) return [{ ...row, exit: 'unread', result: { problem: 'not_judged' } }];
      const text = presented.source === 'pdf' ? null : presented.text;
      found.push({ ...row, exit: report.outcome, result: { report, text } });
    }
    return found;
  };
  const holdAll = async () => {
    const { nowSecs } = await judgementTime(storage, held.description);
    return judging.ask({ kind: 'hold', pack: held.pack, roots: held.roots, nowSecs, doubted: doubtedIn(held.logs) });
  };
  const work = async () => {
    const [gathered, compiled] = await Promise.all([
      gather(given, unpacking),
      compilePdfModule(),
      holdAll(),
    ]);
    if (!isOn()) return;
    const { sources, isCut } = gathered;
    view = { ...view, phase: 'running', total: sources.length, isCut };
    tell();
    lanes = Array.from({ length: Math.min(navigator.hardwareConcurrency || 1, MAX_LANES) }, () => openLane(compiled));
    let next = 0;
    const along = async (lane: Lane) => {
      for (let index = next++; isOn(); index = next++) {
        const source = sources[index];
        if (source === undefined) return;
        await judgeOne(source, index, lane);
      }
    };
    await Promise.all(lanes.map(along));
    end('ended');
  };
  work().catch(() => end('cancelled'));

  return {
    view: () => view,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    cancel: () => end('cancelled'),
    presentedOf: async ({ source, result }) => {
      if ('report' in result && result.text !== null) return { source: 'pasted', text: result.text };
      const read = await readSource(source, engine);
      return ('presented' in read && read.presented[0]) || null;
    },
    close: () => {
      end('cancelled');
      unpacking.close();
      listeners.clear();
    },
  };
}
