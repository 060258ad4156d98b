/**
 * Signed requests of a desk to its registry. The address that is signed is the one that the trust bundle names; the request goes to
 * the server that the page came from, below the same path.
 */
import type { Desk } from './desk.ts';
import type { Bureau } from './holder.ts';
import { problemOf } from './problems.ts';
import { NetworkUnreachable, pathUnder, request } from '../device/network.ts';

/** A request that is sent again changes nothing twice: so often, with so long between, where the network or a busy server fails. */
const TRIES = 4;
const PAUSE_MILLIS = 1_500;
const PASSING = [408, 429, 500, 502, 503, 504];

export interface DeskRegistry {
  /** JSON in, JSON out. */
  ask<T>(path: string, body: object): Promise<T>;
  /** JSON that the module made. */
  send<T>(path: string, body: Uint8Array): Promise<T>;
  /** CBOR in, bytes out. */
  post(path: string, body: Uint8Array): Promise<Uint8Array>;
  /** JSON in, a file out. */
  fetchFile(path: string, body: object): Promise<Uint8Array>;
  /** What anybody may read. */
  read<T>(path: string): Promise<T>;
}

export function registryOf(desk: Desk, bureau: Bureau, onWait: (isWaiting: boolean) => void = () => {}): DeskRegistry {
  const signed = async (path: string, type: string, body: Uint8Array): Promise<Response> => {
    const once = async () => {
      // Signed anew each time: a signature is good for five minutes.
      const headers = await desk.signRequest(`${bureau.base_url}/${path}`, type, body);
      return request(pathUnder(bureau.base_url, path), {
        method: 'POST',
        cache: 'no-store',
        headers: { 'content-type': type, ...headers },
        body: Uint8Array.from(body),
      });
    };
    const response = await patiently(once, onWait);
    if (!response.ok) throw problemOf(response.status, await response.text());
    return response;
  };
  const encode = (body: object) => new TextEncoder().encode(JSON.stringify(body));
  const bytes = async (response: Response) => new Uint8Array(await response.arrayBuffer());
  const json = async <T>(response: Response) => (await response.json()) as T;
  return {
    ask: async <T>(path: string, body: object) => json<T>(await signed(path, 'application/json', encode(body))),
    send: async <T>(path: string, body: Uint8Array) => json<T>(await signed(path, 'application/json', body)),
    post: async (path, body) => bytes(await signed(path, 'application/cbor', body)),
    fetchFile: async (path, body) => bytes(await signed(path, 'application/json', encode(body))),
    read: async <T>(path: string) => {
      const response = await patiently(() => request(pathUnder(bureau.base_url, path), { cache: 'no-store' }), onWait);
      if (!response.ok) throw problemOf(response.status, await response.text());
      return json<T>(response);
    },
  };
}

async function patiently(once: () => Promise<Response>, onWait: (isWaiting: boolean) => void): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await once();
      if (tries === TRIES || !PASSING.includes(response.status)) return response;
    } catch (error) {
      if (tries === TRIES || !(error instanceof NetworkUnreachable)) throw error;
    }
    onWait(true);
    await new Promise((resolve) => setTimeout(resolve, tries * PAUSE_MILLIS));
    onWait(false);
  }
}
