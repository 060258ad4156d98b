/** What the console asks of the registry (docs/API.md, "The console"), and what comes back. */
import type { Desk, GivenOrder } from '../desk/desk.ts';
import type { DeskRegistry } from '../desk/registry.ts';

export type Status = 'valid' | 'revoked' | 'suspended' | 'superseded';

export type Selector =
  | { numbers: string[] }
  | { class_filing: string }
  | { institution: string; from: number; until: number }
  /** What an order in force changed, by its hash: to be undone. Only a preview knows it. */
  | { order: string };

export interface Certificate {
  leaf: number;
  number: string;
  holder: string;
  id_kind: number;
  id_tail: string;
  institution: string | null;
  uscc: string;
  programme: string;
  class_filing: string | null;
  issued: string;
  registered: string | null;
  status: Status;
  changes?: boolean;
}

export type Claims = Record<string, string | number | boolean | null>;

/** What an institution filed: the certificate that is corrected, what it says and what the new one would say. */
export interface Correction {
  certificate: Certificate;
  old: Claims;
  new: Claims;
  number: string;
  statement_sha256: string;
  reason: string;
  filed: string;
}

export interface Found {
  certificates: Certificate[];
  looked_at?: number;
  next?: number | null;
}

export interface Preview {
  seen: number;
  selected: number;
  touched: number;
  now: Partial<Record<Status, number>>;
  certificates: Certificate[];
  next: number | null;
}

export interface Officer {
  kid: string;
  staff_code: string | null;
}

export interface Draft {
  id: string;
  version: number;
  state: 'waiting' | 'carried_out' | 'returned' | 'withdrawn';
  since: string;
  filed: string;
  touched: number;
  note: string | null;
  ordered_by: Officer;
  decided_by: Officer | null;
  reason_back: string | null;
  in_force: string | null;
  status: Status;
  reason: string;
  ordered: string;
  until: string;
  expired: boolean;
  seen: number;
  selector: Selector;
  /** In base64; where one order was asked for. */
  order?: string;
}

export interface FiledOrder {
  id: string;
  version: number;
  state: Draft['state'];
  touched: number;
  in_force: string | null;
}

export interface Flag {
  serial: number;
  /** What the holder wrote, where that raised it. */
  words?: string | null;
  flag: { certificate: string; rule: string; detail: string; raised: string; decision?: { verdict: 'dismiss' | 'confirmed'; reason: string; time: string } };
}

/** A certificate that waits for an officer before it is registered. */
export interface Held {
  number: string;
  institution: string | null;
  uscc: string;
  claims: { holder: string; id_tail: string; programme: string; first: string; last: string };
  rules: { rule: string; detail: string }[];
  held: string;
}

export interface ClassBrief {
  number: string;
  uscc: string;
  institution: string;
  programme: string;
  programme_name: string;
  first: string;
  last: string;
  class_hours: number;
  place: string;
  teachers: string[];
  plan?: string;
  people: number;
  filed: string;
  state: 'waiting' | 'accepted' | 'returned' | 'withdrawn';
  reason?: string;
}

export interface Institution {
  name: string | null;
  number: string | null;
  keys: string[];
  version: number;
  value: { uscc: string; address: string; kind: string; contact: string; programmes: string[]; standing: 'open' | 'suspended' | 'closed' };
}

export interface Story {
  certificate: Certificate;
  claims: Record<string, string | number | boolean | null>;
  kid: string;
  status: { status: Status; since: string; reason: string; order: string } | null;
  class: { number: string; state: ClassBrief['state']; people: number; first: string; last: string; place: string; reason?: string } | null;
  orders: { leaf: number; entered: string; hash: string; status: Status; reason: string; ordered: string; touched: number; ordered_by: Officer; approved_by: Officer | null }[];
  flags: Flag[];
  corrections: { replaced_by: { state: string; number: string; reason: string; filed: string } | null; replaces: string | null };
  acts: { serial: number; time: string; action: string; reason?: string; by: Officer }[];
}

export interface AuditEntry {
  serial: number;
  /** Whose key it is, as the list of institutions and officers names it. */
  by: { name: string | null; staff_code: string | null };
  entry: { time: string; kid: string; role: 'institution' | 'officer'; action: string; on: string; version?: number; reason?: string };
}

export interface Group {
  month: string;
  uscc: string;
  institution: string | null;
  programme: string;
  registered: number;
  now: Partial<Record<Status, number>> | null;
}

/** One page of what an order would change; the first where no tree size is named. */
export const previewOrder = (registry: DeskRegistry, status: Status, selector: Selector, page: { seen?: number; skip?: number } = {}) =>
  registry.ask<Preview>('v1/orders/preview', { status, selector, ...page });

/** Signs an order for just what a preview showed, and files it. */
export async function giveOrder(
  { desk, registry, authority }: { desk: Desk; registry: DeskRegistry; authority: string },
  order: { status: Status; selector: Selector; reason: string; note: string; seen: number; corrections?: string[] },
): Promise<FiledOrder> {
  const given = await desk.giveOrder({ ...order, authority, note: order.note.trim() === '' ? undefined : order.note.trim() });
  return fileOrder(registry, given);
}

const fileOrder = (registry: DeskRegistry, { order, note }: GivenOrder) =>
  registry.ask<FiledOrder>('v1/orders/drafts', { order: toBase64(order), ...(note === undefined ? {} : { note: JSON.parse(note) as object }) });

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: so many arguments at once are too many for some browsers.
  for (let from = 0; from < bytes.length; from += 8192) text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(text);
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Random bytes as the registry writes them. */
export function randomHex(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Gives a file to whoever works here. */
export function saveAs(name: string, bytes: Uint8Array, type: string): void {
  const address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
