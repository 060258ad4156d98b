/** What can go wrong at a desk, as errors that `problem-words.ts` has sentences for. */
import type { ModuleProblem } from './messages.ts';

/** The module did not do it, and says why. */
export class DeskRefused extends Error {
  constructor(readonly problem: ModuleProblem) {
    super(problem.code);
  }
}

/** The module could not be loaded, or came to its end. */
export class DeskUnavailable extends Error {}

/** The registry refused: a problem document (RFC 9457). */
export class RegistryProblem extends Error {
  constructor(
    readonly status: number,
    readonly document: ProblemDocument,
  ) {
    super(document.code);
  }
}

export interface ProblemDocument {
  code: string;
  title: string;
  title_zh: string;
  detail: string;
  rule: string | null;
  number: string | null;
}

/** What an answer that is no success says; what is no problem document is one without words. */
export function problemOf(status: number, text: string): RegistryProblem {
  let said: Partial<Record<keyof ProblemDocument, unknown>> = {};
  try {
    said = (JSON.parse(text) ?? {}) as typeof said;
  } catch {
    // A proxy's page, or nothing.
  }
  const word = (name: keyof ProblemDocument) => (typeof said[name] === 'string' ? (said[name] as string) : null);
  return new RegistryProblem(status, {
    code: word('code') ?? `http_${status}`,
    title: word('title') ?? '',
    title_zh: word('title_zh') ?? '',
    detail: word('detail') ?? '',
    rule: word('rule'),
    number: word('number'),
  });
}
