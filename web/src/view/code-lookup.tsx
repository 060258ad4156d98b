import { useState } from 'preact/hooks';
import { Fields } from './fields.tsx';
import { Panel } from './panel.tsx';
import { problemInWords, RegistryAnswer } from './registry-answer.tsx';
import { lookUp } from '../device/registry.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import type { Report } from '../report.ts';
import { useWords } from '../words/words.ts';

type Found = 'nothing_asked' | 'typing_error' | 'asking' | 'unknown' | Report | Error;

/**
 * For who has the paper and no reader: the check code leads to what the registry has. It holds no statement, so this
 * device verifies nothing; the answer is the registry's word and is shown as that.
 */
export function CodeLookup({ device, onClose }: { device: ReadyDevice; onClose(): void }) {
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>('nothing_asked');
  const { config } = device.held;
  if (config === null) return null;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (found === 'asking') return;
    const code = device.engine.checkCode(typed);
    if (code === null) return setFound('typing_error');
    setFound('asking');
    setFound(await lookUp(config, code).then(
      (report) => report ?? 'unknown',
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    ));
  };
  const answered = typeof found === 'object' && !(found instanceof Error) ? found : null;
  return (
    <>
      <Panel title={words.lookup_title} testId="code-panel" onClose={onClose}>
        <form onSubmit={(event) => void submit(event)}>
          <label for="check-code">{words.lookup_label}</label>
          <input
            id="check-code"
            data-testid="check-code"
            value={typed}
            placeholder="XXXX-XXXX-XXXX-X"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-describedby="check-code-hint"
            aria-invalid={found === 'typing_error'}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setFound('nothing_asked');
            }}
          />
          <p id="check-code-hint" class="hint">
            {words.lookup_hint}
          </p>
          <p class="problem" role="alert">
            {found === 'typing_error' && words.lookup_typing_error}
          </p>
          <button
            type="submit"
            class="button primary"
            data-testid="check-code-submit"
            aria-disabled={found === 'asking'}
          >
            {words.lookup_submit}
          </button>
        </form>
        <div class="lookup-says" role="status" data-testid="lookup-result">
          {found === 'asking' && <p>{words.registry_asking}</p>}
          {found === 'unknown' && <p class="notice">{words.lookup_unknown}</p>}
          {found instanceof Error && <p class="notice">{problemInWords(found, words)}</p>}
          {answered !== null && (
            <>
              <RegistryAnswer answer={answered} />
              <p class="hint">{words.lookup_not_verified}</p>
            </>
          )}
        </div>
      </Panel>
      {answered !== null && <Fields report={answered} />}
    </>
  );
}
