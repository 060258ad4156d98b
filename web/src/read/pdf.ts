/** Reads a PDF file: what is embedded in it, what its pages say, and the codes on them. The verifier judges what was found. */
import { resultOf, type Finding, type NothingIn, type PdfResult } from './pdf-finding.ts';
import type { PdfAnswer, PdfOrder } from './pdf-messages.ts';
import PdfWorker from './pdf-worker.ts?worker';
import { openReader, ReaderUnavailable, type Reader } from './reader.ts';

/** A certificate has a hundred kilobytes, with a portrait a few hundred; a scan of one, a few megabytes. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** As long as the program gives a file; before that, for module and decoder to be there on a slow network. */
const GIVE_UP_AFTER_MILLIS = 20_000;
const MODULES_WITHIN_MILLIS = 60_000;

/** What is shared where many files are read one after another; each file still has a module, and memory, of its own. */
export interface SharedReaders {
  /** Compiled once for all workers. */
  module: WebAssembly.Module | undefined;
  codes(): Reader;
  /** Ends the reader of codes, which a file kept busy for too long. */
  renew(): void;
}

export async function readPdf(file: Blob, nothingIn: NothingIn, shared?: SharedReaders): Promise<PdfResult> {
  if (file.size > MAX_FILE_BYTES) return { kind: 'pdf_too_large' };
  // Ended afterwards: only that ends a file that takes too long, and nothing is left of a hostile one.
  const pdf = openPdfWorker();
  const codes = shared?.codes() ?? openReader();
  try {
    const there = await within(MODULES_WITHIN_MILLIS, loaded(pdf, codes, shared?.module), 'unavailable');
    if (there !== 'ready') return { kind: there === 'unsupported' ? 'pdf_unsupported' : 'reader_unavailable' };
    const bytes = await file.arrayBuffer();
    const found: Finding = { codes: [], ended: 'too_long' };
    await within(GIVE_UP_AFTER_MILLIS, read(bytes, found, pdf, codes), undefined);
    if (found.ended === 'too_long') shared?.renew();
    // What judges is fetched with the first file, too.
    return await resultOf(found, nothingIn).catch(() => ({ kind: 'reader_unavailable' as const }));
  } catch (error) {
    // A file that cannot be read is one that was moved or taken out meanwhile.
    return { kind: error instanceof ReaderUnavailable ? 'reader_unavailable' : 'pdf_damaged' };
  } finally {
    pdf.close();
    if (shared === undefined) codes.close();
  }
}

async function read(file: ArrayBuffer, found: Finding, pdf: Asked, codes: Reader): Promise<void> {
  const opened = await pdf.ask({ kind: 'open', file }, [file]);
  if (opened.kind !== 'contents') {
    found.ended = opened.kind === 'encrypted' ? 'encrypted' : 'damaged';
    return;
  }
  found.contents = opened.contents;
  for (let index = 0; index < opened.contents.pages; index++) {
    const page = await pdf.ask({ kind: 'page', index });
    if (page.kind === 'broke') {
      found.ended = 'damaged';
      return;
    }
    if (page.kind === 'page') found.codes.push(...(await codesOn(page, codes)));
  }
  found.ended = 'whole';
}

/** Harder, and several times slower, only where nothing was found: for a scan that lies askew. */
async function codesOn(page: PdfAnswer & { kind: 'page' }, codes: Reader): Promise<string[]> {
  const pixels = new Uint8ClampedArray(page.pixels);
  // A reader takes the pixels away.
  const image = () => new ImageData(pixels.slice(), page.width, page.height);
  const quick = await codes.read(image(), 'quick');
  return quick.length > 0 ? quick : codes.read(image(), 'hard');
}

/** The door to the worker: one order at a time. */
interface Asked {
  ask(order: PdfOrder, taken?: Transferable[]): Promise<PdfAnswer>;
  close(): void;
}

function openPdfWorker(): Asked {
  const worker = new PdfWorker();
  let answer = (_answer: PdfAnswer) => {};
  worker.onmessage = ({ data }: MessageEvent<PdfAnswer>) => answer(data);
  worker.onerror = () => answer({ kind: 'broke' });
  return {
    ask: (order, taken = []) =>
      new Promise((resolve) => {
        answer = resolve;
        worker.postMessage(order, taken);
      }),
    close: () => worker.terminate(),
  };
}

/** An empty picture is answered once the decoder of codes is there. */
async function loaded(pdf: Asked, codes: Reader, compiled?: WebAssembly.Module): Promise<PdfAnswer['kind']> {
  const [module] = await Promise.all([pdf.ask({ kind: 'load', module: compiled }), codes.read(new ImageData(16, 16), 'quick')]);
  return module.kind;
}

function within<T>(millis: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: number | undefined;
  const late = new Promise<T>((resolve) => {
    timer = window.setTimeout(() => resolve(otherwise), millis);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
