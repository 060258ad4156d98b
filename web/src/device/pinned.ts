/** The root keys that this device pinned from the first configuration it saw. */
import { bytesOfHex } from '../hex.ts';
import { clockSecs } from './clock.ts';
import type { Config } from './config.ts';
import type { HeldValues, Storage } from './storage.ts';

export type Pinned = HeldValues['pinned'];

/**
 * The first root keys seen are kept for good. Later ones come only by rotation, which the verifier
 * follows inside packs; nothing that a server says afterwards replaces them.
 */
export function pinRoots(storage: Storage, config: Config): Promise<Pinned> {
  return storage.update(
    'pinned',
    (held) => held ?? { roots: config.roots, sinceSecs: clockSecs() },
  );
}

/** 32 bytes each, one after the other, as the verifier takes them. */
export function rootBytes(pinned: Pinned | null): Uint8Array {
  return bytesOfHex((pinned?.roots ?? []).join(''));
}

/** Both the keys first recorded and those they have rotated to are what a truthful server may name. */
export function namesOtherRoots(config: Config, pinned: Pinned, trustedNow: string[]): boolean {
  const named = sorted(config.roots);
  return named !== sorted(pinned.roots) && named !== sorted(trustedNow);
}

const sorted = (keys: string[]): string => [...keys].sort().join();
