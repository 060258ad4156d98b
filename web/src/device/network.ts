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

/** A registry of several nodes takes nothing while another of them is being elected: seconds at most. */
const TRIES = 4;
const LONGEST_PAUSE_SECS = 5;

/**
 * The same, sent again where the registry says that it did nothing and when to come back. Not for what would be there twice where
 * its answer is wrong about that.
 */
export async function requestAgain(path: string, options: RequestInit = {}): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await request(path, options);
    const secs = Number(response.headers.get('retry-after') ?? NaN);
    if (response.status !== 503 || tries === TRIES || !(secs <= LONGEST_PAUSE_SECS)) return response;
    await new Promise((resolve) => setTimeout(resolve, secs * 1000));
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
