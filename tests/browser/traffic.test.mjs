// What leaves the browser, recorded where it must pass: a proxy between Chromium and everything. Pages, workers and the
// service worker alike; nothing of a certificate may be in it until the person presses the button that says so.

import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { code, film, inHand, photo, sheet } from "./pictures.mjs";
import { alsoGood, becomes, demo, good, hezheng, origin, paste, readyOffline, withBrowser } from "./stage.mjs";

/** A proxy that passes on what is for the demo's server, refuses all else, and keeps every request whole. */
async function recorder() {
  const seen = [];
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const head = `${request.method} ${request.url}\n${request.rawHeaders.join("\n")}\n\n`;
    // A worker whose script Chromium looks after by itself names that script, and nothing else.
    const isOwnScript = request.headers.referer === `${origin}/service-worker.js`;
    const names = Object.keys(request.headers).filter((name) => name !== "referer" || !isOwnScript);
    seen.push({ method: request.method, url: request.url, headers: names, body, all: Buffer.concat([Buffer.from(head), body]) });
    if (!request.url.startsWith(`${origin}/`)) return response.writeHead(403).end();
    const { method, headers } = request;
    const onward = http.request(request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    onward.end(body);
  });
  // Whatever is asked over TLS is for somebody else: the demo's server speaks plain HTTP.
  server.on("connect", (request, socket) => {
    seen.push({ method: "CONNECT", url: request.url, all: Buffer.from(`CONNECT ${request.url}`) });
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { seen, server, address: `http://127.0.0.1:${server.address().port}` };
}

/** The bytes behind a code's digits (docs/FORMAT.md section 4). */
function bytesOf(digits) {
  const bytes = [];
  const widths = { 17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1 };
  for (let at = 0; at < digits.length; at += 17) {
    const group = digits.slice(at, at + 17);
    const hex = BigInt(group).toString(16).padStart(2 * widths[group.length], "0");
    bytes.push(Buffer.from(hex, "hex"));
  }
  return Buffer.concat(bytes);
}

/** Everything that could give the certificate away, in the forms in which it might travel. */
async function tracesOf(certificate) {
  const { number, file, name, qr_text, check_code } = certificate;
  const report = await hezheng("verify", "--json", "--pack", "pack.cbor", "--root", "root.pub.pem", file);
  const hash = /"statement_hash":\s*"([0-9a-f]{64})"/.exec(report)[1];
  const digits = qr_text.split("#")[1];
  const statement = bytesOf(digits);
  const traces = [
    number, check_code, check_code.replaceAll("-", ""), name, encodeURIComponent(name), hash, hash.toUpperCase(),
    Buffer.from(hash, "hex").toString("base64").slice(0, 40),
    ...[0, 100, 300].map((at) => digits.slice(at, at + 24)),
  ].map((text) => Buffer.from(text));
  const middle = statement.subarray(30, 54);
  return [...traces, middle, Buffer.from(middle.toString("base64")), Buffer.from(middle.toString("hex")), Buffer.from(hash, "hex")];
}

/** All that the page may ask of its server unasked: its own files, the configuration, the pack. Nothing behind a "?". */
const UNASKED = /^\/(c|assets\/[\w.-]+|[\w-]+\.(js|svg|png|txt|webmanifest)|config\.json|\d{6}\/v1\/pack)?$/;
/** What a browser says by itself. */
const HEADERS = /^(host|(proxy-)?connection|user-agent|accept(-encoding|-language)?|sec-.+|cache-control|pragma|if-(none-match|modified-since)|upgrade-insecure-requests|origin|service-worker|purpose|dnt)$/;

/** Requests that are more than that, and could hide something in a form that nobody thought of. */
const unexpected = (seen) =>
  seen.filter(({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const plain = method === "GET" && body.length === 0 && UNASKED.test(pathname) && search === "";
    return !plain || !headers.every((name) => HEADERS.test(name));
  });

const carriers = (seen, traces) => seen.filter(({ all }) => traces.some((trace) => all.includes(trace)));

test("nothing of a certificate leaves the browser, whichever way it came in, until the registry is asked", async () => {
  const { seen, server, address } = await recorder();
  const [traces, printed] = await Promise.all([tracesOf(good), sheet(good, 'style="width:1100px"')]);
  const frame = await photo(inHand(printed, { near: true }));
  const camera = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    `--use-file-for-fake-video-capture=${await film([frame])}`,
    // Chromium itself would ask its maker about each form's shape (never its contents); that is not the page's doing.
    "--disable-features=AutofillServerCommunication",
  ];
  const png = await photo(await code(good.qr_text), { type: "png", width: 600, height: 600 });
  try {
    await withBrowser(
      async (context) => {
        const page = await context.newPage();
        const refused = [];
        page.on("console", (message) => message.text().includes("Content Security Policy") && refused.push(message.text()));
        const valid = async () => {
          await becomes(page, "valid", null);
          await page.getByTestId("to-start").click();
        };
        await page.goto(good.qr_text);
        await valid();
        await readyOffline(page);
        await paste(page, good.qr_text);
        await valid();
        await paste(page, good.qr_text.split("#")[1]);
        await valid();
        await page.getByTestId("way-picture").setInputFiles({ name: `${good.name}.jpg`, mimeType: "image/jpeg", buffer: frame });
        await valid();
        await page.getByTestId("way-picture").setInputFiles({ name: `${good.number}.png`, mimeType: "image/png", buffer: png });
        await valid();
        await page.getByTestId("way-picture").setInputFiles(join(demo, good.file));
        await valid();
        await page.getByTestId("way-picture").setInputFiles([join(demo, good.file), join(demo, alsoGood.file)]);
        await page.locator('[data-testid="bulk"][data-phase="ended"]').waitFor();
        assert.equal(await page.locator('[data-testid="bulk-table"] [data-exit="valid"]').count(), 2);
        await page.getByTestId("bulk-close").click();
        await page.getByTestId("way-camera").click();
        await valid();
        await page.getByTestId("way-code").click();
        const { check_code } = good;
        await page.getByTestId("check-code").fill(check_code);
        await page.getByTestId("panel-close").click();
        // A wrong code, whose last character says so, is never sent.
        await page.getByTestId("way-code").click();
        await page.getByTestId("check-code").fill(check_code.slice(0, -1) + (check_code.endsWith("0") ? "1" : "0"));
        await page.getByTestId("check-code-submit").click();
        await page.getByText("核验码有误").waitFor();
        await page.goto(good.qr_text);
        await becomes(page, "valid", null);
        await page.getByTestId("refresh").first().click();
        await page.reload();
        await becomes(page, "valid", null);

        assert.ok(seen.some(({ url }) => url.includes("zxing_reader")), "the traffic was recorded, workers' too");
        assert.deepEqual(seen.filter(({ url }) => !url.startsWith(`${origin}/`)).map(({ url }) => url), [], "third parties");
        assert.deepEqual(unexpected(seen).map(({ url, headers }) => [url, headers]), []);
        assert.deepEqual(carriers(seen, traces).map(({ url }) => url), []);

        await page.getByTestId("check-registry").click();
        await page.getByTestId("registry-result").waitFor();
        assert.match(await page.getByTestId("registry-result").innerText(), /有效/);
        await page.goto(origin);
        await page.getByTestId("way-code").click();
        await page.getByTestId("check-code").fill(check_code);
        await page.getByTestId("check-code-submit").click();
        await page.getByTestId("registry-result").waitFor();
        const told = carriers(seen, traces).map(({ method, url }) => `${method} ${new URL(url).pathname.slice(7)}`);
        assert.deepEqual(refused, [], "the page keeps to its own policy");
        assert.deepEqual(told, ["POST /v1/verify", "POST /v1/receipts", "GET /v1/lookup"], "those that were asked for, each once");
      },
      { args: camera, proxy: { server: address, bypass: "<-loopback>" } },
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
