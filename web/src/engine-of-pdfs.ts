/** The verifier with what judges PDF files, and the templates in words. `engine.ts` is the door to it. */
import init, { pdf_statement, verify_pdf } from './wasm-pdf/hezheng_verifier_pdf_wasm.js';
import wordings from './wasm-pdf/wordings.json?raw';

export async function load(): Promise<void> {
  await init();
}

export const judge = (artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number): string =>
  verify_pdf(artifact, wordings, pack, roots, BigInt(nowSecs));

/** Throws where there is none. */
export const statement = (artifact: string): Uint8Array => pdf_statement(artifact);
