/** A phone's camera: opening it, which ones there are, the lamp beside it, and why it cannot be had. */

export type CameraProblem =
  /** The person, or the system's settings, said no. */
  | 'denied'
  /** No camera in this device. */
  | 'absent'
  /** Another program holds it. */
  | 'in_use'
  /** This browser, or a page without https, gives none. */
  | 'not_offered';

export class CameraRefused extends Error {
  constructor(readonly problem: CameraProblem) {
    super(problem);
  }
}

export interface CameraChoice {
  id: string;
  /** What the system calls it; empty where it gives no name. */
  label: string;
}

export interface Camera {
  stream: MediaStream;
  /** All cameras, once one was allowed; and which of them this is. */
  choices: CameraChoice[];
  id: string;
  /** Whether there is a lamp to switch. */
  hasTorch: boolean;
  setTorch(on: boolean): Promise<void>;
  /** The track ended by itself: unplugged, or taken away by the system. */
  onEnded(listener: () => void): void;
  close(): void;
}

/** Opens the camera chosen, or the one at the back. */
export async function openCamera(id: string | null): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraRefused('not_offered');
  const stream = await streamOf(id);
  const track = stream.getVideoTracks()[0];
  if (track === undefined) throw new CameraRefused('absent');
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  const cameras = devices.filter((device) => device.kind === 'videoinput');
  return {
    stream,
    choices: cameras.map(({ deviceId, label }) => ({ id: deviceId, label })),
    id: track.getSettings().deviceId ?? '',
    hasTorch: hasTorch(track),
    setTorch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }),
    onEnded: (listener) => track.addEventListener('ended', listener),
    close: () => stream.getTracks().forEach((each) => each.stop()),
  };
}

async function streamOf(id: string | null): Promise<MediaStream> {
  // Sharp where the camera can keep itself so; browsers that know no such wish pass over it.
  const sharp = { advanced: [{ focusMode: 'continuous' } as MediaTrackConstraintSet] };
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 }, ...sharp };
  const back = { ...size, facingMode: { ideal: 'environment' } };
  const ask = (video: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia({ video, audio: false });
  try {
    if (id === null) return await ask(back);
    // One that was chosen last time may be gone; then the one at the back.
    return await ask({ ...size, deviceId: { exact: id } }).catch((error: unknown) => {
      if (problemOf(error) === 'absent') return ask(back);
      throw error;
    });
  } catch (error) {
    throw new CameraRefused(problemOf(error));
  }
}

function problemOf(error: unknown): CameraProblem {
  switch ((error as { name?: unknown } | null)?.name) {
    case 'NotAllowedError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent';
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'not_offered';
  }
}

function hasTorch(track: MediaStreamTrack): boolean {
  // Not in every browser, and not in TypeScript's list of capabilities.
  const capabilities = (track.getCapabilities?.() ?? {}) as { torch?: boolean };
  return capabilities.torch === true;
}
