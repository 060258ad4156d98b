/**
 * What the person asked to have verified. A scanned code is the fragment of this page's address at /c,
 * which browsers keep to themselves; a pasted one is kept in the history entry, so that "back" leads to
 * the form and a reload shows the same verdict. Neither is ever part of a request.
 */
export interface Presented {
  source: 'scanned' | 'pasted';
  text: string;
}

export function presentedNow(): Presented | null {
  if (location.pathname === '/c') {
    const digits = location.hash.slice(1);
    return digits === '' ? null : { source: 'scanned', text: digits };
  }
  const state = history.state as { pasted?: unknown } | null;
  const pasted = state?.pasted;
  return typeof pasted === 'string' ? { source: 'pasted', text: pasted } : null;
}

/** Messages break long lines, so blanks are dropped; a code has none. */
export function presentPasted(text: string): void {
  history.pushState({ pasted: text.replace(/\s+/g, '') }, '', '/');
  window.dispatchEvent(new PopStateEvent('popstate'));
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
