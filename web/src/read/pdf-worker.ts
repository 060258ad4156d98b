/**
 * Reads one PDF file, off the page's own thread. The module is built on somebody else's parser and files may be hostile: this
 * worker is a file's own, has no more memory than the module allows itself, and is ended after it. It judges nothing.
 */
import init, { Pdf } from '../wasm-pdf/hezheng_pdf_reader_wasm.js';
import type { PdfAnswer, PdfContents, PdfOrder } from './pdf-messages.ts';

declare const self: DedicatedWorkerGlobalScope;

let pdf: Pdf | undefined;

self.addEventListener('message', async ({ data }: MessageEvent<PdfOrder>) => {
  const answer = await answerTo(data);
  self.postMessage(answer, answer.kind === 'page' ? [answer.pixels] : []);
});

async function answerTo(order: PdfOrder): Promise<PdfAnswer> {
  switch (order.kind) {
    case 'load':
      return init(order.module && { module_or_path: order.module }).then(
        () => ({ kind: 'ready' }),
        // It has vector instructions, which the oldest browsers that this page is for lack.
        (error) => ({ kind: error instanceof WebAssembly.CompileError ? 'unsupported' : 'unavailable' }),
      );
    case 'open':
      return open(order.file);
    case 'page':
      return picture(order.index);
  }
}

function open(file: ArrayBuffer): PdfAnswer {
  try {
    pdf = new Pdf(new Uint8Array(file));
    return { kind: 'contents', contents: JSON.parse(pdf.contents()) as PdfContents };
  } catch (error) {
    // What is no word of the module's is its end.
    return { kind: error === 'encrypted' ? 'encrypted' : 'damaged' };
  }
}

function picture(index: number): PdfAnswer {
  try {
    const found = pdf?.picture(index);
    if (found === undefined) return { kind: 'no_page' };
    const { width, height, pixels: grey } = found;
    found.free();
    const pixels = new Uint32Array(grey.length);
    grey.forEach((shade, at) => {
      // The same shade three times, then opaque: the lowest byte comes first on all processors that browsers run on.
      pixels[at] = shade * 0x010101 + 0xff000000;
    });
    return { kind: 'page', pixels: pixels.buffer, width, height };
  } catch {
    return { kind: 'broke' };
  }
}
