/**
 * The door to the worker that reads QR codes. The worker, and the decoder in it, are fetched when the first picture is
 * read; an open reader answers one picture after another.
 */
import type { Answer, Effort, Order } from './messages.ts';
import ScanWorker from './scan-worker.ts?worker';

/** The decoder's files could not be loaded: no network at the first use, or a page older than its server. */
export class ReaderUnavailable extends Error {}

export interface Reader {
  read(image: ImageData, effort: Effort): Promise<string[]>;
  /** Ends the worker; whoever waits for an answer gets none. */
  close(): void;
}

export function openReader(): Reader {
  const waiting = new Map<number, (texts: string[] | null) => void>();
  const answer = (id: number, texts: string[] | null) => {
    waiting.get(id)?.(texts);
    waiting.delete(id);
  };
  const worker = new ScanWorker();
  worker.onmessage = ({ data }: MessageEvent<Answer>) => answer(data.id, data.texts);
  worker.onerror = () => [...waiting.keys()].forEach((id) => answer(id, null));

  let count = 0;
  return {
    read: (image, effort) =>
      new Promise((resolve, reject) => {
        const id = count++;
        waiting.set(id, (texts) => (texts === null ? reject(new ReaderUnavailable()) : resolve(texts)));
        const { width, height } = image;
        const pixels = image.data.buffer as ArrayBuffer;
        worker.postMessage({ id, pixels, width, height, effort } satisfies Order, [pixels]);
      }),
    close: () => {
      worker.terminate();
      waiting.clear();
    },
  };
}
