/**
 * The verifier, compiled from Rust. Everything that decides anything happens behind this door; the rest
 * of the page fetches, keeps and shows. This file only turns its texts into types.
 */
import init, {
  check_code,
  describe_pack,
  judge_log,
  merge_packs,
  pdf_statement,
  statement_bytes,
  verify_pdf,
  tree_in_receipt,
  verify_text,
} from './wasm/hezheng_verifier_wasm.js';
import wordings from './wasm-pdf/wordings.json?raw';
import { bytesOfHex } from './hex.ts';
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

/** A log's tree: how many entries, and its root as hex. */
export interface LogTree {
  size: number;
  root: string;
}

/** With the name of the log. */
export type ShownTree = LogTree & { origin: string };

export const CONTRADICTIONS = ['forked', 'not_continued', 'rolled_back'] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

/** With the tree to remember from now on. */
export type LogJudgement = LogTree &
  (
    | { contradiction: false; standing: 'first' | 'same' | 'goes_on' | 'older' }
    | { contradiction: true; standing: Contradiction }
  );

export interface Engine {
  /** `doubted`: the codes of authorities whose log contradicted itself before this device, with commas between. */
  verify(presented: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string): Report;
  /** On what was found in a PDF file. Throws where that is nothing. */
  verifyPdf(artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string): Report;
  /** The tree that a log signed in a receipt for a statement; null where the receipt does not prove the registration. */
  treeInReceipt(statement: Uint8Array, receipt: Uint8Array, pack: Uint8Array, roots: Uint8Array, nowSecs: number): ShownTree | null;
  /** How a tree that a log showed stands to the one remembered of it. */
  judgeLog(remembered: LogTree | null, shown: LogTree, proof: Uint8Array): LogJudgement;
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
  const verify: Engine['verify'] = (presented, pack, roots, nowSecs, doubted) =>
    parseReport(verify_text(presented, pack, roots, BigInt(nowSecs), doubted));
  const nothingHeld = new Uint8Array();
  const judgePdf = (artifact: string, pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string) =>
    verify_pdf(artifact, wordings, pack, roots, BigInt(nowSecs), doubted);
  return {
    verify,
    verifyPdf: (...given) => parseReport(judgePdf(...given)),
    treeInReceipt: (statement, receipt, pack, roots, nowSecs) => {
      const told = tree_in_receipt(statement, receipt, pack, roots, BigInt(nowSecs));
      const [origin = '', size, root = ''] = told?.split('\n') ?? [];
      return told === undefined ? null : { origin, size: Number(size), root };
    },
    judgeLog: (remembered, shown, proof) => {
      const [before, now] = [remembered ?? { size: 0, root: '' }, shown];
      const told = judge_log(BigInt(before.size), bytesOfHex(before.root), BigInt(now.size), bytesOfHex(now.root), proof);
      if (told === undefined) throw new Error('no trees');
      const [standing, grave, size, root] = told.split('\n');
      return { standing, contradiction: grave === 'contradiction', size: Number(size), root } as LogJudgement;
    },
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
