/**
 * The verifier, compiled from Rust. Everything that decides anything happens behind this door; the rest
 * of the page fetches, keeps and shows. This file only turns its texts into types.
 */
import init, {
  check_code,
  describe_pack,
  merge_packs,
  pdf_statement,
  statement_bytes,
  verify_pdf,
  verify_text,
} from './wasm/hezheng_verifier_wasm.js';
import wordings from './wasm-pdf/wordings.json?raw';
import type { Presented } from './presented.ts';
import { parseReport, type Report } from './report.ts';

export interface PackDescription {
  bundle?: { version: number; issued: string; expires: string };
  authorities: { code: string; name: string; base_url: string }[];
  snapshots: { authority: string; as_of: string; next_update: string; tree_size: number }[];
  /** The root keys trusted now, that is after the rotations in the pack; and their SHA-256, as hex. */
  roots: string[];
  fingerprints: string[];
}

export interface Engine {
  verify(presented: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number): Report;
  /** On what was found in a PDF file. Throws where that is nothing. */
  verifyPdf(artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number): Report;
  /** Why there is nothing to judge in a PDF file; null where there is. */
  nothingIn(artifact: string): 'no_code' | 'several_codes' | null;
  mergePacks(held: Uint8Array, offered: Uint8Array, roots: Uint8Array, nowSecs: number): Uint8Array;
  describePack(pack: Uint8Array, roots: Uint8Array, nowSecs: number): PackDescription;
  /** Whether it can be decoded; by whom it was signed, and whether at all, is the verdict's business. */
  isStatement(presented: string): boolean;
  /** Throws where there is none. */
  statementBytes(presented: Presented): Uint8Array;
  /** A typed check code as it is printed; null where it was mistyped. */
  checkCode(typed: string): string | null;
}

/** Fails where the browser cannot run WebAssembly or the module cannot be loaded. */
export async function loadEngine(): Promise<Engine> {
  await init();
  const verify: Engine['verify'] = (presented, pack, roots, nowSecs) =>
    parseReport(verify_text(presented, pack, roots, BigInt(nowSecs)));
  const nothingHeld = new Uint8Array();
  const judgePdf = (artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number) =>
    verify_pdf(artifact, wordings, pack, roots, BigInt(nowSecs));
  return {
    verify,
    verifyPdf: (...given) => parseReport(judgePdf(...given)),
    nothingIn: (artifact) => {
      const { nothing } = JSON.parse(judgePdf(artifact, nothingHeld, nothingHeld, 0)) as { nothing?: unknown };
      return nothing === 'no_code' || nothing === 'several_codes' ? nothing : null;
    },
    isStatement: (presented) => verify(presented, nothingHeld, nothingHeld, 0).reason !== 'malformed',
    mergePacks: (held, offered, roots, nowSecs) =>
      merge_packs(held, offered, roots, BigInt(nowSecs)),
    describePack: (pack, roots, nowSecs) =>
      JSON.parse(describe_pack(pack, roots, BigInt(nowSecs))) as PackDescription,
    statementBytes: (presented) =>
      presented.source === 'pdf' ? pdf_statement(presented.artifact) : statement_bytes(presented.text),
    checkCode: (typed) => check_code(typed) ?? null,
  };
}
