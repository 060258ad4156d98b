/** One thing done at a time: whether it is being done, what went wrong with the last, and the way to do another. */
import { useState } from 'preact/hooks';

export function useDoing() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const doing = async (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return { busy, problem, setProblem, doing };
}
