/**
 * What the person asked to have verified. A code scanned by the system's camera is the fragment of this page's address
 * at /c, which browsers keep to themselves; one that was pasted, or read here from a picture, is kept in the history
 * entry, so that "back" leads to the start and a reload shows the same verdict; so is what was found in a PDF file, but
 * not the file. None is ever part of a request.
 */
export type Presented =
  | { source: 'scanned' | 'pasted'; text: string }
  /** The JSON of core's Artifact. */
  | { source: 'pdf'; artifact: string };

/** What tells one from another. */
export const keyOf = (presented: Presented): string =>
  presented.source === 'pdf' ? presented.artifact : presented.text;

export function presentedNow(): Presented | null {
  if (location.pathname === '/c') {
    const digits = location.hash.slice(1);
    return digits === '' ? null : { source: 'scanned', text: digits };
  }
  const state = history.state as { pasted?: unknown; artifact?: unknown } | null;
  if (typeof state?.artifact === 'string') return { source: 'pdf', artifact: state.artifact };
  return typeof state?.pasted === 'string' ? { source: 'pasted', text: state.pasted } : null;
}

/** Messages break long lines, so blanks are dropped; a code has none. */
export function presentPasted(text: string): void {
  goTo({ pasted: text.replace(/\s+/g, '') });
}

export function presentPdf(artifact: string): void {
  goTo({ artifact });
}

/** Back to the start, with nothing presented; with the camera open for the next one where that is wanted. */
export function presentNothing(next: 'camera' | null): void {
  goTo(next === 'camera' ? { camera: true } : {});
}

/** Whether the start was asked for with its camera open. A reload, which nobody asked the camera with, forgets it. */
export function cameraAskedFor(): boolean {
  const asked = (history.state as { camera?: unknown } | null)?.camera === true;
  if (asked) history.replaceState({}, '');
  return asked;
}

/** Without loading the page again, which without a service worker would take a network. */
function goTo(state: object): void {
  history.pushState(state, '', '/');
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.scrollTo(0, 0);
}

/** A second scan in the same tab changes only the fragment. */
export function onPresentedChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
}
