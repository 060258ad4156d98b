/**
 * Holds one opened key, off the page's own thread and memory. The key is in the module and nowhere else; ending the worker ends
 * it. It speaks to the page alone: no request leaves from here.
 */
import init, { Desk, read_order } from '../wasm-desk/hezheng_desk_wasm.js';
import type { Answer, KeyOrder } from './messages.ts';

declare const self: DedicatedWorkerGlobalScope;

let desk: Desk | undefined;

self.addEventListener('message', async ({ data }: MessageEvent<KeyOrder>) => {
  if (data.kind === 'lock') {
    desk?.free();
    self.close();
  } else {
    self.postMessage(await answerTo(data));
  }
});

type Asked = Exclude<KeyOrder, { kind: 'lock' }>;

async function answerTo(order: Asked): Promise<Answer> {
  const { id } = order;
  try {
    await init();
    return { id, kind: 'done', value: done(order) };
  } catch (problem) {
    // What the module says is text; what is none is its end, or that it could not be loaded.
    return typeof problem === 'string' ? { id, kind: 'refused', problem } : { id, kind: 'broke' };
  }
}

function done(order: Asked): unknown {
  switch (order.kind) {
    case 'open':
      desk?.free();
      desk = undefined;
      desk = Desk.open(order.pem, order.passphrase);
      return desk.kid();
    case 'read_order':
      return (read_order as (...given: unknown[]) => unknown)(...order.given);
    case 'call': {
      if (desk === undefined) throw JSON.stringify({ code: 'locked' });
      const member = desk[order.member] as (...given: unknown[]) => unknown;
      const value = member.apply(desk, order.given);
      if (order.member !== 'give_order') return value;
      const given = value as ReturnType<Desk['give_order']>;
      const plain = { order: given.order, note: given.note };
      given.free();
      return plain;
    }
  }
}
