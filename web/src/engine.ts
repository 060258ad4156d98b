/**
 * The verifier, compiled from Rust. Everything that decides anything happens behind this door; the rest
 * of the page fetches, keeps and shows. This file only turns its texts into types.
 *
 * It is built twice from one source: what every visit fetches, and the same with what judges PDF files, which is twice as
 * large and fetched when a file is opened (`engine-of-pdfs.ts`).
 */
import init, {
  check_code,
  judge_log,
  merge_packs,
  statement_bytes,
  Verifier as Holding,
} from './wasm/hezheng_verifier_wasm.js';
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

/** A pack, checked once; what is presented is judged by it at whatever time. */
export interface Verifier {
  verify(presented: string, nowSecs: number): Report;
  /** On what was found in a PDF file. Throws where that is nothing. */
  verifyPdf(artifact: string, nowSecs: number): Promise<Report>;
  describe(nowSecs: number): PackDescription;
  /** The tree that a log signed in a receipt for a statement; null where the receipt does not prove the registration. */
  treeInReceipt(statement: Uint8Array, receipt: Uint8Array, nowSecs: number): ShownTree | null;
}

export interface Engine {
  /** `doubted`: the codes of authorities whose log contradicted itself before this device, with commas between. */
  hold(pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string): Verifier;
  /** What an offered pack proves, which is held no longer than that. */
  describePack(pack: Uint8Array, roots: Uint8Array, nowSecs: number): PackDescription;
  mergePacks(held: Uint8Array, offered: Uint8Array, roots: Uint8Array, nowSecs: number): Uint8Array;
  /** How a tree that a log showed stands to the one remembered of it. */
  judgeLog(remembered: LogTree | null, shown: LogTree, proof: Uint8Array): LogJudgement;
  /** Why there is nothing to judge in a PDF file; null where there is. */
  nothingIn(artifact: string): Promise<'no_code' | 'several_codes' | null>;
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
  const nothing = new Uint8Array();
  const holdsNothing = new Holding(nothing, nothing, 0n);
  return {
    hold,
    describePack: (pack, roots, nowSecs) => {
      const holding = new Holding(pack, roots, BigInt(nowSecs));
      const description = JSON.parse(holding.describe(BigInt(nowSecs))) as PackDescription;
      holding.free();
      return description;
    },
    mergePacks: (held, offered, roots, nowSecs) =>
      merge_packs(held, offered, roots, BigInt(nowSecs)),
    judgeLog: (remembered, shown, proof) => {
      const [before, now] = [remembered ?? { size: 0, root: '' }, shown];
      const told = judge_log(BigInt(before.size), bytesOfHex(before.root), BigInt(now.size), bytesOfHex(now.root), proof);
      if (told === undefined) throw new Error('no trees');
      const [standing, grave, size, root] = told.split('\n');
      return { standing, contradiction: grave === 'contradiction', size: Number(size), root } as LogJudgement;
    },
    nothingIn: async (artifact) => (await engineOfPdfs()).nothingIn(artifact),
    isStatement: (presented) => parseReport(holdsNothing.verify_text(presented, 0n)).reason !== 'malformed',
    statementBytes: async (presented) =>
      presented.source === 'pdf'
        ? (await engineOfPdfs()).statement(presented.artifact)
        : statement_bytes(presented.text),
    checkCode: (typed) => check_code(typed) ?? null,
  };
}

/** Given back to the module when nobody refers to it any more. */
function hold(pack: Uint8Array, roots: Uint8Array, nowSecs: number, doubted?: string): Verifier {
  const holding = new Holding(pack, roots, BigInt(nowSecs), doubted);
  let ofPdfs: ReturnType<EngineOfPdfs['hold']> | undefined;
  return {
    verify: (presented, now) => parseReport(holding.verify_text(presented, BigInt(now))),
    verifyPdf: async (artifact, now) => {
      const engine = await engineOfPdfs();
      ofPdfs ??= engine.hold(pack, roots, nowSecs, doubted);
      return ofPdfs.verifyPdf(artifact, now);
    },
    describe: (now) => JSON.parse(holding.describe(BigInt(now))) as PackDescription,
    treeInReceipt: (statement, receipt, now) => {
      const told = holding.tree_in_receipt(statement, receipt, BigInt(now));
      const [origin = '', size, root = ''] = told?.split('\n') ?? [];
      return told === undefined ? null : { origin, size: Number(size), root };
    },
  };
}

type EngineOfPdfs = typeof import('./engine-of-pdfs.ts');

let pdfs: Promise<EngineOfPdfs> | undefined;

/** Fetched once; what a bad network did not let through is fetched again. */
function engineOfPdfs() {
  pdfs ??= import('./engine-of-pdfs.ts')
    .then(async (engine) => {
      await engine.load();
      return engine;
    })
    .catch((error: unknown) => {
      pdfs = undefined;
      throw error;
    });
  return pdfs;
}
