/** What the page and the worker that unpacks archives say to each other: each order has one answer. */
import type { SourceProblem } from './source.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface ZipOrder {
  id: number;
  zip: Blob;
  entry: ZipEntry;
}

export type ZipAnswer = { id: number; file: ArrayBuffer } | { id: number; problem: SourceProblem };
