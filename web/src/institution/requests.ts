/** What the registry shows an institution (docs/API.md, "The desk"). */
import { pagesOf } from '../desk/pages.ts';
import type { DeskRegistry } from '../desk/registry.ts';

export type ClassState = 'waiting' | 'accepted' | 'returned' | 'withdrawn';

/** A class in the list. */
export interface ClassBrief {
  number: string;
  programme: string;
  programme_name: string;
  first: string;
  last: string;
  class_hours: number;
  place: string;
  teachers: string[];
  people: number;
  roster_sha256: string;
  replaces?: string;
  filed: string;
  state: ClassState;
  since: string;
  reason?: string;
  has_results: boolean;
  /** How many passed. */
  passed: number | null;
}

/** A class as a page of its own shows it. */
export interface ClassShown {
  class: Omit<ClassBrief, 'has_results' | 'passed'> & { plan: string; passed?: number[] };
  roster: { index: number; name: string; id_kind: number; id_tail: string }[];
}

export type CertificateStatus = 'valid' | 'revoked' | 'suspended' | 'superseded';

export interface Certificate {
  number: string;
  leaf: number;
  holder: string;
  id_tail: string;
  programme: string;
  training: [string, string];
  issued: string;
  class: string | null;
  /** Where the holder stands on the class's roster. */
  place: number | null;
  check_code: string;
  status: CertificateStatus;
  since: string | null;
  reason: string | null;
  correction_waits: boolean;
}

/** What was sent for somebody of a class and is no certificate: it waits for an officer, or one refused it. */
export interface Held {
  number: string;
  holder: string;
  id_kind: number;
  id_tail: string;
  state: 'waiting' | 'refused';
  since: string;
  reason: string | null;
}

/** What there is of a class. */
export interface OfClass {
  certificates: Certificate[];
  held: Held[];
}

export interface Programme {
  code: string;
  name: string;
  class_hours: number;
  levels: number[];
  from: string;
  until?: string;
}

export interface Entry {
  uscc: string;
  address: string;
  kind: string;
  contact: string;
  programmes: string[];
  standing: 'open' | 'suspended' | 'closed';
}

/** All of them: an institution looks for one by name, and a school's years are some hundreds. */
export const ownClasses = async (registry: DeskRegistry): Promise<ClassBrief[]> =>
  (await pagesOf<ClassBrief>(registry, { path: 'v1/classes/mine', member: 'classes' }, Infinity)).rows;

export const ownClass = (registry: DeskRegistry, number: string): Promise<ClassShown> =>
  registry.ask<ClassShown>('v1/classes/mine', { number });

/** A page of certificates, newest first, and how many there are before them. */
export const certificates = (registry: DeskRegistry, wanted: { class?: string; before?: number }) =>
  registry.ask<{ certificates: Certificate[]; more: number; held?: Held[] }>('v1/certificates/mine', wanted);

/** All of a class: it has 500 people at most, and a few certificates more that took others' places. */
export async function ofClass(registry: DeskRegistry, number: string): Promise<OfClass> {
  const all: Certificate[] = [];
  let held: Held[] = [];
  for (;;) {
    const before = all[all.length - 1]?.leaf;
    const page = await certificates(registry, { class: number, ...(before === undefined ? {} : { before }) });
    all.push(...page.certificates);
    held = page.held ?? held;
    if (page.more === 0) return { certificates: all, held };
  }
}

export const pdfOf = (registry: DeskRegistry, number: string): Promise<Uint8Array> =>
  registry.fetchFile('v1/certificates/pdf', { number });

export async function programmes(registry: DeskRegistry): Promise<Programme[]> {
  const read = await registry.read<{ programmes: { value: Programme }[] }>('v1/programmes');
  return read.programmes.map(({ value }) => value);
}

/** What the bureau's catalogue says of this institution; nothing where it has no entry. */
export async function entryOf(registry: DeskRegistry, uscc: string): Promise<Entry | null> {
  const read = await registry.read<{ institutions: { value: Entry }[] }>('v1/institutions');
  return read.institutions.find(({ value }) => value.uscc === uscc)?.value ?? null;
}

/** Rows of a roster whose name or programme the registry could not print, each with the first character that no font has. */
export async function unprintableRows(registry: DeskRegistry, rows: readonly { row: number; name: string; programme: string }[]): Promise<{ row: number; character: string }[]> {
  const texts = rows.flatMap(({ name, programme }) => [name, programme]);
  const said = await registry.ask<{ unprintable: { index: number; character: string }[] }>('v1/classes/printable', { texts });
  return said.unprintable.map(({ index, character }) => ({ row: rows[index >> 1]?.row ?? 0, character }));
}
