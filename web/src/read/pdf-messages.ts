/** What the page and the worker that reads a PDF file say to each other: each order has one answer. */

export type PdfOrder =
  /** With the module where the page has compiled it already. */
  | { kind: 'load'; module?: WebAssembly.Module | undefined }
  | { kind: 'open'; file: ArrayBuffer }
  /** From 0. */
  | { kind: 'page'; index: number };

export type PdfAnswer =
  | { kind: 'ready' }
  /** The module could not be loaded; or this browser cannot run it. */
  | { kind: 'unavailable' | 'unsupported' }
  | { kind: 'damaged' | 'encrypted' }
  | { kind: 'contents'; contents: PdfContents }
  /** Pixels of red, green, blue and opacity. */
  | { kind: 'page'; pixels: ArrayBuffer; width: number; height: number }
  /** A page of no size has nothing to be looked at. */
  | { kind: 'no_page' }
  /** The file brought the module down. */
  | { kind: 'broke' };

/** `embedded` and `seen` go to the verifier as they are; nothing here reads more of them than whether something is embedded. */
export interface PdfContents {
  embedded: unknown;
  seen: unknown;
  /** How many pages are to be looked at for codes. */
  pages: number;
}
