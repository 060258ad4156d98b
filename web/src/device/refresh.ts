/**
 * Brings what this device holds up to date: the configuration, then the pack of every authority. What is
 * taken of an offered pack is the verifier's decision (`mergePacks`); it never goes back.
 */
import { clockSecs } from './clock.ts';
import { fetchConfig, type Authority, type Config } from './config.ts';
import { pinRoots, rootBytes } from './pinned.ts';
import { NetworkUnreachable, pathUnder, request } from './network.ts';
import type { Storage } from './storage.ts';
import { takeOffered } from './taking.ts';
import type { Engine } from '../engine.ts';

/** `nothing_new` is not "all is well": the server may have offered only what was refused. */
export type RefreshResult = 'updated' | 'nothing_new' | 'partly' | 'unreachable' | 'refused';

export async function refresh(storage: Storage, engine: Engine): Promise<RefreshResult> {
  let config: Config;
  try {
    config = await fetchConfig();
    const fetched = config;
    await storage.update('config', () => fetched);
  } catch (error) {
    if (error instanceof NetworkUnreachable) return 'unreachable';
    // A broken config.json must not keep a device that already has one from fresh revocation data.
    const held = await storage.load('config');
    if (held === undefined) return 'refused';
    config = held;
  }
  const roots = rootBytes(await pinRoots(storage, config));

  const outcomes = await Promise.all(
    config.authorities.map((authority) => takePack(storage, engine, roots, authority)),
  );
  if (outcomes.every((outcome) => outcome === 'failed')) return 'refused';
  if (outcomes.some((outcome) => outcome === 'failed')) return 'partly';
  return outcomes.some((outcome) => outcome === 'updated') ? 'updated' : 'nothing_new';
}

async function takePack(
  storage: Storage,
  engine: Engine,
  roots: Uint8Array,
  authority: Authority,
): Promise<'updated' | 'nothing_new' | 'failed'> {
  try {
    // "no-cache" asks the server each time, which may answer that nothing changed.
    const response = await request(pathUnder(authority.base_url, 'v1/pack'), { cache: 'no-cache' });
    if (!response.ok) return 'failed';
    const offered = new Uint8Array(await response.arrayBuffer());
    const latestSeen = (await storage.load('latest_seen_secs')) ?? 0;
    const now = Math.max(clockSecs(), latestSeen);
    const { changes } = await takeOffered(offered, roots, now, storage, engine);
    return changes.length > 0 ? 'updated' : 'nothing_new';
  } catch {
    return 'failed';
  }
}
