/** In which sizes, and how hard, a picture is read. */
import type { Effort } from './messages.ts';

export interface Step {
  /** Of the longer side, in pixels. */
  longest: number;
  effort: Effort;
}

/**
 * The quick steps are all taken, so that a second certificate, smaller in the picture, is not overlooked; the hard ones
 * only until one finds something. A small picture is enlarged for the last, as its code has few pixels a module.
 */
export function stepsFor(width: number, height: number): { quick: Step[]; hard: Step[] } {
  const longest = Math.max(width, height);
  const within = (sizes: number[]) => [...new Set(sizes.map((size) => Math.min(size, longest)))];
  const quick = within([1600, 3200]).map((size) => ({ longest: size, effort: 'quick' as const }));
  const hard = within([1000, 1600, 3200]).map((size) => ({ longest: size, effort: 'hard' as const }));
  if (longest < 1000) hard.push({ longest: longest * 2, effort: 'hard' });
  return { quick, hard };
}
