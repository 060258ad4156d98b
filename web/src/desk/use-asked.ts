/** Something asked of the registry for as long as a view is looked at; asked again by `again`. */
import { useCallback, useEffect, useState } from 'preact/hooks';

export type Asked<T> =
  | { phase: 'asking'; value: T | undefined }
  | { phase: 'there'; value: T }
  | { phase: 'failed'; value: T | undefined; error: unknown };

export function useAsked<T>(ask: () => Promise<T>, about: string): [Asked<T>, () => void] {
  const [asked, setAsked] = useState<Asked<T>>({ phase: 'asking', value: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isLookedAt = true;
    setAsked(({ value }) => ({ phase: 'asking', value }));
    ask().then(
      (value) => isLookedAt && setAsked({ phase: 'there', value }),
      (error) => isLookedAt && setAsked(({ value }) => ({ phase: 'failed', value, error })),
    );
    return () => {
      isLookedAt = false;
    };
  }, [about, turn]);
  return [asked, useCallback(() => setTurn((turn) => turn + 1), [])];
}
