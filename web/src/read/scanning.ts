/**
 * Looks for a code in what the camera shows, frame after frame. One frame is read at a time and the next one is taken
 * when the browser draws again, so that a slow phone reads fewer frames and its page stays quick.
 */
import { sortFound, type Found, type IsStatement } from './found.ts';
import { nativeDetector } from './native-detector.ts';
import { pixelsOf, type Area } from './pixels.ts';
import { openReader } from './reader.ts';

/** The whole frame is read at this size: quick, and fine enough for a code that fills the guide. */
const WHOLE_LONGEST = 1280;
/** Every so many frames the reader looks harder, for a code that is bleached, inverted or turned. */
const HARD_EVERY = 8;
/** How many frames a code of somebody else's is still spoken of, since it is not read in each. */
const FOREIGN_FOR = 12;

export interface ScanningListener {
  /** A code of a certificate, or several: looking has stopped. */
  found(found: Found & { kind: 'one' | 'several' }): void;
  /** What the last frames had: nothing, or a code that is none of ours. Looking goes on. The first time says that the decoder is there. */
  seen(what: 'nothing' | 'foreign'): void;
  /** The decoder could not be loaded. */
  unavailable(): void;
}

/** Gives the way to stop. */
export function scan(video: HTMLVideoElement, isStatement: IsStatement, listener: ScanningListener): () => void {
  let wanted = true;
  const reader = openReader();
  const canvas = document.createElement('canvas');
  const detector = nativeDetector();

  const readFrame = async (count: number): Promise<Found> => {
    const native = sortFound((await (await detector)(video)).filter(isStatement), isStatement);
    if (native.kind !== 'nothing') return native;
    const pixels = pixelsOf(video, areaOf(video, count), WHOLE_LONGEST, canvas);
    return sortFound(await reader.read(pixels, count % HARD_EVERY === 0 ? 'hard' : 'quick'), isStatement);
  };
  const look = async () => {
    let foreignUntil = 0;
    for (let count = 1; wanted; count++) {
      await nextDrawing();
      if (!wanted || video.videoWidth === 0) continue;
      const found = await readFrame(count);
      if (!wanted) return;
      if (found.kind === 'one' || found.kind === 'several') return listener.found(found);
      if (found.kind === 'foreign') foreignUntil = count + FOREIGN_FOR;
      listener.seen(count < foreignUntil ? 'foreign' : 'nothing');
    }
  };
  look()
    .catch(() => wanted && listener.unavailable())
    .finally(() => reader.close());
  return () => {
    wanted = false;
    reader.close();
  };
}

/** Turn and turn about: the whole frame, and its middle at full sharpness for a code held too far away. */
function areaOf(video: HTMLVideoElement, count: number): Area {
  const { videoWidth: width, videoHeight: height } = video;
  if (count % 2 === 0) return { x: 0, y: 0, width, height };
  const side = Math.round(Math.min(width, height) * 0.8);
  return { x: Math.round((width - side) / 2), y: Math.round((height - side) / 2), width: side, height: side };
}

/** Browsers do not draw what is not seen, so a hidden page reads nothing. */
const nextDrawing = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
