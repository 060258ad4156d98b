/** An order before it has its number. */
export type Unnumbered<Order> = Order extends unknown ? Omit<Order, 'id'> : never;

/** A worker that answers each order once, by its number. */
export interface Asking<Order, Answer> {
  ask(order: Order): Promise<Answer>;
  close(): void;
}

/** `broke` is the answer to what is open when the worker breaks; the next order starts a new one. */
export function askWorker<Order extends object, Answer>(open: () => Worker, broke: () => Answer): Asking<Order, Answer> {
  const waiting = new Map<number, (answer: Answer) => void>();
  let worker: Worker | null = null;
  let count = 0;
  const end = () => {
    worker?.terminate();
    worker = null;
    const left = [...waiting.values()];
    waiting.clear();
    left.forEach((answer) => answer(broke()));
  };
  const start = () => {
    const started = open();
    started.onmessage = ({ data }: MessageEvent<Answer & { id: number }>) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    };
    started.onerror = end;
    return started;
  };
  return {
    ask: (order) =>
      new Promise((resolve) => {
        const id = count++;
        waiting.set(id, resolve);
        worker ??= start();
        worker.postMessage({ ...order, id });
      }),
    close: end,
  };
}
