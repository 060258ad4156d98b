/** Makes the page start without a network: the service worker keeps its files, nothing else. */

/**
 * False in programs that show web pages but give them no service worker (on iOS, WeChat and other apps), and on a page
 * without https. They still verify, and need the network to open the page.
 */
export const canKeepOffline = (): boolean => 'serviceWorker' in navigator;

/** What reads files and the camera's pictures is kept too. Once true, true for this page. */
let readersKept = false;
const onReadersKeptListeners = new Set<() => void>();

/**
 * Called once the verifier runs, so that a page that never worked is not kept for offline use. False where it cannot be.
 */
export async function keepPageOffline(): Promise<boolean> {
  if (!import.meta.env.PROD || !canKeepOffline()) return false;
  try {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      if (data !== 'kept-later') return;
      readersKept = true;
      onReadersKeptListeners.forEach((listener) => listener());
    });
    navigator.serviceWorker.startMessages();
    // Once this page works, the worker may fetch what only reading pictures and PDF files needs; again where the network broke.
    const keepReaders = () => void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage('keep-later'));
    keepReaders();
    window.addEventListener('online', () => readersKept || keepReaders());
    return true;
  } catch {
    // Refused by the browser's settings, or in a private window.
    return false;
  }
}

/** Calls back once a worker controls the page, which then opens without a network. Gives the way to stop listening. */
export function onKeptOffline(listener: () => void): () => void {
  if (!canKeepOffline()) return () => {};
  const tell = () => {
    if (navigator.serviceWorker.controller !== null) listener();
  };
  navigator.serviceWorker.addEventListener('controllerchange', tell);
  tell();
  return () => navigator.serviceWorker.removeEventListener('controllerchange', tell);
}

/** Calls back once what reads files and the camera's pictures is kept as well. Gives the way to stop listening. */
export function onReadersKept(listener: () => void): () => void {
  onReadersKeptListeners.add(listener);
  if (readersKept) listener();
  return () => void onReadersKeptListeners.delete(listener);
}
