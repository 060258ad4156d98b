/** How fast it goes, over the last half minute: large and small files come in clumps. */
export interface Rate {
  done(atMillis: number): void;
  /** Files a second; null until that can be said. */
  perSecond(atMillis: number): number | null;
}

const WINDOW_MILLIS = 30_000;
const LEAST_FILES = 4;

export function measureRate(): Rate {
  let times: number[] = [];
  return {
    done: (at) => {
      times.push(at);
      times = times.filter((time) => at - time <= WINDOW_MILLIS);
    },
    perSecond: (at) => {
      const first = times[0];
      if (first === undefined || times.length < LEAST_FILES || at <= first) return null;
      return (1000 * times.length) / (at - first);
    },
  };
}

/** 2 hours 5 minutes, as whole units for words to be put around; seconds in tens, so that it does not flicker. */
export function remaining(files: number, perSecond: number): { unit: 'hours' | 'minutes' | 'seconds'; value: number } {
  const secs = files / perSecond;
  if (secs >= 2 * 3600) return { unit: 'hours', value: Math.ceil(secs / 3600) };
  if (secs >= 90) return { unit: 'minutes', value: Math.ceil(secs / 60) };
  return { unit: 'seconds', value: Math.max(10, Math.ceil(secs / 10) * 10) };
}
