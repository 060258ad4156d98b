/**
 * The verifier, compiled from Rust. Everything that decides anything happens behind this door; the rest
 * of the page fetches, keeps and shows. This file only turns its texts into types.
 *
 * It is built twice from one source: what every visit fetches, and the same with what judges PDF files, which is twice as
 * large and fetched when a file is opened (`engine-of-pdfs.ts`).
 */
import init, {
  check_code,
  describe_pack,
  merge_packs,
  statement_bytes,
  verify_text,
} from './wasm/hezheng_verifier_wasm.js';
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
  verifyPdf(artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number): Promise<Report>;
  /** Why there is nothing to judge in a PDF file; null where there is. */
  nothingIn(artifact: string): Promise<'no_code' | 'several_codes' | null>;
  mergePacks(held: Uint8Array, offered: Uint8Array, roots: Uint8Array, nowSecs: number): Uint8Array;
  describePack(pack: Uint8Array, roots: Uint8Array, nowSecs: number): PackDescription;
  /** Whether it can be decoded; by whom it was signed, and whether at all, is the verdict's business. */
  isStatement(presented: string): boolean;
  /** Throws where there is none. */
  statementBytes(presented: Presented): Promise<Uint8Array>;
  /** A typed check code as it is printed; null where it was mistyped. */
  checkCode(typed: string): string | null;
}

/** Fails where the browser cannot run WebAssembly or the module cannot be loaded. */
export async function loadEngine(): Promise<Engine> {
  await init();
  const verify: Engine['verify'] = (presented, pack, roots, nowSecs) =>
    parseReport(verify_text(presented, pack, roots, BigInt(nowSecs)));
  const nothingHeld = new Uint8Array();
  return {
    verify,
    verifyPdf: async (...given) => parseReport((await engineOfPdfs()).judge(...given)),
    nothingIn: async (artifact) => {
      const judged = (await engineOfPdfs()).judge(artifact, nothingHeld, nothingHeld, 0);
      const { nothing } = JSON.parse(judged) as { nothing?: unknown };
      return nothing === 'no_code' || nothing === 'several_codes' ? nothing : null;
    },
    isStatement: (presented) => verify(presented, nothingHeld, nothingHeld, 0).reason !== 'malformed',
    mergePacks: (held, offered, roots, nowSecs) =>
      merge_packs(held, offered, roots, BigInt(nowSecs)),
    describePack: (pack, roots, nowSecs) =>
      JSON.parse(describe_pack(pack, roots, BigInt(nowSecs))) as PackDescription,
    statementBytes: async (presented) =>
      presented.source === 'pdf'
        ? (await engineOfPdfs()).statement(presented.artifact)
        : statement_bytes(presented.text),
    checkCode: (typed) => check_code(typed) ?? null,
  };
}

let ofPdfs: Promise<typeof import('./engine-of-pdfs.ts')> | undefined;

/** Fetched once; what a bad network did not let through is fetched again. */
function engineOfPdfs() {
  ofPdfs ??= import('./engine-of-pdfs.ts')
    .then(async (engine) => {
      await engine.load();
      return engine;
    })
    .catch((error: unknown) => {
      ofPdfs = undefined;
      throw error;
    });
  return ofPdfs;
}
