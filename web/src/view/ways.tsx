import type { Ref } from 'preact';
import { Icon, type IconName } from './icons.tsx';
import { useWords } from '../words/words.ts';

/** What opens a panel; choosing a picture or PDF file opens the system's own. */
export type Way = Exclude<IconName, 'picture'>;

interface Props {
  groupRef: Ref<HTMLDivElement>;
  open: Way | null;
  /** Before the verifier is there nothing could be read. */
  ready: boolean;
  onChoose(way: Way): void;
  onFile(file: Blob): void;
}

/** The four large buttons. */
export function Ways({ groupRef, open, ready, onChoose, onFile }: Props) {
  const words = useWords().reading.ways;
  const button = (way: Way) => (
    <button
      type="button"
      // The camera is what most people want, until something else is open.
      class={(open ?? 'camera') === way ? 'way chosen' : 'way'}
      data-way={way}
      data-testid={`way-${way}`}
      aria-expanded={open === way}
      aria-disabled={!ready}
      onClick={() => ready && onChoose(way)}
    >
      <Face name={way} />
    </button>
  );
  return (
    <div class="ways" ref={groupRef}>
      {button('camera')}
      {/* A label around the field, so that the field itself takes the keyboard and says what it is for. */}
      <label class="way">
        <input
          type="file"
          class="visually-hidden"
          accept="image/*,application/pdf,.pdf"
          data-way="picture"
          data-testid="way-picture"
          disabled={!ready}
          aria-label={`${words.picture.name}。${words.picture.hint}`}
          onChange={(event) => {
            const field = event.currentTarget;
            const file = field.files?.[0];
            if (file !== undefined) onFile(file);
            // So that the same file can be chosen again.
            field.value = '';
          }}
        />
        <Face name="picture" />
      </label>
      {button('paste')}
      {button('code')}
    </div>
  );
}

function Face({ name }: { name: IconName }) {
  const { name: word, hint } = useWords().reading.ways[name];
  return (
    <>
      <Icon name={name} />
      <span class="way-name">{word}</span>
      <span class="way-hint">{hint}</span>
    </>
  );
}
