import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Difference } from './differences.ts';
import { useCatalogueWords } from './words.ts';
import { Problem } from '../says.tsx';
import { RegistryProblem } from '../../desk/problems.ts';
import { fill } from '../../verdicts.ts';

interface Props {
  changes: Difference[];
  save(): Promise<void>;
  onBack(problem?: unknown): void;
  /** Somebody else was faster: shows what is in force. */
  onStale(): void;
}

/** What a change would change, line by line, before it is saved; and what is said where it is not. */
export function Review({ changes, save, onBack, onStale }: Props) {
  const words = useCatalogueWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const isStale = problem instanceof RegistryProblem && problem.document.code === 'version_conflict';
  const isNew = changes.every(({ before }) => before === null);
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await save();
      return;
    } catch (error) {
      // What is to be mended is mended in the form.
      if (error instanceof RegistryProblem && error.document.rule !== null && error.status === 422) return onBack(error);
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <div class="sure calm" data-testid="review">
      <h2 ref={heading} tabIndex={-1}>
        {fill(isNew ? words.changes_new : words.changes_title, { count: String(changes.length) })}
      </h2>
      <p>{words.changes_lead}</p>
      <Changes changes={changes} />
      <Problem error={problem} />
      <div class="buttons">
        {isStale ? (
          <button type="button" class="button primary" data-testid="look-newest" onClick={onStale}>
            {words.look_newest}
          </button>
        ) : (
          <button type="button" class="button primary" data-testid="save" aria-disabled={busy} onClick={() => void submit()}>
            {busy ? words.saving : words.save}
          </button>
        )}
        {/* What was typed is of a version that is no more: there is nothing to go on with. */}
        {!isStale && (
          <button type="button" class="button" data-testid="change-again" onClick={() => onBack()}>
            {words.change_again}
          </button>
        )}
      </div>
    </div>
  );
}

function Changes({ changes }: { changes: Difference[] }) {
  const words = useCatalogueWords();
  const isNew = changes.every(({ before }) => before === null);
  return (
    <table class="rows" data-testid="changes">
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          {!isNew && <th scope="col">{words.before}</th>}
          <th scope="col">{words.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            {!isNew && (
              <td data-label={words.before}>
                <del>{before}</del>
              </td>
            )}
            <td data-label={words.after}>
              <strong>{after}</strong>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
