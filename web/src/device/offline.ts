/** Makes the page start without a network: the service worker keeps its files, nothing else. */

/**
 * False in programs that show web pages but give them no service worker (on iOS, WeChat and other apps), and on a page
 * without https. They still verify, and need the network to open the page.
 */
export const canKeepOffline = (): boolean => 'serviceWorker' in navigator;

/**
 * Called once the verifier runs, so that a page that never worked is not kept for offline use.
 */
export async function keepPageOffline(): Promise<void> {
  if (!import.meta.env.PROD || !canKeepOffline()) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
    // Once this page works, the worker may fetch what only reading pictures needs.
    (await navigator.serviceWorker.ready).active?.postMessage('keep-later');
  } catch {
    // Refused by the browser's settings.
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
