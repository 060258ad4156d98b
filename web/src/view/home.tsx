import { useState } from 'preact/hooks';
import { CodeLookup } from './code-lookup.tsx';
import { DeviceData } from './device-data.tsx';
import { HostWarning, RootsWarning } from './warnings.tsx';
import type { Device } from '../device/use-device.ts';
import { presentPasted } from '../presented.ts';
import { useWords } from '../words/words.ts';

export function Home({ device }: { device: Device }) {
  const words = useWords();
  return (
    <>
      <section class="card">
        <h1>{words.form_title}</h1>
        {location.pathname === '/c' && <p class="notice">{words.form_nothing_scanned}</p>}
        <p>{words.form_scan}</p>
        <PasteForm />
      </section>
      {device.phase === 'ready' && (
        <>
          <HostWarning config={device.held.config} />
          <RootsWarning held={device.held} />
          <CodeLookup device={device} />
          <DeviceData device={device} />
        </>
      )}
    </>
  );
}

function PasteForm() {
  const words = useWords();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() === '') setRefused(true);
    else presentPasted(text);
  };
  return (
    <form onSubmit={submit}>
      <label for="paste">{words.form_paste}</label>
      <textarea
        id="paste"
        data-testid="paste"
        rows={5}
        value={text}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby="paste-hint"
        aria-invalid={refused}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setRefused(false);
        }}
      />
      <p id="paste-hint" class="hint">
        {words.form_hint}
      </p>
      <p class="problem" role="alert">
        {refused && words.form_empty}
      </p>
      <button type="submit" class="button primary" data-testid="paste-submit">
        {words.form_submit}
      </button>
    </form>
  );
}
