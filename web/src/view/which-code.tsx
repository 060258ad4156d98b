import { Panel } from './panel.tsx';
import type { ReadyDevice } from '../device/use-device.ts';
import { clockSecs } from '../device/clock.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  device: ReadyDevice;
  texts: string[];
  onChoose(text: string): void;
  onClose(): void;
}

/** Several certificates in one picture: the person says which. Names are shown only where the verifier vouches for them. */
export function WhichCode({ device, texts, onChoose, onClose }: Props) {
  const words = useWords().reading;
  const title = fill(words.several_title, { count: String(texts.length) });
  return (
    <Panel title={title} testId="which-code" onClose={onClose}>
      <ul class="choices">
        {texts.map((text, index) => (
          <li key={text}>
            <button type="button" class="button wide" onClick={() => onChoose(text)}>
              {labelOf(text, device) ?? fill(words.several_unread, { number: String(index + 1) })}
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Each line whole: the name, the programme, the number. */
function labelOf(text: string, { held }: ReadyDevice) {
  const { certificate } = held.verifier.verify(text, clockSecs());
  if (certificate === undefined) return null;
  const { holder, programme, number } = certificate;
  return [holder, programme, number].map((line) => (
    <span key={line} class="choice-line">
      {line}
    </span>
  ));
}
