/** The requests that a person asks for: to verify what was scanned, to look up a check code, to compare an identity number. Words beside each button say what it sends. */
import { pathUnder, request, requestAgain } from './network.ts';
import type { Authority, Config } from './config.ts';
import { parseReport, type Report } from '../report.ts';

export class RegistryRefused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The authority that registered: named by the number's first six digits, else by the evidence. */
export function authorityOf(report: Report, config: Config | null): Authority | null {
  const code = report.certificate?.number.slice(0, 6) ?? report.evidence.snapshot?.authority;
  return config?.authorities.find((authority) => authority.code === code) ?? null;
}

export async function checkAtRegistry(authority: Authority, statement: Uint8Array): Promise<Report> {
  const response = await request(pathUnder(authority.base_url, 'v1/verify'), {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/cose', accept: 'application/json' },
    body: Uint8Array.from(statement),
  });
  const text = await response.text();
  if (!response.ok) throw new RegistryRefused(problemCode(text) ?? String(response.status));
  return parseReport(text);
}

/** Whether an identity number is the holder's: yes or no, nothing else. */
export async function askMatch(authority: Authority, code: string, identityNumber: string): Promise<boolean> {
  const response = await requestAgain(pathUnder(authority.base_url, 'v1/match'), {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ code, identity_number: identityNumber }),
  });
  const text = await response.text();
  if (!response.ok) throw new RegistryRefused(problemCode(text) ?? String(response.status));
  const { match } = JSON.parse(text) as { match?: unknown };
  if (typeof match !== 'boolean') throw new RegistryRefused('no_answer');
  return match;
}

/**
 * What the registries know by a check code: each bureau of this site is asked until one knows it. `null` is said only
 * where every one of them answered that it does not.
 */
export async function lookUp(config: Config, code: string): Promise<Report | null> {
  let failure: unknown = null;
  for (const authority of config.authorities) {
    try {
      const path = `${pathUnder(authority.base_url, 'v1/lookup')}?code=${encodeURIComponent(code)}`;
      const response = await request(path, { cache: 'no-store', headers: { accept: 'application/json' } });
      const text = await response.text();
      if (response.ok) return parseReport(text);
      if (response.status !== 404) throw new RegistryRefused(problemCode(text) ?? String(response.status));
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return null;
}

/** Errors are problem documents (RFC 9457) with a stable code. */
function problemCode(text: string): string | null {
  try {
    const code = (JSON.parse(text) as { code?: unknown }).code;
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
