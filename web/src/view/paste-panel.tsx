import { useState } from 'preact/hooks';
import { Panel } from './panel.tsx';
import { readClipboard } from '../read/clipboard.ts';
import { presentPasted } from '../presented.ts';
import { useWords } from '../words/words.ts';

interface Props {
  onPicture(picture: Blob): void;
  onClose(): void;
}

type Problem = 'form_empty' | 'clipboard_empty' | 'clipboard_refused';

/** The text of a code: from the clipboard at one press where the browser allows it, from a field everywhere. */
export function PastePanel({ onPicture, onClose }: Props) {
  const words = useWords();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') setProblem('form_empty');
    else presentPasted(text);
  };
  const fromClipboard = async () => {
    const clip = await readClipboard();
    if (clip.kind === 'text') presentPasted(clip.text);
    else if (clip.kind === 'picture') onPicture(clip.picture);
    else setProblem(clip.kind === 'empty' ? 'clipboard_empty' : 'clipboard_refused');
  };
  const problems: Record<Problem, string> = {
    form_empty: words.form_empty,
    clipboard_empty: words.reading.paste_empty,
    clipboard_refused: words.reading.paste_refused,
  };
  return (
    <Panel title={words.reading.paste_title} testId="paste-panel" onClose={onClose}>
      <button type="button" class="button primary" data-testid="clipboard" onClick={() => void fromClipboard()}>
        {words.reading.paste_clipboard}
      </button>
      <form onSubmit={submit}>
        <label for="paste">{words.form_paste}</label>
        <textarea
          id="paste"
          data-testid="paste"
          rows={4}
          value={text}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-describedby="paste-hint"
          aria-invalid={problem === 'form_empty'}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <p id="paste-hint" class="hint">
          {words.form_hint}
        </p>
        <p class="problem" role="alert" data-testid="paste-problem">
          {problem !== null && problems[problem]}
        </p>
        <button type="submit" class="button" data-testid="paste-submit">
          {words.form_submit}
        </button>
      </form>
    </Panel>
  );
}
