/** What is taken of an offered pack, wherever it came from, and what that changes. The verifier decides; it never goes back. */
import type { Storage } from './storage.ts';
import type { Engine, PackDescription } from '../engine.ts';

/** One part of the evidence, before and after; `before` is null where the device had none. */
export type Change =
  | { what: 'bundle'; before: number | null; after: number }
  | { what: 'snapshot'; authority: string; before: string | null; after: string };

export interface Taken {
  changes: Change[];
  /** What the device holds now. */
  after: PackDescription;
}

export async function takeOffered(
  offered: Uint8Array,
  roots: Uint8Array,
  nowSecs: number,
  storage: Storage,
  engine: Engine,
): Promise<Taken> {
  const describe = (pack: Uint8Array) => engine.describePack(pack, roots, nowSecs);
  let taken: Taken | undefined;
  const held = await storage.update('pack', (held = new Uint8Array()) => {
    const merged = engine.mergePacks(held, offered, roots, nowSecs);
    const after = describe(merged);
    taken = { changes: changesBetween(describe(held), after), after };
    // Otherwise an older pack would bring its checkpoints along, which nothing here judges.
    return taken.changes.length > 0 ? merged : held;
  });
  return taken ?? { changes: [], after: describe(held) };
}

/** What is different in `after`; parts that it lacks are no change. */
export function changesBetween(before: PackDescription, after: PackDescription): Change[] {
  const changes: Change[] = [];
  const version = before.bundle?.version ?? null;
  if (after.bundle !== undefined && after.bundle.version !== version) {
    changes.push({ what: 'bundle', before: version, after: after.bundle.version });
  }
  for (const { authority, as_of, tree_size } of after.snapshots) {
    const held = before.snapshots.find((snapshot) => snapshot.authority === authority);
    // Of two with one as-of time the larger tree counts (docs/FORMAT.md section 6).
    if (held?.as_of === as_of && held.tree_size === tree_size) continue;
    changes.push({ what: 'snapshot', authority, before: held?.as_of ?? null, after: as_of });
  }
  return changes;
}
