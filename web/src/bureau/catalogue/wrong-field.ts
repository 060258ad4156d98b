/** Where the registry names the member that it refuses, the focus goes to its field. */
import { RegistryProblem } from '../../desk/problems.ts';

export function focusWrong(form: string, problem: unknown, other: Record<string, string> = {}): void {
  if (!(problem instanceof RegistryProblem) || problem.document.rule === null) return;
  const { rule } = problem.document;
  document.getElementById(`${form}-${other[rule] ?? rule}`)?.focus();
}
