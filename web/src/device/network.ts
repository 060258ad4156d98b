/**
 * Every request the page makes. Only to the origin it came from (the content security policy holds it to
 * that), without cookies or referrer, and given up after a while.
 */
const GIVE_UP_AFTER_MILLIS = 20_000;

export class NetworkUnreachable extends Error {}

export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), GIVE_UP_AFTER_MILLIS);
  try {
    const response = await fetch(path, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      ...options,
      signal: aborter.signal,
    });
    // The body is read under the same time limit as the headers.
    const body = await response.arrayBuffer();
    return new Response(body.byteLength === 0 ? null : body, {
      status: response.status,
      headers: response.headers,
    });
  } catch {
    throw new NetworkUnreachable();
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where an authority's services lie on this server. Its base URL names the official host; only the path
 * of it counts here, so that the page also works behind another name for the same server. What is
 * fetched is signed, so where it came from does not matter.
 */
export function pathUnder(baseUrl: string, service: string): string {
  return `${new URL(baseUrl).pathname.replace(/\/+$/, '')}/${service}`;
}
