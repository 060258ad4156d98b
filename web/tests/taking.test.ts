import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStorage } from '../src/device/storage.ts';
import { changesBetween, takeOffered } from '../src/device/taking.ts';
import type { Engine, PackDescription } from '../src/engine.ts';

const snapshot = (as_of: string, tree_size: number) => ({ authority: '130100', as_of, next_update: '', tree_size });
const bundle = (version: number) => ({ version, issued: '', expires: '' });
const described = (parts: Partial<PackDescription>): PackDescription => ({
  authorities: [],
  snapshots: [],
  roots: [],
  fingerprints: [],
  ...parts,
});

test('a first pack changes everything, the same again nothing', () => {
  const first = described({ bundle: bundle(1), snapshots: [snapshot('2026-06-10T02:00:00Z', 5)] });
  assert.deepEqual(changesBetween(described({}), first), [
    { what: 'bundle', before: null, after: 1 },
    { what: 'snapshot', authority: '130100', before: null, after: '2026-06-10T02:00:00Z' },
  ]);
  assert.deepEqual(changesBetween(first, first), []);
});

test('a snapshot of the same second that speaks of more registrations is a change', () => {
  const before = described({ snapshots: [snapshot('2026-06-10T02:00:00Z', 5)] });
  const after = described({ snapshots: [snapshot('2026-06-10T02:00:00Z', 6)] });
  assert.equal(changesBetween(before, after).length, 1);
});

/** Packs of one byte, which is their snapshot's tree size; the larger counts. */
const engine = {
  mergePacks: (held: Uint8Array, offered: Uint8Array) => {
    const [size = 0, heldSize = 0] = [offered[0], held[0]];
    // The second byte stands for checkpoints, which come from the offer whatever else is taken.
    return Uint8Array.of(Math.max(size, heldSize), offered[1] ?? 0);
  },
  describePack: (pack: Uint8Array) =>
    described(pack.length === 0 ? {} : { snapshots: [snapshot('2026-06-10T02:00:00Z', pack[0] ?? 0)] }),
} as unknown as Engine;

test('what is newer is kept; an older pack leaves every byte as it was', async () => {
  const storage = await openStorage();
  const offer = (...bytes: number[]) => takeOffered(Uint8Array.from(bytes), new Uint8Array(), 0, storage, engine);
  assert.equal((await offer(5, 1)).changes.length, 1);
  assert.equal((await offer(6, 2)).changes.length, 1);
  const { changes, after } = await offer(4, 3);
  assert.deepEqual(changes, []);
  assert.equal(after.snapshots[0]?.tree_size, 6);
  assert.deepEqual([...((await storage.load('pack')) ?? [])], [6, 2]);
});
