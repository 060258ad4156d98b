/** The device as the views see it: opening, then ready; and refreshing in the background. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { loadEngine, type Engine } from '../engine.ts';
import { loadHeld, type Held } from './held.ts';
import { canKeepOffline, keepPageOffline, onKeptOffline } from './offline.ts';
import { refresh, type RefreshResult } from './refresh.ts';
import { openStorage, type Storage } from './storage.ts';

export interface ReadyDevice {
  phase: 'ready';
  engine: Engine;
  storage: Storage;
  held: Held;
  /** Whether this browser lets the page be kept for use without a network. */
  keepable: boolean;
  refreshing: boolean;
  lastRefresh: RefreshResult | null;
  refresh(): void;
  /** Reads again what the device holds, after something else than `refresh` changed it. */
  reload(): Promise<void>;
}

/** `fetching_first`: nothing held yet, so a verdict would only say so; one refresh is waited for. */
export type Device = { phase: 'opening' | 'fetching_first' | 'failed' } | ReadyDevice;

/** Snapshots are made hourly where nothing else makes one. */
const REFRESH_EVERY_MILLIS = 30 * 60_000;

interface Opened {
  engine: Engine;
  storage: Storage;
}

export function useDevice(): Device {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const [failed, setFailed] = useState(false);
  const [refreshing, setRefreshing] = useState(false);
  const [lastRefresh, setLastRefresh] = useState<RefreshResult | null>(null);
  const [fetchingFirst, setFetchingFirst] = useState(false);
  const [keepable, setKeepable] = useState(canKeepOffline);
  const running = useRef(false);

  const refreshHeld = useCallback(async ({ engine, storage }: Opened) => {
    if (running.current) return;
    running.current = true;
    setRefreshing(true);
    try {
      setLastRefresh(await refresh(storage, engine));
      setHeld(await loadHeld(storage, engine));
    } catch {
      // A verifier or a storage that breaks leaves no verdict standing.
      setFailed(true);
    }
    setRefreshing(false);
    running.current = false;
  }, []);

  useEffect(() => {
    void (async () => {
      try {
        const [engine, storage] = await Promise.all([loadEngine(), openStorage()]);
        const first = await loadHeld(storage, engine);
        void keepPageOffline().then(setKeepable);
        setOpened({ engine, storage });
        if (first.pack.length > 0) setHeld(first);
        else setFetchingFirst(true);
        await refreshHeld({ engine, storage });
      } catch {
        setFailed(true);
      }
    })();
  }, [refreshHeld]);

  useEffect(() => {
    if (opened === null) return;
    const refreshOpened = () => void refreshHeld(opened);
    window.addEventListener('online', refreshOpened);
    // A page that stays open, on a counter's computer or as an app, has data as fresh as one that is opened.
    const timer = setInterval(refreshOpened, REFRESH_EVERY_MILLIS);
    return () => {
      window.removeEventListener('online', refreshOpened);
      clearInterval(timer);
    };
  }, [opened, refreshHeld]);

  useEffect(() => {
    if (!opened?.storage.persistent || held === null || held.pack.length === 0) return;
    return onKeptOffline(() => {
      document.documentElement.dataset['ready'] = 'offline';
    });
  }, [opened, held]);

  if (failed) return { phase: 'failed' };
  if (opened === null || held === null) {
    return { phase: fetchingFirst ? 'fetching_first' : 'opening' };
  }
  const refreshNow = () => void refreshHeld(opened);
  const reload = async () => setHeld(await loadHeld(opened.storage, opened.engine));
  return { phase: 'ready', ...opened, held, keepable, refreshing, lastRefresh, refresh: refreshNow, reload };
}
