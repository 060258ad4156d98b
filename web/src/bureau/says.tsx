import { Problem as DeskProblem } from '../desk/says.tsx';

/** A problem, said aloud when it comes: one of the registry's or the key's, or a sentence of this page. */
export function Problem({ error }: { error: unknown }) {
  if (typeof error !== 'string') return <DeskProblem error={error} />;
  return (
    <p class="problem" role="alert" data-testid="problem">
      {error}
    </p>
  );
}
