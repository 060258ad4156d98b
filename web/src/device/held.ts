/** Everything the device holds, read at one moment, and verification with it. */
import { clockSecs, judgementTime, type JudgementTime } from './clock.ts';
import { rootBytes, type Config, type Pinned } from './config.ts';
import type { Storage } from './storage.ts';
import type { Engine, PackDescription } from '../engine.ts';
import type { Presented } from '../presented.ts';
import type { Report } from '../report.ts';

export interface Held {
  config: Config | null;
  pinned: Pinned | null;
  roots: Uint8Array;
  /** Empty: no evidence held. */
  pack: Uint8Array;
  description: PackDescription;
}

export async function loadHeld(storage: Storage, engine: Engine): Promise<Held> {
  const [config, pinned, pack, latestSeen] = await Promise.all([
    storage.load('config'),
    storage.load('pinned'),
    storage.load('pack'),
    storage.load('latest_seen_secs'),
  ]);
  const roots = rootBytes(pinned ?? null);
  const bytes = pack ?? new Uint8Array();
  const now = Math.max(clockSecs(), latestSeen ?? 0);
  return {
    config: config ?? null,
    pinned: pinned ?? null,
    roots,
    pack: bytes,
    description: engine.describePack(bytes, roots, now),
  };
}

export interface Judgement {
  report: Report;
  time: JudgementTime;
}

export async function judge(
  presented: Presented,
  held: Held,
  storage: Storage,
  engine: Engine,
): Promise<Judgement> {
  const time = await judgementTime(storage, held.description);
  const { pack, roots } = held;
  const report =
    presented.source === 'pdf'
      ? await engine.verifyPdf(presented.artifact, pack, roots, time.nowSecs)
      : engine.verify(presented.text, pack, roots, time.nowSecs);
  return { report, time };
}
