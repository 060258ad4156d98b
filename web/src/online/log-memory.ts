/**
 * What this device remembers of each authority's log, and its question to the registry whether the log goes on from there:
 * so that a registry cannot show one log to this device today and another tomorrow. The verifier judges; this fetches and keeps.
 */
import type { Contradiction, Engine, LogTree } from '../engine.ts';
import { clockSecs, judgementTime } from '../device/clock.ts';
import type { Authority } from '../device/config.ts';
import type { Held } from '../device/held.ts';
import { pathUnder, request } from '../device/network.ts';
import { RegistryRefused } from '../device/registry.ts';
import type { RememberedLog, Storage } from '../device/storage.ts';

/** What came of it: with the day of the tree remembered before. */
export type LogAnswer =
  | { kind: 'first' | 'goes_on'; size: number }
  | { kind: Contradiction; rememberedSize: number; shownSize: number; rememberedSecs: number }
  /** The receipt does not prove that the log has this certificate. */
  | { kind: 'no_proof' };

export async function askLog(
  authority: Authority,
  statement: Uint8Array,
  held: Held,
  storage: Storage,
  engine: Engine,
): Promise<LogAnswer> {
  const receipt = await fetchReceipt(authority, statement);
  const { nowSecs } = await judgementTime(storage, held.description);
  const shown = held.verifier.treeInReceipt(statement, receipt, nowSecs);
  if (shown === null) return { kind: 'no_proof' };
  const before = (await storage.load('logs'))?.[shown.origin];
  const proof = before === undefined ? new Uint8Array() : await fetchProof(authority, before, shown);

  let answer: LogAnswer = { kind: 'first', size: shown.size };
  await storage.update('logs', (logs = {}) => {
    const remembered = logs[shown.origin];
    // Another tab may have learned of a larger tree meanwhile, which this proof is not about: then the next time tells.
    if (remembered?.size !== before?.size || remembered?.root !== before?.root) return logs;
    const { size, root, standing, contradiction } = engine.judgeLog(remembered ?? null, shown, proof);
    const next: RememberedLog = { authority: authority.code, size, root, seenSecs: clockSecs() };
    if (contradiction) {
      const { seenSecs } = remembered ?? next;
      answer = { kind: standing, rememberedSize: size, shownSize: shown.size, rememberedSecs: seenSecs };
      return { ...logs, [shown.origin]: { ...next, seenSecs, contradicted: { standing, atSecs: clockSecs() } } };
    }
    if (remembered !== undefined) answer = { kind: 'goes_on', size };
    // Two trees of one size stay a contradiction for ever; a proof that was wanting may still come.
    const old = remembered?.contradicted;
    return { ...logs, [shown.origin]: old?.standing === 'forked' ? { ...next, contradicted: old } : next };
  });
  return answer;
}

async function fetchReceipt(authority: Authority, statement: Uint8Array): Promise<Uint8Array> {
  const response = await request(pathUnder(authority.base_url, 'v1/receipts'), {
    method: 'POST',
    cache: 'no-store',
    headers: { 'content-type': 'application/cose', accept: 'application/cose' },
    body: Uint8Array.from(statement),
  });
  if (!response.ok) throw new RegistryRefused(String(response.status));
  return new Uint8Array(await response.arrayBuffer());
}

/** Empty where the registry has none: then nothing shows that the log goes on. */
async function fetchProof(authority: Authority, before: LogTree, shown: LogTree): Promise<Uint8Array> {
  if (before.size === shown.size) return new Uint8Array();
  const [old, next] = [before.size, shown.size].sort((a, b) => a - b);
  const response = await request(pathUnder(authority.base_url, `v1/consistency/${old}/${next}`), { cache: 'no-store' });
  // A registry that is out of order has said nothing about its log.
  if (response.status >= 500) throw new RegistryRefused(String(response.status));
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
}
