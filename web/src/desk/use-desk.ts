/** The desk of a page: locked, or a key open and whose it is. Locks itself when nobody touched the page for a quarter of an hour. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Desk } from './desk.ts';
import type { Standing } from './holder.ts';
import { elapsedMillis } from '../device/clock.ts';
import { fetchConfig } from '../device/config.ts';
import { pinRoots } from '../device/pinned.ts';
import { pathUnder, request } from '../device/network.ts';
import { openStorage } from '../device/storage.ts';
import { problemOf } from './problems.ts';

/** Unused for so long, the key is let go. */
export const IDLE_MILLIS = 15 * 60_000;
const LOOK_EVERY_MILLIS = 5_000;

/** What this site says of itself: whose word the key is judged by. */
export interface Site {
  roots: string[];
  pack: Uint8Array;
}

export interface OpenedDesk {
  desk: Desk;
  standing: Standing;
  site: Site;
}

export type WhyLocked = 'fresh' | 'idle' | 'by_hand';

export interface DeskState {
  opened: OpenedDesk | null;
  whyLocked: WhyLocked;
  open(file: Blob, passphrase: string): Promise<void>;
  lock(why?: WhyLocked): void;
}

export function useDesk(): DeskState {
  const [opened, setOpened] = useState<OpenedDesk | null>(null);
  const [whyLocked, setWhyLocked] = useState<WhyLocked>('fresh');
  const current = useRef<OpenedDesk | null>(null);

  const lock = useCallback((why: WhyLocked = 'by_hand') => {
    current.current?.desk.lock();
    current.current = null;
    setOpened(null);
    setWhyLocked(why);
  }, []);

  const open = useCallback(async (file: Blob, passphrase: string) => {
    const desk = await Desk.open(file, passphrase);
    try {
      const site = await fetchSite();
      const standing = await desk.look(site.pack, site.roots);
      current.current?.desk.lock();
      current.current = { desk, standing, site };
      setOpened(current.current);
    } catch (error) {
      desk.lock();
      throw error;
    }
  }, []);

  useEffect(() => {
    if (opened === null) return;
    let touched = elapsedMillis();
    const touch = () => {
      touched = elapsedMillis();
    };
    const events = ['pointerdown', 'keydown', 'input', 'scroll'];
    events.forEach((event) => window.addEventListener(event, touch, { passive: true, capture: true }));
    const look = () => {
      if (elapsedMillis() - touched >= IDLE_MILLIS) lock('idle');
    };
    const timer = setInterval(look, LOOK_EVERY_MILLIS);
    // A lid that was closed stops timers: looked at again as soon as the page is seen.
    document.addEventListener('visibilitychange', look);
    // Before a browser keeps the page for "back".
    const leave = () => lock('by_hand');
    window.addEventListener('pagehide', leave);
    return () => {
      events.forEach((event) => window.removeEventListener(event, touch, { capture: true }));
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('pagehide', leave);
    };
  }, [opened, lock]);

  return { opened, whyLocked, open, lock };
}

/**
 * The root keys that this device pinned at its first visit, here or at the verification page, and the pack of the first of the
 * site's bureaus: the bundle in it is the province's.
 */
async function fetchSite(): Promise<Site> {
  const config = await fetchConfig();
  const { roots } = await pinRoots(await openStorage(), config);
  const authority = config.authorities[0];
  if (authority === undefined) return { roots, pack: new Uint8Array() };
  const response = await request(pathUnder(authority.base_url, 'v1/pack'), { cache: 'no-cache' });
  if (!response.ok) throw problemOf(response.status, await response.text());
  return { roots, pack: new Uint8Array(await response.arrayBuffer()) };
}
