/** What the server publishes for the page at /config.json. */
import { request } from './network.ts';

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
