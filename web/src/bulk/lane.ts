/** What reads one file after another, beside other lanes: the decoder of codes, kept, and the shared module for PDF files. */
import type { SharedReaders } from '../read/pdf.ts';
import { openReader, type Reader } from '../read/reader.ts';
import module from '../wasm-pdf/hezheng_pdf_reader_wasm_bg.wasm?url';

export interface Lane extends SharedReaders {
  close(): void;
}

export function openLane(compiled: WebAssembly.Module | undefined): Lane {
  let reader: Reader | null = null;
  const close = () => {
    reader?.close();
    reader = null;
  };
  return { module: compiled, codes: () => (reader ??= openReader()), renew: close, close };
}

/** Compiled once for all; nothing where it cannot be, which each file's own reader then says. */
export async function compilePdfModule(): Promise<WebAssembly.Module | undefined> {
  try {
    return await WebAssembly.compileStreaming(fetch(module, { credentials: 'omit' }));
  } catch {
    return undefined;
  }
}
