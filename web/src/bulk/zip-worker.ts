/** Unpacks entries of archives, off the page's own thread. */
import { unpack } from './inflating.ts';
import { SourceRefused } from './source.ts';
import type { ZipAnswer, ZipOrder } from './zip-messages.ts';

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener('message', async ({ data: { id, zip, entry } }: MessageEvent<ZipOrder>) => {
  try {
    const file = (await unpack(zip, entry)).buffer as ArrayBuffer;
    self.postMessage({ id, file } satisfies ZipAnswer, [file]);
  } catch (error) {
    const problem = error instanceof SourceRefused ? error.problem : 'unreadable';
    self.postMessage({ id, problem } satisfies ZipAnswer);
  }
});
