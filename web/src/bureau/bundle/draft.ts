/** A draft of the next trust bundle, as the module makes it (desk-wasm, `bundle.rs`): what is asked for, and what would differ. */
import type { BundleWords } from './words-zh.ts';
import type { At } from '../at.ts';
import type { Counts } from '../../desk/holder.ts';
import { problemOf } from '../../desk/problems.ts';
import { clockSecs } from '../../device/clock.ts';
import { pathUnder, request } from '../../device/network.ts';
import { fill } from '../../verdicts.ts';

export interface KeyShown {
  kid: string;
  counts: Counts;
  from: number;
  until: number | null;
}

export interface BundleShown {
  version: number;
  issued: number;
  expires: number;
  institutions: { uscc: string; name: string; number: string; keys: KeyShown[] }[];
  officers: (KeyShown & { staff_code: string; orders: boolean; approves: boolean })[];
}

export type Change =
  | { do: 'add-institution'; uscc: string; name: string; named_from: string; number: string; contact: string }
  | { do: 'add-officer'; staff_code: string; name: string }
  | { do: 'add-issuer-key'; uscc: string; pem: string }
  | { do: 'add-officer-key'; staff_code: string; pem: string; may: string }
  | { do: 'end-key'; kid: string };

export interface Difference {
  kind: string;
  name?: string;
  value?: string | number;
  kid?: string;
  fingerprint?: string | null;
  holder?: { role: string; uscc?: string; staff_code?: string } | null;
}

/** The bundle that drafts are made from: the newest, fetched anew, and proved by the module. */
export interface Newest {
  pack: Uint8Array;
  shown: BundleShown;
}

const now = (): bigint => BigInt(clockSecs());

export async function fetchNewest({ opened, holder }: At): Promise<Newest> {
  const response = await request(pathUnder(holder.authority.base_url, 'v1/pack'), { cache: 'no-cache' });
  if (!response.ok) throw problemOf(response.status, await response.text());
  const pack = new Uint8Array(await response.arrayBuffer());
  const shown = (await opened.desk.call('bundle_shown', pack, JSON.stringify(opened.site.roots), holder.authority.code, now())) as string;
  return { pack, shown: JSON.parse(shown) as BundleShown };
}

export async function differencesOf(at: At, pack: Uint8Array, changes: Change[]): Promise<Difference[]> {
  return JSON.parse(await made(at, 'draft_changes', pack, changes)) as Difference[];
}

export const signedDraft = (at: At, pack: Uint8Array, changes: Change[]): Promise<string> => made(at, 'sign_draft', pack, changes);

const made = ({ opened, holder }: At, member: 'draft_changes' | 'sign_draft', pack: Uint8Array, changes: Change[]): Promise<string> =>
  opened.desk.call(member, JSON.stringify({ authority: holder.authority.code, changes }), pack, JSON.stringify(opened.site.roots), now()) as Promise<string>;

export function differenceInWords(difference: Difference, words: BundleWords): string {
  const { kind, name = '', value = '', kid = '', fingerprint, holder } = difference;
  const whose =
    holder?.uscc !== undefined ? fill(words.of_institution, { uscc: holder.uscc }) : holder?.staff_code !== undefined ? fill(words.of_officer, { staff_code: holder.staff_code }) : '';
  return fill(words.differences[kind] ?? kind, { name, value: String(value), kid, fingerprint: fingerprint ?? '', holder: whose });
}

export const changeInWords = (change: Change, words: BundleWords): string => fill(words.asked_words[change.do], { ...change });
