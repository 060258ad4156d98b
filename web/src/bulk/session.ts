/**
 * The run that this page has, outside of what is shown: a row opens into its verdict, and "back" leads to the table again.
 * A reload forgets it, as the page may keep no files.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Given, Run } from './run.ts';
import type { ReadyDevice } from '../device/use-device.ts';

type Door = typeof import('./door.ts');

export interface Session {
  run: Run;
  given: Given;
  View: Door['BulkView'];
}

let current: Session | null = null;
const listeners = new Set<() => void>();

/** Fails where what it needs cannot be loaded. */
export async function beginRun(given: Given, { held, storage, engine }: ReadyDevice): Promise<void> {
  const { startRun, BulkView } = await import('./door.ts');
  replace({ run: startRun(given, held, storage, engine), given, View: BulkView });
}

export const endRun = (): void => replace(null);

function replace(session: Session | null): void {
  current?.run.close();
  current = session;
  listeners.forEach((listener) => listener());
}

export function useSession(): Session | null {
  const [session, setSession] = useState(current);
  useEffect(() => {
    const listener = () => setSession(current);
    listeners.add(listener);
    listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return session;
}
