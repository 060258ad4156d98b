/** What the page and the worker that reads codes say to each other. */

/** `hard`: every rotation, light on dark, noise; several times slower. */
export type Effort = 'quick' | 'hard';

export interface Order {
  id: number;
  pixels: ArrayBuffer;
  width: number;
  height: number;
  effort: Effort;
}

/** `null`: the decoder could not be loaded or broke. */
export interface Answer {
  id: number;
  texts: string[] | null;
}
