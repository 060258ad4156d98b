/**
 * The verdict on what is presented, kept true: judged again when the evidence held changes, when the
 * page comes back into view, and each minute that it is looked at, since evidence goes stale by itself.
 */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { judgementTime, timeNow } from './device/clock.ts';
import { judge, type Judgement } from './device/held.ts';
import type { Device } from './device/use-device.ts';
import type { Presented } from './presented.ts';

export type Verification = 'checking' | 'failed' | Judgement;

const JUDGE_AGAIN_MILLIS = 60_000;

export function useVerification(device: Device, presented: Presented | null): Verification {
  const [judged, setJudged] = useState<{ presented: Presented; result: Judgement | 'failed' }>();
  const again = useJudgeAgain();
  const ready = device.phase === 'ready' ? device : null;
  const [storage, held] = [ready?.storage, ready?.held];

  // At once: an ordinary effect would wait until a page that only says "checking" is painted.
  useLayoutEffect(() => {
    if (!storage || !held || presented === null) return;
    let wanted = true;
    const say = (result: Judgement | 'failed') => wanted && setJudged({ presented, result });
    const judgeAll = async () => {
      const time = timeNow(held.description);
      say(await judge(presented, held, time));
      // The verdict does not wait until its time is kept. Where another tab has seen a later one, it is given again.
      const kept = await judgementTime(storage, held.description);
      if (kept.nowSecs > time.nowSecs) say(await judge(presented, held, kept));
    };
    judgeAll().catch(() => say('failed'));
    return () => {
      wanted = false;
    };
  }, [storage, held, presented, again]);

  if (device.phase === 'failed') return 'failed';
  // The verdict on an earlier code is never shown while a new one is being checked.
  if (ready === null || judged === undefined || judged.presented !== presented) return 'checking';
  return judged.result;
}

function useJudgeAgain(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const again = () => {
      if (document.visibilityState === 'visible') setCount((before) => before + 1);
    };
    const timer = setInterval(again, JUDGE_AGAIN_MILLIS);
    document.addEventListener('visibilitychange', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, []);
  return count;
}
