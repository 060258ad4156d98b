/** What the page and its two desk workers say to each other: each order has one answer, told apart by its number. */

/** A member of the module's `Desk` that the page may ask for; `open` and `lock` are orders of their own. */
export type DeskMember =
  | 'look'
  | 'sign_request'
  | 'file_class'
  | 'class_results'
  | 'begin_run'
  | 'run_state'
  | 'run_reservation'
  | 'run_take_reservation'
  | 'run_next'
  | 'run_batch'
  | 'run_single'
  | 'run_take_batch'
  | 'give_order'
  | 'approve_order'
  | 'bundle_shown'
  | 'draft_changes'
  | 'sign_draft';

export type KeyOrder =
  | { id: number; kind: 'open'; pem: Uint8Array; passphrase: string }
  | { id: number; kind: 'call'; member: DeskMember; given: unknown[] }
  | { id: number; kind: 'read_order'; given: unknown[] }
  /** Wipes the key and ends the worker; there is no answer. */
  | { id: number; kind: 'lock' };

export interface RosterOrder {
  id: number;
  file: string;
  bytes: Uint8Array;
  sheet: string | undefined;
}

export type Answer =
  | { id: number; kind: 'done'; value: unknown }
  /** What the module said: JSON of `Problem`. */
  | { id: number; kind: 'refused'; problem: string }
  /** The module could not be loaded, or ended. */
  | { id: number; kind: 'broke' };

/** Why the module did not do something (desk-wasm): codes are its interface, words are `problem-words.ts`. */
export interface ModuleProblem {
  code: string;
  zh?: string;
  en?: string;
  row?: number;
  name?: string;
  member?: string;
  rule?: string;
  /** What a roster names, in which column, and the class that is spoken of. */
  column?: string;
  value?: string;
  number?: string | null;
}
