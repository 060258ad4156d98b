/** What the page and the worker that judges say to each other. */
import type { Presented } from '../presented.ts';
import type { Report } from '../report.ts';

/** What everything is judged by, once; and then one thing after another. */
export type JudgeOrder =
  | { id: number; kind: 'hold'; pack: Uint8Array; roots: Uint8Array; nowSecs: number; doubted: string }
  | { id: number; kind: 'judge'; presented: Presented; nowSecs: number };

/** Without a Report: the verifier did not run. */
export interface JudgeAnswer {
  id: number;
  report: Report | null;
}
