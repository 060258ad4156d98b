import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CameraPanel } from './camera-panel.tsx';
import { CodeLookup } from './code-lookup.tsx';
import { DeviceData } from './device-data.tsx';
import { LettersReady } from './letters-ready.tsx';
import { OfflineState } from './offline-state.tsx';
import { PastePanel } from './paste-panel.tsx';
import { usePictures, type PictureState } from './use-pictures.ts';
import { HostWarning, RootsWarning } from './warnings.tsx';
import { FolderChoice, Ways, type Way } from './ways.tsx';
import { WhichCode } from './which-code.tsx';
import type { Device } from '../device/use-device.ts';
import { cameraAskedFor, presentPasted } from '../presented.ts';
import { useWords } from '../words/words.ts';

/** The start: four ways to bring a certificate, what each opens, and what this device holds. */
export function Home({ device }: { device: Device }) {
  const words = useWords();
  const ready = device.phase === 'ready' ? device : null;
  const engine = ready?.engine ?? null;
  const isStatement = useMemo(() => engine && ((text: string) => engine.isStatement(text)), [engine]);
  const [way, setWay] = useState<Way | null>(() => (cameraAskedFor() ? 'camera' : null));
  const [several, setSeveral] = useState<string[]>([]);
  const ways = useRef<HTMLDivElement>(null);

  const onFound = (texts: string[]) => {
    if (texts.length === 1 && texts[0] !== undefined) return presentPasted(texts[0]);
    setWay(null);
    setSeveral(texts);
  };
  const pictures = usePictures(ready, onFound);
  const choose = (chosen: Way) => {
    pictures.forget();
    setSeveral([]);
    setWay(chosen === way ? null : chosen);
  };
  const readFile = (file: Blob) => {
    setWay(null);
    setSeveral([]);
    pictures.read(file);
  };
  const readAll = (files: File[]) => {
    setWay(null);
    setSeveral([]);
    pictures.readAll(files);
  };
  const close = () => {
    const closed = way;
    setWay(null);
    setSeveral([]);
    // Back to where the keyboard was.
    ways.current?.querySelector<HTMLElement>(`[data-way="${closed ?? 'picture'}"]`)?.focus();
  };
  useLayoutEffect(() => {
    if (pictures.state === 'reading') setWay(null);
  }, [pictures.state]);

  return (
    <>
      <section class="card start">
        <h1>{words.form_title}</h1>
        {location.pathname === '/c' && <p class="notice">{words.form_nothing_scanned}</p>}
        <Ways groupRef={ways} open={way} onChoose={choose} onFiles={readAll} ready={ready !== null} />
        <FolderChoice ready={ready !== null} onFiles={readAll} />
        {ready === null && (
          <p role="status">{device.phase === 'fetching_first' ? words.fetching_first : words.opening}</p>
        )}
        <PictureSays state={pictures.state} />
        <OfflineState device={ready} />
      </section>
      {pictures.dragging && <p class="drop-here">{words.reading.picture_drop}</p>}
      {ready !== null && isStatement && (
        <>
          {way === 'camera' && <CameraPanel isStatement={isStatement} onFound={onFound} onClose={close} />}
          {way === 'paste' && <PastePanel onPicture={readFile} onClose={close} />}
          {way === 'code' && <CodeLookup device={ready} onClose={close} />}
          {several.length > 0 && (
            <WhichCode device={ready} texts={several} onChoose={presentPasted} onClose={close} />
          )}
          <HostWarning config={ready.held.config} />
          <RootsWarning held={ready.held} />
          <DeviceData device={ready} />
          <LettersReady />
        </>
      )}
    </>
  );
}

function PictureSays({ state }: { state: PictureState }) {
  const words = useWords().reading;
  return (
    <div role="status" class="picture-says" data-testid="picture-says" data-state={state}>
      {state === 'reading' && <p>{words.picture_reading}</p>}
      {state !== 'none' && state !== 'reading' && <p class="notice">{words.picture_problems[state]}</p>}
    </div>
  );
}
