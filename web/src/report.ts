/** The Report of docs/FORMAT.md section 7, as the verifier and the registry print it. */

export const OUTCOMES = ['valid', 'invalid', 'indeterminate'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const REASONS = [
  'malformed',
  'no_trust_bundle',
  'clock_behind',
  'trust_bundle_expired',
  'trust_bundle_too_old',
  'unknown_issuer_key',
  'issuer_mismatch',
  'issuer_key_not_valid_then',
  'issuer_key_distrusted',
  'bad_signature',
  'not_registered',
  'unknown_registry_key',
  'registry_key_not_valid_then',
  'registry_key_distrusted',
  'bad_registration',
  'receipt_required',
  'log_contradicted',
  'registered_in_future',
  'number_mismatch',
  'registered_before_issue',
  'revoked',
  'suspended',
  'superseded',
  'status_unknown',
  'status_stale',
  'altered',
] as const;
export type Reason = (typeof REASONS)[number];

export const CHECKS = [
  'decode',
  'trust',
  'issuer_key',
  'issuer_signature',
  'registration',
  'consistency',
  'status',
] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Check {
  check: string;
  result: 'passed' | 'failed' | 'not_checked';
  reason?: string;
}

export interface Certificate {
  number: string;
  uscc: string;
  institution: string;
  authority?: string;
  holder: string;
  id_kind: number;
  id_tail: string;
  programme: string;
  training: [string, string];
  issued: string;
  class_hours?: number;
  occupation_code?: string;
  skill_level?: number;
  class_filing?: string;
  portrait_sha256?: string;
  check_code: string;
  statement_hash: string;
}

/** Times are RFC 3339 in UTC. */
export interface Evidence {
  bundle?: { version: number; issued: string; expires: string };
  snapshot?: { authority: string; as_of: string; next_update: string; tree_size: number };
  registered?: { time: string; leaf_index: number; proof: 'promised' | 'proved' };
}

export interface Report {
  outcome: Outcome;
  /** A newer verifier may know reasons that this page does not: see `sentenceFor`. */
  reason: string | null;
  checks: Check[];
  certificate?: Certificate;
  evidence: Evidence;
  page?: { compared: boolean; differs: string[] };
  status_detail?: { since?: string; reason?: number | string };
  host?: string;
  checked_at: string;
}

/**
 * Reads a Report. What is not one is refused, so that a broken answer shows up as "could not be
 * checked" and never as a verdict; only a valid certificate is without a reason.
 */
export function parseReport(json: string): Report {
  const report = JSON.parse(json) as Partial<Report> | null;
  const isReport =
    report !== null &&
    typeof report === 'object' &&
    OUTCOMES.some((outcome) => outcome === report.outcome) &&
    (report.outcome === 'valid' ? report.reason === null : typeof report.reason === 'string') &&
    Array.isArray(report.checks) &&
    typeof report.evidence === 'object' &&
    report.evidence !== null;
  if (!isReport) throw new Error('not a Report');
  return report as Report;
}
