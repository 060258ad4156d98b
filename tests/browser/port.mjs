// A port for a server that is started later, or again and again.

import { once } from "node:events";
import { createServer } from "node:net";

/** Below those that systems give to outgoing connections: while its server is down, no connection gets it. */
const [FIRST, COUNT] = [20_000, 12_000];

export async function freePort() {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(() => true, () => false);
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
