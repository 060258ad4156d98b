/**
 * Issues the certificates of a class: the plan first, then chunk by chunk, each made in the module, carried to the registry and its
 * answers proved in the module. Nothing of it is kept here: what makes it resumable is in the module (issuer, `class_run`).
 */
import { ofClass, ownClass } from './requests.ts';
import type { Desk, RosterFile } from '../desk/desk.ts';
import { problemOf, RegistryProblem } from '../desk/problems.ts';
import type { DeskRegistry } from '../desk/registry.ts';
import type { Site } from '../desk/use-desk.ts';
import { clockSecs, elapsedMillis } from '../device/clock.ts';
import { pathUnder, request } from '../device/network.ts';
import type { Bureau } from '../desk/holder.ts';

export type PersonState = 'waits' | 'has' | 'not_passed' | 'issued' | 'issued_elsewhere' | 'awaiting_approval' | 'refused' | 'declined';

export interface RunPerson {
  row: number;
  name: string;
  id_tail: string;
  place: number;
  programme: string;
  state: PersonState;
  number: string | null;
  /** The rule that refused it, or the words of the officer who did earlier. */
  why: string | null;
  /** What the registry says of that, once it was asked. */
  words?: RegistryProblem;
}

export interface Run {
  people: RunPerson[];
  /** Who passed, has no certificate, and is not on the roster that was given. */
  missing: number;
}

export interface Progress {
  run: Run;
  done: number;
  all: number;
  /** Certificates a second so far. */
  rate: number;
}

export interface ForIssuing {
  desk: Desk;
  registry: DeskRegistry;
  bureau: Bureau;
  site: Site;
}

export interface Wanted {
  /** The class. */
  number: string;
  file: RosterFile;
  issued: string;
  /** Whether what an officer refused is applied for again. */
  again: boolean;
}

/** What would be done, with the numbers that are reserved for it. Nothing is signed. */
export async function planRun({ desk, registry, bureau, site }: ForIssuing, { number, file, issued, again }: Wanted): Promise<Run> {
  // Fresh: another computer may have issued some of them, and the bureau may have returned the class.
  const [shown, certificates, pack] = await Promise.all([ownClass(registry, number), ofClass(registry, number), freshPack(bureau)]);
  const about = { roots: site.roots, registry: bureau.base_url, shown, certificates, issued, again };
  const now = BigInt(clockSecs());
  const begun = await desk.call('begin_run', JSON.stringify(about), pack, file.name, file.bytes, file.sheet, now);
  let run = parse(begun);
  for (;;) {
    const reservation = (await desk.call('run_reservation')) as Uint8Array | undefined;
    if (reservation === undefined) return run;
    const numbers = await registry.post('v1/reservations', reservation);
    run = parse(await desk.call('run_take_reservation', numbers));
  }
}

/** Carries the plan out. Throws where it has to stop; calling it again goes on. */
export async function carryOut({ desk, registry }: ForIssuing, onProgress: (progress: Progress) => void): Promise<Run> {
  const words = new Map<number, RegistryProblem>();
  const begun = elapsedMillis();
  let run = parse(await desk.call('run_state'));
  const all = run.people.filter(({ state }) => state === 'waits').length;
  for (;;) {
    const chunk = (await desk.call('run_next')) as Uint32Array;
    if (chunk.length === 0) return run;
    const body = (await desk.call('run_batch', chunk)) as Uint8Array;
    const answer = await registry.post('v1/certificates/batch', body);
    run = parse(await desk.call('run_take_batch', chunk, answer, BigInt(clockSecs())));
    for (const at of chunk) {
      const person = run.people[at];
      if (person?.state === 'refused') words.set(at, await inWords(desk, registry, at));
    }
    run.people.forEach((person, at) => {
      const said = words.get(at);
      if (said !== undefined) person.words = said;
    });
    const done = all - run.people.filter(({ state }) => state === 'waits').length;
    const secs = (elapsedMillis() - begun) / 1000;
    onProgress({ run, done, all, rate: secs > 0 ? done / secs : 0 });
  }
}

/** A batch has no room for words: asked for this one alone, the registry says why it refuses. */
async function inWords(desk: Desk, registry: DeskRegistry, at: number): Promise<RegistryProblem> {
  try {
    await registry.post('v1/certificates', (await desk.call('run_single', at)) as Uint8Array);
    // What stood in the way is gone: the next run finds the certificate there.
    return problemOf(409, '');
  } catch (error) {
    if (error instanceof RegistryProblem) return error;
    throw error;
  }
}

async function freshPack(bureau: Bureau): Promise<Uint8Array> {
  const response = await request(pathUnder(bureau.base_url, 'v1/pack'), { cache: 'no-cache' });
  if (!response.ok) throw problemOf(response.status, await response.text());
  return new Uint8Array(await response.arrayBuffer());
}

const parse = (json: unknown): Run => JSON.parse(json as string) as Run;
