/** Lists that the registry gives page by page (docs/API.md): so many pages of one, or all of it. */
import type { DeskRegistry } from './registry.ts';

/** Of a list that people read and decide from: what fits a screen or three. */
export const LIST_PAGE = 100;

export interface Listed<T> {
  rows: T[];
  /** How many come after them. */
  more: number;
}

export async function pagesOf<T>(
  registry: DeskRegistry,
  { path, member, wanted = {}, limit }: { path: string; member: string; wanted?: object; limit?: number },
  pages: number,
): Promise<Listed<T>> {
  const rows: T[] = [];
  let after: string | null = null;
  for (let page = 0; ; ) {
    const asked: object = { ...wanted, ...(limit === undefined ? {} : { limit }), ...(after === null ? {} : { after }) };
    const answer: Record<string, unknown> = await registry.ask(path, asked);
    rows.push(...(answer[member] as T[]));
    after = (answer['next'] as string | null | undefined) ?? null;
    page += 1;
    if (after === null || page >= pages) return { rows, more: answer['more'] as number };
  }
}
