/** A camera for as long as a view is shown and seen: opened, looked through, and let go. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CameraRefused, openCamera, type Camera, type CameraProblem } from '../read/camera.ts';
import type { Found, IsStatement } from '../read/found.ts';
import { scan } from '../read/scanning.ts';

export type CameraStop = CameraProblem | 'paused' | 'lost' | 'reader_unavailable';
export type Seen = 'loading' | 'nothing' | 'foreign';
export type CameraView =
  | { phase: 'opening' }
  /** `loading`: the picture is there, and what reads it is still on its way. */
  | { phase: 'looking'; camera: Camera; seen: Seen }
  | { phase: 'stopped'; why: CameraStop };

export interface CameraControl {
  view: CameraView;
  /** Where the picture is shown. */
  video: { current: HTMLVideoElement | null };
  /** Opens it again, or another one. */
  open(id?: string): void;
}

export function useCamera(isStatement: IsStatement, onFound: (texts: string[]) => void): CameraControl {
  const [view, setView] = useState<CameraView>({ phase: 'opening' });
  const [wish, setWish] = useState<{ id: string | null }>(() => ({ id: rememberedCamera() }));
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onFound);
  found.current = onFound;

  // Its end comes with the view's, not with the next picture: the camera is off when it is not seen any more.
  useLayoutEffect(() => {
    let wanted = true;
    let letGo = () => {};
    const stop = (why: CameraStop) => {
      if (!wanted) return;
      wanted = false;
      letGo();
      setView({ phase: 'stopped', why });
    };
    const onHidden = () => document.visibilityState === 'hidden' && stop('paused');
    document.addEventListener('visibilitychange', onHidden);
    setView({ phase: 'opening' });
    openCamera(wish.id).then(
      (camera) => {
        if (!wanted) return camera.close();
        letGo = look(camera, video.current, isStatement, {
          found: ({ texts }) => found.current(texts),
          seen: (what) => wanted && setView(withSeen(what)),
          stopped: stop,
        });
        setView({ phase: 'looking', camera, seen: 'loading' });
      },
      (error: unknown) => stop(error instanceof CameraRefused ? error.problem : 'not_offered'),
    );
    return () => {
      wanted = false;
      document.removeEventListener('visibilitychange', onHidden);
      letGo();
    };
  }, [wish, isStatement]);

  const open = useCallback((id?: string) => {
    if (id !== undefined) rememberCamera(id);
    setWish((before) => ({ id: id ?? before.id }));
  }, []);
  return { view, video, open };
}

/** The same view where nothing changed, so that a frame with nothing new draws nothing anew. */
const withSeen = (seen: Seen) => (before: CameraView): CameraView =>
  before.phase !== 'looking' || before.seen === seen ? before : { ...before, seen };

interface Listener {
  found(found: { texts: string[] }): void;
  seen(what: Seen): void;
  stopped(why: CameraStop): void;
}

/** Shows the camera's picture and looks for codes in it. Gives the way to let both go. */
function look(
  camera: Camera,
  video: HTMLVideoElement | null,
  isStatement: IsStatement,
  listener: Listener,
): () => void {
  if (video === null) return camera.close;
  video.srcObject = camera.stream;
  // Without being asked to, some browsers show only the first frame.
  void video.play().catch(() => {});
  camera.onEnded(() => listener.stopped('lost'));
  const stopScanning = scan(video, isStatement, {
    found: (found: Found) => {
      camera.close();
      if (found.kind === 'one') listener.found({ texts: [found.text] });
      if (found.kind === 'several') listener.found({ texts: found.texts });
    },
    seen: (what) => listener.seen(what),
    unavailable: () => listener.stopped('reader_unavailable'),
  });
  return () => {
    stopScanning();
    camera.close();
    video.srcObject = null;
  };
}

const KEY = 'camera';

function rememberedCamera(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function rememberCamera(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // A private window may refuse: the choice then lasts as long as the view.
  }
}
