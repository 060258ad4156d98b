/** Everything the device holds, read at one moment, and verification with it. */
import { clockSecs, seenBefore, type JudgementTime } from './clock.ts';
import type { Config } from './config.ts';
import { rootBytes, type Pinned } from './pinned.ts';
import type { RememberedLog, Storage } from './storage.ts';
import type { Engine, PackDescription, Verifier } from '../engine.ts';
import type { Presented } from '../presented.ts';
import type { Report } from '../report.ts';

export interface Held {
  config: Config | null;
  pinned: Pinned | null;
  roots: Uint8Array;
  /** Empty: no evidence held. */
  pack: Uint8Array;
  /** Holds the pack, with what this device remembers of the logs. */
  verifier: Verifier;
  description: PackDescription;
  /** What this device remembers of the logs. */
  logs: RememberedLog[];
}

/** The codes of the authorities whose logs contradicted themselves, as the verifier takes them. */
export const doubtedIn = (logs: RememberedLog[]): string =>
  logs
    .filter(({ contradicted }) => contradicted !== undefined)
    .map(({ authority }) => authority)
    .join();

export async function loadHeld(storage: Storage, engine: Engine): Promise<Held> {
  const [config, pinned, pack, latestSeen, logs] = await Promise.all([
    storage.load('config'),
    storage.load('pinned'),
    storage.load('pack'),
    storage.load('latest_seen_secs'),
    storage.load('logs'),
  ]);
  const roots = rootBytes(pinned ?? null);
  const bytes = pack ?? new Uint8Array();
  seenBefore(latestSeen ?? 0);
  const now = Math.max(clockSecs(), latestSeen ?? 0);
  const remembered = Object.values(logs ?? {});
  const verifier = engine.hold(bytes, roots, now, doubtedIn(remembered));
  return {
    config: config ?? null,
    pinned: pinned ?? null,
    roots,
    pack: bytes,
    verifier,
    description: verifier.describe(now),
    logs: remembered,
  };
}

export interface Judgement {
  report: Report;
  time: JudgementTime;
}

/** The verdict at a time. */
export async function judge(presented: Presented, { verifier }: Held, time: JudgementTime): Promise<Judgement> {
  const report =
    presented.source === 'pdf'
      ? await verifier.verifyPdf(presented.artifact, time.nowSecs)
      : verifier.verify(presented.text, time.nowSecs);
  return { report, time };
}
