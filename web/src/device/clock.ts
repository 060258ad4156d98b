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

/** The latest time that this page knows the device to have seen. */
let latestSeen = 0;

/** What was kept of an earlier visit is known from now on. */
export function seenBefore(secs: number): void {
  latestSeen = Math.max(latestSeen, secs);
}

/**
 * The clock, but never earlier than the latest time this device has seen: turning the clock back must
 * not make old revocation data look fresh. Seen are the clock itself and the as-of times of accepted
 * snapshots. The bundle's issue time is left out on purpose: were it a floor, a clock far behind could
 * never be told (`clock_behind`).
 */
export function timeNow(description: PackDescription | null): JudgementTime {
  const clock = clockSecs();
  const seen = (description?.snapshots ?? []).map((snapshot) => secsOf(snapshot.as_of));
  seenBefore(Math.max(clock, ...seen));
  return { nowSecs: latestSeen, clockSecs: clock };
}

/** The same once it is kept; another tab may have seen a later time. */
export async function judgementTime(storage: Storage, description: PackDescription | null): Promise<JudgementTime> {
  const time = timeNow(description);
  const nowSecs = await storage.update('latest_seen_secs', (held) => Math.max(held ?? 0, time.nowSecs));
  seenBefore(nowSecs);
  return { ...time, nowSecs };
}

/** 0 for what is no time, which as a floor changes nothing. */
function secsOf(rfc3339: string): number {
  const millis = Date.parse(rfc3339);
  return Number.isNaN(millis) ? 0 : Math.floor(millis / 1000);
}
