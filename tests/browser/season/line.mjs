// The line between a phone and everything else: a proxy that is cut for good where a phone has no network. A browser that is told
// to be offline may fetch all the same, in a worker that it has just started; through a line that is cut nothing comes.

import { once } from "node:events";
import http from "node:http";

/** Calls the work with a line to this origin: `address` for the browser, `cut` and `join`. It begins joined. */
export async function withLine(origin, work) {
  let isCut = false;
  const server = http.createServer((request, response) => {
    if (isCut || !request.url.startsWith(`${origin}/`)) return request.socket.destroy();
    const { method, headers } = request;
    const onward = http.request(request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  server.on("connect", (_, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isCut = true;
    server.closeAllConnections();
  };
  const join = () => (isCut = false);
  try {
    return await work({ address: `http://127.0.0.1:${server.address().port}`, cut, join });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
