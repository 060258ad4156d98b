/** Makes the page start without a network: the service worker keeps its files, nothing else. */

/**
 * Called once the verifier runs, so that a page that never worked is not kept for offline use.
 * Browsers without service workers, or with them switched off, still verify; they need the network to
 * open the page.
 */
export async function keepPageOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  } catch {
    // Refused by the browser's settings.
  }
}

/** Marks the document `data-ready="offline"` once a worker controls it; the pack is already kept. */
export function markReadyOffline(): void {
  if (!('serviceWorker' in navigator)) return;
  const mark = () => {
    if (navigator.serviceWorker.controller === null) return;
    document.documentElement.dataset['ready'] = 'offline';
  };
  navigator.serviceWorker.addEventListener('controllerchange', mark, { once: true });
  mark();
}
