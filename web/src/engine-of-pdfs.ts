/**
 * The verifier with what judges PDF files, and the templates in words. For the page `engine.ts` is the door to it; the worker
 * that judges many files has no other.
 */
import init, { pdf_statement, Verifier as Holding } from './wasm-pdf/hezheng_verifier_pdf_wasm.js';
import wordings from './wasm-pdf/wordings.json?raw';
import { parseReport, type Report } from './report.ts';

export interface VerifierOfPdfs {
  verify(presented: string, nowSecs: number): Report;
  /** On what was found in a PDF file. Throws where that is nothing. */
  verifyPdf(artifact: string, nowSecs: number): Report;
}

export async function load(): Promise<void> {
  await init();
}

/** Given back to the module when nobody refers to it any more. */
export function hold(pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string): VerifierOfPdfs {
  const holding = new Holding(pack, roots, BigInt(nowSecs), doubted);
  return {
    verify: (presented, now) => parseReport(holding.verify_text(presented, BigInt(now))),
    verifyPdf: (artifact, now) => parseReport(holding.verify_pdf(artifact, wordings, BigInt(now))),
  };
}

/** Why there is nothing to judge in a PDF file; null where there is. */
export function nothingIn(artifact: string): 'no_code' | 'several_codes' | null {
  const holding = new Holding(new Uint8Array(), new Uint8Array(), 0n);
  const { nothing } = JSON.parse(holding.verify_pdf(artifact, wordings, 0n)) as { nothing?: unknown };
  holding.free();
  return nothing === 'no_code' || nothing === 'several_codes' ? nothing : null;
}

/** Throws where there is none. */
export const statement = (artifact: string): Uint8Array => pdf_statement(artifact);
