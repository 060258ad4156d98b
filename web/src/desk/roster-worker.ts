/**
 * Reads one roster. Workbooks are other people's files, and one that brings the module down ends this worker and nothing else: no
 * key is in here.
 */
import init, { read_roster } from '../wasm-desk/hezheng_desk_wasm.js';
import type { Answer, RosterOrder } from './messages.ts';

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener('message', async ({ data }: MessageEvent<RosterOrder>) => {
  const { id, file, bytes, sheet } = data;
  try {
    await init();
  } catch {
    self.postMessage({ id, kind: 'broke' } satisfies Answer);
    return;
  }
  try {
    self.postMessage({ id, kind: 'done', value: read_roster(file, bytes, sheet) } satisfies Answer);
  } catch (problem) {
    const said = typeof problem === 'string' ? problem : JSON.stringify({ code: 'roster_damaged' });
    self.postMessage({ id, kind: 'refused', problem: said } satisfies Answer);
  }
});
