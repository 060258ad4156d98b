/** What was found in a PDF file, and what becomes of it. Reading it is `pdf.ts`'s, judging it the verifier's. */
import type { PdfContents } from './pdf-messages.ts';

export type PdfProblem =
  | 'pdf_damaged'
  | 'pdf_encrypted'
  | 'pdf_no_code'
  | 'pdf_several_codes'
  | 'pdf_takes_too_long'
  | 'pdf_too_large'
  | 'pdf_unsupported'
  | 'reader_unavailable';

/** `artifact`: the JSON of core's Artifact, for the verifier. */
export type PdfResult = { kind: 'pdf'; artifact: string } | { kind: PdfProblem };

/** Whether the verifier finds nothing to judge in an artifact, and why. */
export type NothingIn = (artifact: string) => Promise<'no_code' | 'several_codes' | null>;

/** What is found is kept in the browser's history entry, which is no place for more. A certificate's has some 10,000. */
const MAX_ARTIFACT_CHARS = 2_000_000;

/** What was found until the end, whichever that was: `whole` when everything was looked at. */
export interface Finding {
  contents?: PdfContents;
  codes: string[];
  ended: 'whole' | 'too_long' | 'damaged' | 'encrypted';
}

/**
 * Beside an attachment, a page that could not be looked at contradicts nothing: what was found is judged, as the program does.
 * Without one, a code that was not looked for to the end may be what is missing.
 */
export async function resultOf({ contents, codes, ended }: Finding, nothingIn: NothingIn): Promise<PdfResult> {
  const unread = { whole: null, too_long: 'pdf_takes_too_long', damaged: 'pdf_damaged', encrypted: 'pdf_encrypted' } as const;
  const problem = unread[ended];
  if (contents === undefined || (problem !== null && contents.embedded === 'nothing')) {
    return { kind: problem ?? 'pdf_damaged' };
  }
  const { embedded, seen } = contents;
  const artifact = JSON.stringify({ embedded, seen, codes: [...new Set(codes)] });
  if (artifact.length > MAX_ARTIFACT_CHARS) return { kind: 'pdf_too_large' };
  const nothing = await nothingIn(artifact);
  return nothing === null ? { kind: 'pdf', artifact } : { kind: `pdf_${nothing}` };
}

/** By what it begins with, since files are named as people like; what only says that it is a PDF is answered as one. */
export async function isPdf(file: Blob): Promise<boolean> {
  if (file.type === 'application/pdf') return true;
  // Readers take what comes before the mark for granted, up to here.
  const start = await file.slice(0, 1024).arrayBuffer();
  return new TextDecoder('latin1').decode(start).includes('%PDF-');
}
