/**
 * What the codes in a picture are to us. Beside a certificate's code there may be others (a poster's, a payment's): ours
 * is chosen. Two certificates are a question for the person, never an answer.
 */
export type Found =
  | { kind: 'nothing' }
  /** Codes, but none of a certificate. */
  | { kind: 'foreign' }
  | { kind: 'one'; text: string }
  | { kind: 'several'; texts: string[] };

/** Whether the verifier can decode a text. It says nothing about who made it: that is the verdict's business. */
export type IsStatement = (text: string) => boolean;

export function sortFound(texts: string[], isStatement: IsStatement): Found {
  const all = [...new Set(texts)].filter((text) => text !== '');
  const statements = all.filter(isStatement);
  // Our address with spoilt digits is worth a verdict too (it says that this is no certificate), if it is the only one.
  const ours = statements.length > 0 ? statements : all.filter(looksLikeOurs);
  if (ours.length > 1) return { kind: 'several', texts: ours };
  if (ours[0] !== undefined) return { kind: 'one', text: ours[0] };
  return { kind: all.length === 0 ? 'nothing' : 'foreign' };
}

/** The form of our addresses (docs/FORMAT.md section 4), whatever the host. */
const looksLikeOurs = (text: string): boolean => /^https?:\/\/[^/?#]+\/c#\d+$/.test(text);
