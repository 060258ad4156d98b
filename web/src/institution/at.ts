/** Which views an institution's pages have, and what each of them works with. */
import type { InstitutionHolder } from '../desk/holder.ts';
import type { DeskRegistry } from '../desk/registry.ts';
import type { OpenedDesk } from '../desk/use-desk.ts';

/** What every view of the institution works with. */
export interface At {
  opened: OpenedDesk;
  holder: InstitutionHolder;
  registry: DeskRegistry;
  go(view: View): void;
}

export type View =
  | { name: 'overview' | 'classes' | 'certificates' }
  | { name: 'class'; number: string }
  | { name: 'file'; replaces?: string };
