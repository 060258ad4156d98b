/** The only file that reads the real clock. */
import type { Storage } from './storage.ts';
import type { PackDescription } from '../engine.ts';

/** For how long something takes, whatever is done to the clock meanwhile. */
export const elapsedMillis = (): number => performance.now();

export const clockSecs = (): number => Math.floor(Date.now() / 1000);

/** What is passed to the verifier as `now`, and the clock that it came from. */
export interface JudgementTime {
  nowSecs: number;
  clockSecs: number;
}

/**
 * The clock, but never earlier than the latest time this device has seen: turning the clock back must
 * not make old revocation data look fresh. Seen are the clock itself and the as-of times of accepted
 * snapshots. The bundle's issue time is left out on purpose: were it a floor, a clock far behind could
 * never be told (`clock_behind`).
 */
export async function judgementTime(
  storage: Storage,
  description: PackDescription | null,
): Promise<JudgementTime> {
  const clock = clockSecs();
  const seen = (description?.snapshots ?? []).map((snapshot) => secsOf(snapshot.as_of));
  const nowSecs = await storage.update('latest_seen_secs', (held) =>
    Math.max(held ?? 0, clock, ...seen),
  );
  return { nowSecs, clockSecs: clock };
}

/** 0 for what is no time, which as a floor changes nothing. */
function secsOf(rfc3339: string): number {
  const millis = Date.parse(rfc3339);
  return Number.isNaN(millis) ? 0 : Math.floor(millis / 1000);
}
