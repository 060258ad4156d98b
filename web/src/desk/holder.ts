/** Whose key was opened, as the module says it by the trust bundle (desk-wasm, `Desk::look`). */

export type Counts = 'now' | 'not_yet' | 'no_more' | 'distrusted';

export interface KeyValidity {
  counts: Counts;
  /** Unix seconds. */
  from: number;
  until: number | null;
}

export interface Bureau {
  code: string;
  name: string;
  base_url: string;
}

export interface InstitutionHolder {
  kind: 'institution';
  name: string;
  uscc: string;
  number: string;
  authority: Bureau;
  key: KeyValidity;
  keys: (KeyValidity & { kid: string })[];
}

export interface OfficerHolder {
  kind: 'officer';
  staff_code: string;
  authority: Bureau;
  key: KeyValidity;
  /** Whether this officer may sign orders, and approve others'. */
  orders: boolean;
  approves: boolean;
}

export interface Standing {
  state: 'known' | 'unknown' | 'no_bundle' | 'bundle_expired';
  kid?: string;
  holder?: InstitutionHolder | OfficerHolder | null;
  bundle?: { version: number; issued: number; expires: number };
}
