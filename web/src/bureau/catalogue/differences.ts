/** What a change changes, in words: two versions are each described line by line, and compared. Pure. */

/** What one version says: each line's name, and what stands there. */
export type Described = readonly (readonly [field: string, text: string])[];

export interface Difference {
  field: string;
  /** Nothing where there was no version before. */
  before: string | null;
  after: string;
}

export function differences(before: Described | null, after: Described): Difference[] {
  if (before === null) return after.map(([field, text]) => ({ field, before: null, after: text }));
  const held = new Map(before);
  return after.filter(([field, text]) => held.get(field) !== text).map(([field, text]) => ({ field, before: held.get(field) ?? '', after: text }));
}
