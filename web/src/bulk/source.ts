/** One file that is to be judged. Its bytes are asked for when its turn comes, and again when its row is opened: none are kept. */
export interface Source {
  /** With its folders, as a person knows it. */
  name: string;
  open(): Promise<Blob>;
}

/** Why there is nothing to open. */
export type SourceProblem =
  | 'unreadable'
  | 'zip_damaged'
  | 'zip_empty'
  | 'zip_encrypted'
  | 'zip_nested'
  | 'zip_method'
  | 'zip_entry_too_large'
  | 'zip_too_large';

/** Thrown by `open`. */
export class SourceRefused extends Error {
  constructor(readonly problem: SourceProblem) {
    super(problem);
  }
}

/** A line for something that cannot be opened at all. */
export const refusedSource = (name: string, problem: SourceProblem): Source => ({
  name,
  open: () => Promise.reject(new SourceRefused(problem)),
});

/** What systems leave in folders and archives, which nobody put there. */
export function isLitter(path: string): boolean {
  const parts = path.split('/');
  const name = (parts[parts.length - 1] ?? '').toLowerCase();
  return parts.some((part) => part === '__MACOSX' || part.startsWith('.')) || name === 'thumbs.db' || name === 'desktop.ini';
}

export const isZipName = (name: string): boolean => /\.zip$/i.test(name);
