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
  onFiles(files: File[]): void;
}

/** The four large buttons. */
export function Ways({ groupRef, open, ready, onChoose, onFiles }: Props) {
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
          multiple
          accept="image/*,application/pdf,.pdf,application/zip,.zip"
          data-way="picture"
          data-testid="way-picture"
          disabled={!ready}
          aria-label={`${words.picture.name}。${words.picture.hint}`}
          onChange={(event) => {
            const field = event.currentTarget;
            if (field.files?.length) onFiles([...field.files]);
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

/** A whole folder, where the browser lets one be chosen: not on most phones. */
export function FolderChoice({ ready, onFiles }: Pick<Props, 'ready' | 'onFiles'>) {
  const words = useWords().reading;
  if (!('webkitdirectory' in HTMLInputElement.prototype) || !matchMedia('(pointer: fine)').matches) return null;
  return (
    <label class="button as-label">
      <input
        type="file"
        class="visually-hidden"
        data-testid="choose-folder"
        disabled={!ready}
        ref={(field) => field?.setAttribute('webkitdirectory', '')}
        onChange={(event) => {
          const field = event.currentTarget;
          if (field.files?.length) onFiles([...field.files]);
          field.value = '';
        }}
      />
      {words.folder}
    </label>
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
