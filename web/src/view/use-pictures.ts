/** Pictures and PDF files that come by button, by drag and drop, and by pasting, wherever on the page that happens. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { beginRun } from '../bulk/session.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { filesIn, theOneFile } from '../read/clipboard.ts';
import { readPdf } from '../read/pdf.ts';
import { isPdf, type PdfProblem } from '../read/pdf-finding.ts';
import { readPicture, type PictureResult } from '../read/picture.ts';
import { presentPasted, presentPdf } from '../presented.ts';

export type PictureProblem = Exclude<PictureResult['kind'], 'one' | 'several'> | PdfProblem;
export type PictureState = 'none' | 'reading' | PictureProblem;

export interface Pictures {
  state: PictureState;
  /** Something is held over the page that can be dropped. */
  dragging: boolean;
  read(file: Blob): void;
  /** One is read by itself; of many, of a folder and of an archive there will be a table. */
  readAll(files: (File | FileSystemEntry)[]): void;
  forget(): void;
}

export function usePictures(device: ReadyDevice | null, onFound: (texts: string[]) => void): Pictures {
  const engine = device?.engine ?? null;
  const [state, setState] = useState<PictureState>('none');
  const [dragging, setDragging] = useState(false);
  // Only the newest file is answered.
  const newest = useRef(0);
  const found = useRef(onFound);
  found.current = onFound;

  const forget = useCallback(() => {
    newest.current++;
    setState('none');
  }, []);
  const read = useCallback(
    async (file: Blob) => {
      if (engine === null) return;
      const mine = ++newest.current;
      setState('reading');
      const result = (await isPdf(file)) ? await readPdf(file, engine.nothingIn) : await readPicture(file, engine.isStatement);
      if (mine !== newest.current) return;
      if (result.kind === 'pdf') return presentPdf(result.artifact);
      const texts = result.kind === 'one' ? [result.text] : result.kind === 'several' ? result.texts : null;
      setState(texts === null ? (result.kind as PictureProblem) : 'none');
      if (texts !== null) found.current(texts);
    },
    [engine],
  );
  const latest = useRef(device);
  latest.current = device;
  const readAll = useCallback(
    async (files: (File | FileSystemEntry)[]) => {
      const one = theOneFile(files);
      if (one !== null) return read(one);
      if (latest.current === null || files.length === 0) return;
      newest.current++;
      setState('reading');
      await beginRun(files, latest.current).catch(() => setState('reader_unavailable'));
    },
    [read],
  );
  useEffect(() => () => void newest.current++, []);

  // From the moment that the start is there: what is dropped a moment later would otherwise replace the page.
  useLayoutEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = filesIn(event.clipboardData);
      // A text pasted into a field is the field's.
      const inField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (files.length > 0) void readAll(files);
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
      void readAll(filesIn(event.dataTransfer));
    };
    const listeners: [string, (event: never) => void][] = [
      ['paste', onPaste],
      ['dragover', onDrag],
      ['dragleave', onDrag],
      ['drop', onDrop],
    ];
    for (const [name, listener] of listeners) window.addEventListener(name, listener as EventListener);
    return () => listeners.forEach(([name, listener]) => window.removeEventListener(name, listener as EventListener));
  }, [readAll]);

  return { state, dragging, read: (file) => void read(file), readAll: (files) => void readAll(files), forget };
}
