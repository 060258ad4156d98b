/** What verdicts rest on. */
export interface Evidence {
  /** A pack, as `GET v1/pack` of a registry or `hezheng pack fetch` gives it; no bytes at all are no evidence. */
  readonly pack: Uint8Array;
  /** The root keys that you trust, each the text of a PEM file or 64 hexadecimal digits. Never take them from a pack. */
  readonly roots: readonly string[];
  /** When it is judged. Nothing here asks a clock. */
  readonly at: Date;
}

/** The Report on the text of a QR code, whole or its digits alone. Never throws for what is presented. */
export function verifyQrText(text: string, evidence: Evidence): Report;

/**
 * The Report on a statement: the file `certificate.cose` that a PDF embeds. It speaks of what was signed; whether the page
 * around it says the same is for `hezheng verify` or the page of the registry to compare.
 */
export function verifyStatement(statement: Uint8Array, evidence: Evidence): Report;

/** What to keep of a pack that is offered beside the one held. It never goes back; either may be empty. */
export function mergePacks(held: Uint8Array, offered: Uint8Array, by: Omit<Evidence, 'pack'>): Uint8Array;

/** What a pack proves by these root keys, and how old it is. */
export function describePack(evidence: Evidence): PackDescription;

/** Checks a pack once, for judging many certificates by it, each at its own time; the Reports are those of the functions above. */
export function holdPack(evidence: Evidence): HeldPack;

export interface HeldPack {
  verifyQrText(text: string, when: Pick<Evidence, 'at'>): Report;
  verifyStatement(statement: Uint8Array, when: Pick<Evidence, 'at'>): Report;
  describe(when: Pick<Evidence, 'at'>): PackDescription;
}

/** `valid` only where everything is proved and the revocation data is not stale; never for want of evidence. */
export type Outcome = 'valid' | 'invalid' | 'indeterminate';

export type Reason =
  | 'malformed'
  | 'no_trust_bundle'
  | 'clock_behind'
  | 'trust_bundle_expired'
  | 'trust_bundle_too_old'
  | 'unknown_issuer_key'
  | 'issuer_mismatch'
  | 'issuer_key_not_valid_then'
  | 'issuer_key_distrusted'
  | 'bad_signature'
  | 'not_registered'
  | 'unknown_registry_key'
  | 'registry_key_not_valid_then'
  | 'registry_key_distrusted'
  | 'bad_registration'
  | 'receipt_required'
  | 'registered_in_future'
  | 'number_mismatch'
  | 'registered_before_issue'
  | 'revoked'
  | 'suspended'
  | 'superseded'
  | 'status_unknown'
  | 'status_stale'
  | 'altered';

export type CheckName =
  | 'decode'
  | 'trust'
  | 'issuer_key'
  | 'issuer_signature'
  | 'registration'
  | 'consistency'
  | 'status';

/** docs/FORMAT.md section 7. Times are RFC 3339 in UTC, dates ISO 8601. */
export interface Report {
  readonly outcome: Outcome;
  /** Why it is not valid. */
  readonly reason: Reason | null;
  readonly checks: readonly Check[];
  /** What the certificate says; only where the institution's signature was verified. */
  readonly certificate?: Certificate;
  /** What the verdict rests on, and how old that is. */
  readonly evidence: EvidenceUsed;
  /** The host that a QR code's text names. Never a reason to trust anything. */
  readonly host?: string;
  readonly checked_at: string;
}

export interface Check {
  readonly check: CheckName;
  readonly result: 'passed' | 'failed' | 'not_checked';
  readonly reason?: Reason;
}

export interface Certificate {
  readonly number: string;
  readonly uscc: string;
  readonly institution?: string;
  readonly authority?: string;
  readonly holder: string;
  readonly id_kind: number;
  readonly id_tail: string;
  readonly programme: string;
  readonly training: readonly [first: string, last: string];
  readonly issued: string;
  readonly class_hours?: number;
  readonly occupation_code?: string;
  readonly skill_level?: number;
  readonly class_filing?: string;
  readonly portrait_sha256?: string;
  readonly check_code: string;
  readonly statement_hash: string;
}

export interface EvidenceUsed {
  readonly bundle?: BundleDates;
  readonly snapshot?: SnapshotDates;
  readonly registered?: { readonly time: string; readonly leaf_index: number; readonly proof: 'promised' | 'proved' };
}

export interface BundleDates {
  readonly version: number;
  readonly issued: string;
  readonly expires: string;
}

export interface SnapshotDates {
  readonly authority: string;
  readonly as_of: string;
  readonly next_update: string;
  readonly tree_size: number;
}

export interface PackDescription {
  /** The newest bundle that the root keys lead to; absent where they lead to none. */
  readonly bundle?: BundleDates;
  readonly authorities: readonly { readonly code: string; readonly name: string; readonly base_url: string }[];
  readonly snapshots: readonly SnapshotDates[];
  /** The root keys trusted after the rotations in the pack, and their SHA-256, in hexadecimal. */
  readonly roots: readonly string[];
  readonly fingerprints: readonly string[];
}
