/** The one request that deliberately sends what was scanned: the button says so beside it. */
import { pathUnder, request } from './network.ts';
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

/** Errors are problem documents (RFC 9457) with a stable code. */
function problemCode(text: string): string | null {
  try {
    const code = (JSON.parse(text) as { code?: unknown }).code;
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}
