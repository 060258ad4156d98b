/**
 * Reads QR codes in pixels, off the page's own thread so that the page never freezes. The decoder is zxing-cpp, compiled
 * to WebAssembly and served from here; it turns pictures into texts and decides nothing about them.
 */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Answer, Order } from './messages.ts';
import decoder from 'zxing-wasm/reader/zxing_reader.wasm?url';

declare const self: DedicatedWorkerGlobalScope;

prepareZXingModule({ overrides: { locateFile: () => decoder } });

self.addEventListener('message', async ({ data }: MessageEvent<Order>) => {
  const { id, pixels, width, height, effort } = data;
  try {
    const image = { data: new Uint8ClampedArray(pixels), width, height, colorSpace: 'srgb' } as ImageData;
    const hard = effort === 'hard';
    const found = await readBarcodes(image, {
      formats: ['QRCode'],
      tryHarder: hard,
      tryRotate: hard,
      tryInvert: hard,
      tryDownscale: hard,
      tryDenoise: hard,
      textMode: 'Plain',
      // More codes than lie on any one table; a picture made of nothing but codes must not keep us for ever.
      maxNumberOfSymbols: 32,
    });
    self.postMessage({ id, texts: found.map((code) => code.text) } satisfies Answer);
  } catch {
    self.postMessage({ id, texts: null } satisfies Answer);
  }
});
