/** What the server publishes for the page at /config.json, and the root keys pinned from it. */
import { bytesOfHex } from '../hex.ts';
import { clockSecs } from './clock.ts';
import { request } from './network.ts';
import type { HeldValues, Storage } from './storage.ts';

export interface Authority {
  code: string;
  name: string;
  base_url: string;
}

export interface Config {
  roots: string[];
  official_host: string;
  authorities: Authority[];
}

export type Pinned = HeldValues['pinned'];

export async function fetchConfig(): Promise<Config> {
  const response = await request('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return parseConfig(await response.json());
}

/** Taken whole or not at all: half a configuration would pin half the root keys. */
export function parseConfig(value: unknown): Config {
  const config = value as Partial<Config & { format: number }> | null;
  const isConfig =
    config?.format === 1 &&
    isListOf(config.roots, (root) => typeof root === 'string' && /^[0-9a-f]{64}$/.test(root)) &&
    config.roots.length > 0 &&
    typeof config.official_host === 'string' &&
    isListOf(config.authorities, isAuthority);
  if (!isConfig) throw new Error('config.json is not of format 1');
  const { roots, official_host, authorities } = config as Config;
  return { roots, official_host, authorities };
}

/**
 * The first root keys seen are kept for good. Later ones come only by rotation, which the verifier
 * follows inside packs; nothing that a server says afterwards replaces them.
 */
export function pinRoots(storage: Storage, config: Config): Promise<Pinned> {
  return storage.update(
    'pinned',
    (held) => held ?? { roots: config.roots, sinceSecs: clockSecs() },
  );
}

/** 32 bytes each, one after the other, as the verifier takes them. */
export function rootBytes(pinned: Pinned | null): Uint8Array {
  return bytesOfHex((pinned?.roots ?? []).join(''));
}

/** Both the keys first recorded and those they have rotated to are what a truthful server may name. */
export function namesOtherRoots(config: Config, pinned: Pinned, trustedNow: string[]): boolean {
  const named = sorted(config.roots);
  return named !== sorted(pinned.roots) && named !== sorted(trustedNow);
}

const sorted = (keys: string[]): string => [...keys].sort().join();

function isListOf<T>(value: T[] | undefined, isItem: (item: unknown) => boolean): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isAuthority(value: unknown): boolean {
  const authority = value as Partial<Authority> | null;
  return (
    typeof authority?.code === 'string' &&
    typeof authority.name === 'string' &&
    typeof authority.base_url === 'string' &&
    /^https?:\/\//.test(authority.base_url)
  );
}
