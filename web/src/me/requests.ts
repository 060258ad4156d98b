/** What a trainee asks of the registry. The proof goes with every request and is kept nowhere. */
import type { Authority } from '../device/config.ts';
import { NetworkUnreachable, pathUnder, request, requestAgain } from '../device/network.ts';

/** By one of these, with name and identity number. */
export interface Proof {
  number?: string;
  code?: string;
  institution?: string;
  name: string;
  identity_number: string;
}

/** What was proved: kept as long as the page is looked at. */
export interface Proved {
  authority: Authority;
  proof: Proof;
}

export interface Share {
  share: string;
  purpose: string;
  until: string;
}

export interface OwnCertificate {
  number: string;
  programme: string;
  training: [string, string];
  issued: string;
  institution: string;
  qr_text: string;
  reported: string | null;
  /** What the bureau made of the report, where it has. */
  decided: 'dismiss' | 'confirmed' | null;
  shares: Share[];
  read: string[];
}

export interface Shared {
  qr_text: string;
  purpose: string;
  until: string;
}

/** What went wrong: the stable code of a problem document, or that there is no network. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

async function post(authority: Authority, path: string, body: object, send = requestAgain): Promise<Response> {
  try {
    const response = await send(pathUnder(authority.base_url, path), {
      method: 'POST',
      cache: 'no-store',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as { code?: unknown } | null;
    throw new Refused(typeof problem?.code === 'string' ? problem.code : 'unavailable');
  } catch (error) {
    if (error instanceof NetworkUnreachable) throw new Refused('network');
    throw error instanceof Refused ? error : new Refused('unavailable');
  }
}

export async function list(authority: Authority, proof: Proof): Promise<OwnCertificate[]> {
  const answer = (await (await post(authority, 'v1/me/list', proof)).json()) as { certificates?: unknown };
  if (!Array.isArray(answer.certificates)) throw new Refused('unavailable');
  return answer.certificates as OwnCertificate[];
}

export async function pdf(authority: Authority, proof: Proof, about: string): Promise<Blob> {
  const response = await post(authority, 'v1/me/pdf', { ...proof, about });
  return new Blob([await response.arrayBuffer()], { type: 'application/pdf' });
}

export async function report(authority: Authority, proof: Proof, about: string, words: string): Promise<void> {
  await post(authority, 'v1/me/report', { ...proof, about, words });
}

/** Gives the link. */
export async function share(
  authority: Authority,
  proof: Proof,
  about: string,
  { purpose, days }: { purpose: string; days: number },
): Promise<string> {
  const response = await post(authority, 'v1/me/share', { ...proof, about, purpose, days }, request);
  const { token } = (await response.json()) as { token?: unknown };
  if (typeof token !== 'string') throw new Refused('unavailable');
  return `${location.origin}/s#${authority.code}-${token}`;
}

export async function unshare(authority: Authority, proof: Proof, about: string, id: string): Promise<void> {
  await post(authority, 'v1/me/unshare', { ...proof, about, share: id });
}

export async function shared(authority: Authority, token: string): Promise<Shared> {
  const answer = (await (await post(authority, 'v1/shared', { token })).json()) as Partial<Shared>;
  const { qr_text, purpose, until } = answer;
  if (typeof qr_text !== 'string' || typeof purpose !== 'string' || typeof until !== 'string') {
    throw new Refused('unavailable');
  }
  return { qr_text, purpose, until };
}
