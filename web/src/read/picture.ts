/** Reads the codes in a photo or screenshot: small and quick first, larger and harder only where nothing was found. */
import { sortFound, type Found, type IsStatement } from './found.ts';
import { nativeDetector } from './native-detector.ts';
import { pixelsOf, type Area } from './pixels.ts';
import { openReader, ReaderUnavailable, type Reader } from './reader.ts';
import { stepsFor, type Step } from './steps.ts';

/** `not_a_picture`: this browser cannot open the file as one. */
export type PictureResult = Found | { kind: 'not_a_picture' | 'too_large' | 'reader_unavailable' };

/** A photo has a few megabytes; what is far larger would exhaust a phone's memory. */
const MAX_FILE_BYTES = 50 * 1024 * 1024;
/** Whoever holds a phone waits no longer than this, once the decoder is there; and for it, on a slow network, so long. */
const GIVE_UP_AFTER_MILLIS = 15_000;
const DECODER_WITHIN_MILLIS = 60_000;

export async function readPicture(file: Blob, isStatement: IsStatement): Promise<PictureResult> {
  if (file.size > MAX_FILE_BYTES) return { kind: 'too_large' };
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return { kind: 'not_a_picture' };
  }
  // A worker of its own, since only ending it ends a search that takes too long.
  const reader = openReader();
  const limit = timeLimit();
  try {
    return await Promise.race([search(picture, limit.startingWith(reader), isStatement), limit.reached]);
  } catch (error) {
    if (error instanceof ReaderUnavailable) return { kind: 'reader_unavailable' };
    // No canvas for it: a picture of more pixels than this browser can hold.
    return { kind: 'too_large' };
  } finally {
    limit.stop();
    reader.close();
    picture.close();
  }
}

/** First for the decoder to be there, then for the search. The first answer is what tells them apart. */
function timeLimit() {
  let timer: number | undefined;
  let begun = false;
  let searchTakesTooLong = (_nothing: Found) => {};
  const reached = new Promise<Found>((resolve, reject) => {
    searchTakesTooLong = resolve;
    timer = window.setTimeout(() => reject(new ReaderUnavailable()), DECODER_WITHIN_MILLIS);
  });
  const begin = () => {
    if (begun) return;
    begun = true;
    clearTimeout(timer);
    timer = window.setTimeout(() => searchTakesTooLong({ kind: 'nothing' }), GIVE_UP_AFTER_MILLIS);
  };
  return {
    reached,
    startingWith: (reader: Reader): Reader => ({
      ...reader,
      read: (image, effort) => reader.read(image, effort).finally(begin),
    }),
    stop: () => {
      begun = true;
      clearTimeout(timer);
    },
  };
}

async function search(picture: ImageBitmap, reader: Reader, isStatement: IsStatement): Promise<Found> {
  // The browser's own reader counts only for what the verifier can decode: ours reads again what it may have misread.
  const texts = (await (await nativeDetector())(picture)).filter(isStatement);
  const whole: Area = { x: 0, y: 0, width: picture.width, height: picture.height };
  const canvas = document.createElement('canvas');
  const read = async ({ longest, effort }: Step) => {
    texts.push(...(await reader.read(pixelsOf(picture, whole, longest, canvas, 'enlarge'), effort)));
    return sortFound(texts, isStatement);
  };
  const { quick, hard } = stepsFor(picture.width, picture.height);
  let found: Found = sortFound(texts, isStatement);
  if (found.kind !== 'nothing') return found;
  for (const step of quick) found = await read(step);
  for (const step of hard) {
    if (found.kind === 'one' || found.kind === 'several') break;
    found = await read(step);
  }
  return found;
}
