/**
 * An opened key, as the pages of institutions and officers use it: who holds it, signed requests, and what only the key can make.
 * Nothing of it is kept: locking, or leaving the page, ends the worker that holds the key.
 */
import { DeskRefused, DeskUnavailable } from './problems.ts';
import type { Answer, DeskMember, KeyOrder, ModuleProblem, RosterOrder } from './messages.ts';
import type { Standing } from './holder.ts';
import type { RosterPreview } from './roster.ts';
import KeyWorker from './key-worker.ts?worker';
import RosterWorker from './roster-worker.ts?worker';
import { clockSecs } from '../device/clock.ts';

/** A key file has half a kilobyte. */
const KEY_FILE_BYTES = 16_384;
/** As the module: a roster is smaller. */
const ROSTER_BYTES = 32 * 1024 * 1024;
/** As long as the program gives a workbook. */
const ROSTER_WITHIN_MILLIS = 60_000;

/** A roster's file: its bytes are read again by the module that signs, which gives the same as the preview was made of. */
export interface RosterFile {
  name: string;
  bytes: Uint8Array;
  sheet?: string | undefined;
}

export interface GivenOrder {
  order: Uint8Array;
  /** What the bureau keeps beside it, where a note was written. */
  note: string | undefined;
}

export class Desk {
  private constructor(
    private readonly worker: Asked<KeyOrder>,
    readonly kid: string,
  ) {}

  /** Opens a key file; throws `DeskRefused` with the code of what is wrong with it. */
  static async open(file: Blob, passphrase: string): Promise<Desk> {
    if (file.size > KEY_FILE_BYTES) throw new DeskRefused({ code: 'too_large' });
    const worker = ask<KeyOrder>(new KeyWorker());
    try {
      const pem = new Uint8Array(await file.arrayBuffer());
      const kid = (await worker.ask({ id: 0, kind: 'open', pem, passphrase })) as string;
      return new Desk(worker, kid);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  /** Has the key wiped, and ends the worker; whatever is being done is not finished. */
  lock(): void {
    this.worker.leave({ id: 0, kind: 'lock' });
  }

  /** Whose key it is, by this pack and the root keys pinned. */
  async look(pack: Uint8Array, roots: string[]): Promise<Standing> {
    return JSON.parse((await this.call('look', pack, JSON.stringify(roots), now())) as string) as Standing;
  }

  /** The headers that sign a POST. */
  async signRequest(url: string, contentType: string, body: Uint8Array): Promise<Record<string, string>> {
    const headers = (await this.call('sign_request', url, contentType, body, now())) as string;
    return JSON.parse(headers) as Record<string, string>;
  }

  /** The body that files a class with everybody on a roster. */
  fileClass(facts: object, { name, bytes, sheet }: RosterFile): Promise<Uint8Array> {
    return this.call('file_class', JSON.stringify(facts), name, bytes, sheet) as Promise<Uint8Array>;
  }

  /** The body that files who passed. */
  classResults(shown: object, { name, bytes, sheet }: RosterFile): Promise<Uint8Array> {
    return this.call('class_results', JSON.stringify(shown), name, bytes, sheet) as Promise<Uint8Array>;
  }

  /** Signs an order (docs/decisions/0013). */
  giveOrder(order: object): Promise<GivenOrder> {
    return this.call('give_order', JSON.stringify(order), now()) as Promise<GivenOrder>;
  }

  /** The order with this key's approval; refused where one person gave and approves it. */
  approveOrder(order: Uint8Array, pack: Uint8Array, roots: string[]): Promise<Uint8Array> {
    return this.call('approve_order', order, pack, JSON.stringify(roots), now()) as Promise<Uint8Array>;
  }

  /** What an order says and how it stands. */
  async readOrder(order: Uint8Array, pack: Uint8Array, roots: string[]): Promise<unknown> {
    const given = [order, pack, JSON.stringify(roots), now()];
    return JSON.parse((await this.worker.ask({ id: 0, kind: 'read_order', given })) as string);
  }

  /** A member of the module by its name, for what has a file of its own (`institution/issuing.ts`). */
  call(member: DeskMember, ...given: unknown[]): Promise<unknown> {
    return this.worker.ask({ id: 0, kind: 'call', member, given });
  }
}

/** What comes of each row, read in a worker of the file's own. */
export async function readRoster(file: RosterFile): Promise<RosterPreview> {
  if (file.bytes.byteLength > ROSTER_BYTES) throw new DeskRefused({ code: 'roster_too_large' });
  const worker = ask<RosterOrder>(new RosterWorker());
  const late = setTimeout(() => worker.close({ code: 'roster_damaged' }), ROSTER_WITHIN_MILLIS);
  try {
    const read = await worker.ask({ id: 0, file: file.name, bytes: file.bytes, sheet: file.sheet });
    return JSON.parse(read as string) as RosterPreview;
  } finally {
    clearTimeout(late);
    worker.close();
  }
}

const LOCKED: ModuleProblem = { code: 'locked' };
const LEAVES_WITHIN_MILLIS = 500;

/** Times go into the module as 64-bit integers. */
const now = (): bigint => BigInt(clockSecs());

interface Asked<Order> {
  ask(order: Order): Promise<unknown>;
  close(problem?: ModuleProblem): void;
  /** Gives a last order that has no answer, and closes a little later. */
  leave(order: Order): void;
}

function ask<Order extends { id: number }>(worker: Worker): Asked<Order> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const giveUp = (error: Error) => {
    waiting.forEach(({ reject }) => reject(error));
    waiting.clear();
  };
  const end = (error: Error) => {
    worker.terminate();
    giveUp(error);
  };
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === 'done') asked?.resolve(data.value);
    else if (data.kind === 'refused') asked?.reject(new DeskRefused(JSON.parse(data.problem) as ModuleProblem));
    else asked?.reject(new DeskUnavailable());
  };
  worker.onerror = () => end(new DeskUnavailable());
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        worker.postMessage({ ...order, id: last });
      }),
    close: (problem = LOCKED) => end(new DeskRefused(problem)),
    leave: (order) => {
      giveUp(new DeskRefused(LOCKED));
      worker.postMessage(order);
      // One that is at work does not hear it in time, and is ended.
      setTimeout(() => worker.terminate(), LEAVES_WITHIN_MILLIS);
    },
  };
}
