/**
 * The browser's own reader of QR codes (BarcodeDetector), where it has one that really reads them: some browsers have
 * the name without the ability. It is quicker than ours and needs nothing fetched.
 */
type Source = ImageBitmap | HTMLVideoElement | HTMLCanvasElement;

interface BarcodeDetector {
  detect(source: Source): Promise<{ rawValue: string }[]>;
}

interface BarcodeDetectorClass {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<string[]>;
}

/** Gives the texts found; none where it finds nothing or breaks, since ours is asked next anyway. */
export type NativeDetector = (source: Source) => Promise<string[]>;

export async function nativeDetector(): Promise<NativeDetector> {
  const Detector = (window as { BarcodeDetector?: BarcodeDetectorClass }).BarcodeDetector;
  try {
    if (Detector === undefined || !(await Detector.getSupportedFormats()).includes('qr_code')) return findsNothing;
    const detector = new Detector({ formats: ['qr_code'] });
    return async (source) => {
      try {
        return (await detector.detect(source)).map((code) => code.rawValue);
      } catch {
        return [];
      }
    };
  } catch {
    return findsNothing;
  }
}

const findsNothing: NativeDetector = async () => [];
