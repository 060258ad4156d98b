/** Pixels of a picture or of a camera's frame, scaled as a reader wants them. */
type Drawable = ImageBitmap | HTMLVideoElement;

/** A part of the source, in its own pixels. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws an area into `canvas`, the longer side at most or, with `enlarge`, exactly `longest` pixels. */
export function pixelsOf(
  source: Drawable,
  area: Area,
  longest: number,
  canvas: HTMLCanvasElement,
  enlarge: 'enlarge' | 'never_enlarge' = 'never_enlarge',
): ImageData {
  const fitting = longest / Math.max(area.width, area.height);
  const scale = enlarge === 'enlarge' ? fitting : Math.min(1, fitting);
  canvas.width = Math.max(1, Math.round(area.width * scale));
  canvas.height = Math.max(1, Math.round(area.height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  // A screenshot's transparent ground would turn black, and dark codes on it vanish.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
