/** Reads one file of many: what is presented in it, or why nothing is. */
import type { RowProblem } from './row.ts';
import { SourceRefused, type Source } from './source.ts';
import type { Engine } from '../engine.ts';
import type { Presented } from '../presented.ts';
import { readPdf, type SharedReaders } from '../read/pdf.ts';
import { isPdf } from '../read/pdf-finding.ts';
import { readPicture } from '../read/picture.ts';

/** Several where a photo shows several certificates. */
export type Read = { presented: Presented[] } | { problem: RowProblem };

export async function readSource(source: Source, engine: Engine, shared?: SharedReaders): Promise<Read> {
  let file: Blob;
  try {
    file = await source.open();
    if (await isPdf(file)) {
      const result = await readPdf(file, engine.nothingIn, shared);
      return result.kind === 'pdf' ? { presented: [{ source: 'pdf', artifact: result.artifact }] } : { problem: result.kind };
    }
    const result = await readPicture(file, engine.isStatement);
    if (result.kind === 'one') return { presented: [pasted(result.text)] };
    return result.kind === 'several' ? { presented: result.texts.map(pasted) } : { problem: result.kind };
  } catch (error) {
    // Moved or taken out since it was chosen, or nothing that this browser lets us read.
    return { problem: error instanceof SourceRefused ? error.problem : 'unreadable' };
  }
}

const pasted = (text: string): Presented => ({ source: 'pasted', text });
