import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { problemInWords } from './problem-words.ts';
import type { DeskState } from './use-desk.ts';
import { useDeskWords } from './words.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** A key file is dropped or chosen, then its passphrase typed. Neither leaves this computer, and neither is kept. */
export function OpenKey({ state, title }: { state: DeskState; title: string }) {
  const words = useDeskWords();
  const language = useLanguage();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [over, setOver] = useState(false);
  const passphrase = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(false);

  // Before the next key can be typed: an effect after painting would lose the first letters.
  useLayoutEffect(() => {
    if (file !== null) passphrase.current?.focus();
  }, [file]);

  const choose = (files: FileList | null | undefined) => {
    const first = files?.[0];
    if (first === undefined) return;
    setProblem(files?.length === 1 ? null : 'several');
    if (files?.length === 1) setFile(first);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (file === null) return setProblem('no_file');
    setBusy(true);
    setProblem(null);
    try {
      await state.open(file, passphrase.current?.value ?? '');
    } catch (error) {
      setProblem(error);
      setBusy(false);
      passphrase.current?.select();
    }
  };
  const said =
    problem === 'no_file' ? words.no_file : problem === 'several' ? words.several : problem === null ? '' : problemInWords(problem, language);
  return (
    <section class="card open-key">
      <h1>{title}</h1>
      <p>{words.open_lead}</p>
      {state.whyLocked !== 'fresh' && (
        <p class="notice" role="status" data-testid="why-locked">
          {state.whyLocked === 'idle' ? words.idle : words.by_hand}
        </p>
      )}
      <form onSubmit={(event) => void submit(event)} autocomplete="off" data-testid="open-key">
        <div
          class={over ? 'drop over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            choose(event.dataTransfer?.files);
          }}
        >
          <p data-testid="key-file-name">{file === null ? words.drop : fill(words.chosen, { name: file.name })}</p>
          <label class="button file-button">
            {file === null ? words.choose : words.choose_other}
            <input
              type="file"
              class="visually-hidden"
              data-testid="key-file"
              accept=".pem,.key,application/x-pem-file"
              onChange={(event) => choose(event.currentTarget.files)}
            />
          </label>
        </div>
        <label for="passphrase">{words.passphrase}</label>
        <input
          id="passphrase"
          ref={passphrase}
          // Preact's types know one type of a field at a time.
          {...({ type: shown ? 'text' : 'password' } as { type: 'password' })}
          data-testid="passphrase"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="open-problem"
        />
        <label class="check-line">
          <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
          <span>{words.show}</span>
        </label>
        <p id="open-problem" class="problem" role="alert" data-testid="open-problem">
          {said}
        </p>
        <button type="submit" class="button primary" data-testid="open" aria-disabled={busy}>
          {busy ? words.opening : words.open}
        </button>
      </form>
    </section>
  );
}
