/** Which views the console has, and what each of them works with. */
import type { Correction, Selector, Status } from './requests.ts';
import type { OfficerHolder } from '../desk/holder.ts';
import type { DeskRegistry } from '../desk/registry.ts';
import type { OpenedDesk } from '../desk/use-desk.ts';

/** What every view of the console works with. */
export interface At {
  opened: OpenedDesk;
  holder: OfficerHolder;
  registry: DeskRegistry;
  go(view: View): void;
}

export type View =
  | { name: 'inbox' | 'search' | 'orders' | 'programmes' | 'institutions' | 'policy' | 'bundle' | 'notices' | 'counts' | 'audit' }
  | { name: 'story'; number: string }
  | { name: 'class'; number: string }
  | { name: 'order'; id: string }
  | { name: 'write'; wanted: OrderWanted };

/** What an order is begun with. */
export interface OrderWanted {
  status?: Status;
  selector?: Selector;
  /** Those that it carries out: then it supersedes just their certificates. */
  corrections?: Correction[];
}
