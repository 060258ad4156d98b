/**
 * Evidence carried in a file: for devices that never see a network, filled by one that does. The file is a pack, the same
 * that `hezheng pack fetch` writes. What is taken of it is the verifier's decision, as with a pack from the network.
 */
import { clockSecs } from './clock.ts';
import { rootBytes } from './pinned.ts';
import type { Storage } from './storage.ts';
import { changesBetween, takeOffered, type Change } from './taking.ts';
import type { Engine, PackDescription } from '../engine.ts';

export type ImportResult =
  | { kind: 'taken'; changes: Change[] }
  /** The device has all of it already. */
  | { kind: 'same' }
  /** The verifier took nothing: what the device has is newer. */
  | { kind: 'not_newer'; offered: PackDescription }
  /** No pack, or not one that the root keys of this device vouch for. */
  | { kind: 'not_evidence' }
  | { kind: 'no_roots' };

/** Eight times what one authority's pack may be at most: beyond that it is some other file. */
const MAX_FILE_BYTES = 192 * 1024 * 1024;

export async function importPack(file: Blob, storage: Storage, engine: Engine): Promise<ImportResult> {
  const pinned = await storage.load('pinned');
  if (pinned === undefined) return { kind: 'no_roots' };
  if (file.size > MAX_FILE_BYTES) return { kind: 'not_evidence' };
  const roots = rootBytes(pinned);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const now = Math.max(clockSecs(), (await storage.load('latest_seen_secs')) ?? 0);
  const offered = engine.describePack(bytes, roots, now);
  if (offered.bundle === undefined) return { kind: 'not_evidence' };

  const { changes, after } = await takeOffered(bytes, roots, now, storage, engine);
  if (changes.length > 0) return { kind: 'taken', changes };
  return changesBetween(after, offered).length > 0 ? { kind: 'not_newer', offered } : { kind: 'same' };
}

/** Hands the pack to the person as a file. Its name says how old it is. */
export function savePack(pack: Uint8Array, description: PackDescription): void {
  const day = description.snapshots[0]?.as_of.slice(0, 10) ?? description.bundle?.issued.slice(0, 10) ?? 'empty';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(pack)], { type: 'application/cbor' }));
  link.download = `hezheng-pack-${day}.cbor`;
  link.click();
  // The browser reads it after this has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
