/** Where a class stands, as its institution reads it. Whether something may be done is the registry's to say. */
import type { ClassBrief } from './requests.ts';
import type { InstitutionWords } from './words-zh.ts';
import { clockSecs } from '../device/clock.ts';
import { fill } from '../verdicts.ts';

export type Todo = 'returned' | 'results' | 'issue' | 'waiting';

/** Today in Beijing, as dates are written. */
export const today = (): string => new Date((clockSecs() + 8 * 3600) * 1000).toISOString().slice(0, 10);

export const hasEnded = ({ last }: { last: string }): boolean => last <= today();

/** What there is to do, and for which classes. One that was filed again in its place needs nothing any more. */
export function todoOf(classes: readonly ClassBrief[]): Record<Todo, ClassBrief[]> {
  const replaced = new Set(classes.map(({ replaces }) => replaces));
  const todo: Record<Todo, ClassBrief[]> = { returned: [], results: [], issue: [], waiting: [] };
  for (const one of classes) {
    if (one.state === 'waiting') todo.waiting.push(one);
    else if (one.state === 'returned' && !replaced.has(one.number)) todo.returned.push(one);
    else if (one.state === 'accepted' && !one.has_results && hasEnded(one)) todo.results.push(one);
    else if (one.state === 'accepted' && one.has_results && (one.passed ?? 0) > 0 && wasFiledLately(one)) todo.issue.push(one);
  }
  return todo;
}

/** Certificates of a class that ended long ago are there; the list of classes does not say how many. */
const wasFiledLately = ({ last }: ClassBrief): boolean => Date.parse(today()) - Date.parse(last) < 60 * 86_400_000;

export function stateInWords(one: ClassBrief, words: InstitutionWords): string {
  if (one.state !== 'accepted') return words.states[one.state];
  if (one.has_results) return fill(words.state_results, { passed: String(one.passed ?? 0) });
  return hasEnded(one) ? words.state_ended : words.states.accepted;
}
