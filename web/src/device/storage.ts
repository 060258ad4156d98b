/**
 * What this device keeps: the pinned root keys, the last configuration, the pack and the latest time
 * seen. In IndexedDB; where the browser refuses that (some private windows), in memory, and `persistent`
 * says so.
 *
 * Promise of `update`: reading, changing and writing are one transaction, over all tabs; it resolves
 * once written. That is what keeps two tabs from taking the pack or the clock back.
 */
import type { Config } from './config.ts';
import type { Contradiction } from '../engine.ts';

export interface HeldValues {
  pinned: { roots: string[]; sinceSecs: number };
  config: Config;
  pack: Uint8Array;
  latest_seen_secs: number;
  /** By a log's origin: the largest tree that it signed for this device, and whether it has contradicted that. */
  logs: Record<string, RememberedLog>;
}

export interface RememberedLog {
  /** The authority whose log it is. */
  authority: string;
  size: number;
  root: string;
  seenSecs: number;
  contradicted?: { standing: Contradiction; atSecs: number };
}

export interface Storage {
  readonly persistent: boolean;
  load<K extends keyof HeldValues>(key: K): Promise<HeldValues[K] | undefined>;
  update<K extends keyof HeldValues>(
    key: K,
    change: (held: HeldValues[K] | undefined) => HeldValues[K],
  ): Promise<HeldValues[K]>;
}

const DATABASE = 'hezheng';
const STORE = 'held';

export async function openStorage(): Promise<Storage> {
  try {
    return storageIn(await openDatabase());
  } catch {
    return storageInMemory();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

function storageIn(database: IDBDatabase): Storage {
  return {
    persistent: true,
    load: (key) =>
      new Promise((resolve, reject) => {
        const request = database.transaction(STORE, 'readonly').objectStore(STORE).get(key);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      }),
    update: <K extends keyof HeldValues>(
      key: K,
      change: (held: HeldValues[K] | undefined) => HeldValues[K],
    ) =>
      new Promise<HeldValues[K]>((resolve, reject) => {
        const transaction = database.transaction(STORE, 'readwrite');
        const store = transaction.objectStore(STORE);
        const request = store.get(key);
        let changed: HeldValues[K];
        let failure: unknown;
        request.onsuccess = () => {
          const held = request.result as HeldValues[K] | undefined;
          try {
            changed = change(held);
            if (changed !== held) store.put(changed, key);
          } catch (error) {
            failure = error;
            transaction.abort();
          }
        };
        transaction.oncomplete = () => resolve(changed);
        transaction.onabort = () => reject(failure ?? transaction.error);
      }),
  };
}

function storageInMemory(): Storage {
  const held: Partial<HeldValues> = {};
  return {
    persistent: false,
    load: async (key) => held[key],
    update: async (key, change) => (held[key] = change(held[key])),
  };
}
