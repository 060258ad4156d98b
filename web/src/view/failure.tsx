import { useWords } from '../words/words.ts';

/** No Report could be made. Grey and without a face: this is no verdict, and never a green one. */
export function Failure() {
  const words = useWords();
  return (
    <section class="card waiting" role="alert" data-testid="failure">
      <h1>{words.failed_title}</h1>
      <p>{words.failed_why}</p>
      <p>{words.failed_advice}</p>
      <button type="button" class="button primary" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </section>
  );
}
