/** Pictures that come by button, by drag and drop, and by pasting, wherever on the page that happens. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { fileIn } from '../read/clipboard.ts';
import type { IsStatement } from '../read/found.ts';
import { readPicture, type PictureResult } from '../read/picture.ts';
import { presentPasted } from '../presented.ts';

export type PictureProblem = Exclude<PictureResult['kind'], 'one' | 'several'>;
export type PictureState = 'none' | 'reading' | PictureProblem;

export interface Pictures {
  state: PictureState;
  /** Something is held over the page that can be dropped. */
  dragging: boolean;
  read(picture: Blob): void;
  forget(): void;
}

export function usePictures(isStatement: IsStatement | null, onFound: (texts: string[]) => void): Pictures {
  const [state, setState] = useState<PictureState>('none');
  const [dragging, setDragging] = useState(false);
  // Only the newest picture is answered.
  const newest = useRef(0);
  const found = useRef(onFound);
  found.current = onFound;

  const forget = useCallback(() => {
    newest.current++;
    setState('none');
  }, []);
  const read = useCallback(
    async (picture: Blob) => {
      if (isStatement === null) return;
      const mine = ++newest.current;
      setState('reading');
      const result = await readPicture(picture, isStatement);
      if (mine !== newest.current) return;
      const texts = result.kind === 'one' ? [result.text] : result.kind === 'several' ? result.texts : null;
      setState(texts === null ? (result.kind as PictureProblem) : 'none');
      if (texts !== null) found.current(texts);
    },
    [isStatement],
  );
  useEffect(() => () => void newest.current++, []);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = fileIn(event.clipboardData);
      // A text pasted into a field is the field's.
      const inField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (file !== null) void read(file);
      else if (!inField && text.trim() !== '') presentPasted(text);
      else return;
      event.preventDefault();
    };
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Without this the browser would open the picture in place of the page.
      event.preventDefault();
      setDragging(event.type === 'dragover');
    };
    const onDrop = (event: DragEvent) => {
      onDrag(event);
      const file = fileIn(event.dataTransfer);
      if (file !== null) void read(file);
    };
    const listeners: [string, (event: never) => void][] = [
      ['paste', onPaste],
      ['dragover', onDrag],
      ['dragleave', onDrag],
      ['drop', onDrop],
    ];
    for (const [name, listener] of listeners) window.addEventListener(name, listener as EventListener);
    return () => listeners.forEach(([name, listener]) => window.removeEventListener(name, listener as EventListener));
  }, [read]);

  return { state, dragging, read: (picture) => void read(picture), forget };
}
