// The npm package's example for a browser, served as somebody else's site would: it judges the demo's certificates by itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { demo, good, picture, revoked, withBrowser } from "./stage.mjs";

const built = join(import.meta.dirname, "../../verifier-wasm/pkg");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

/** The package on a port of its own, for as long as the work takes. */
async function served(work) {
  const server = createServer(({ url }, answer) => {
    const path = normalize(url.split("?")[0]);
    const type = TYPES[extname(path)];
    if (type === undefined) return answer.writeHead(404).end();
    answer.writeHead(200, { "content-type": type }).end(readFileSync(join(built, path)));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/examples/browser.html`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function judge(page, { pack = join(demo, "pack.cbor"), text }) {
  await page.reload();
  await page.locator("[name=pack]").setInputFiles(pack ?? []);
  await page.locator("[name=root]").setInputFiles(join(demo, "root.pub.pem"));
  await page.locator("[name=text]").fill(text);
  await page.locator("form button").click();
  const output = page.locator("output[data-outcome]");
  await output.waitFor();
  return { outcome: await output.getAttribute("data-outcome"), said: await output.innerText() };
}

test("the example in a browser judges valid, revoked, tampered and without evidence, and sends nothing", () =>
  served((address) =>
    withBrowser(async (context) => {
      const page = await context.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(address);
      const valid = await judge(page, { text: good.qr_text });
      assert.equal(valid.outcome, "valid");
      assert.match(valid.said, new RegExp(good.number));
      await picture(page, "package-example-390");
      assert.match((await judge(page, { text: revoked.qr_text })).said, /无效 not valid revoked/);
      const digits = good.qr_text.replace(/#./, (start) => (start === "#1" ? "#2" : "#1"));
      assert.equal((await judge(page, { text: digits })).outcome, "invalid");
      const without = await judge(page, { pack: null, text: good.qr_text });
      assert.equal(without.outcome, "indeterminate");
      assert.match(without.said, /no_trust_bundle/);
      assert.ok(asked.every((url) => url.startsWith(new URL(address).origin)), asked.join(" "));
      assert.ok(asked.every((url) => !url.includes(good.qr_text.split("#")[1].slice(0, 20))));
    }),
  ));

test("as long as the verifier is not there, nothing can be sent", () =>
  served((address) =>
    withBrowser(async (context) => {
      const page = await context.newPage();
      await page.route("**/*.wasm", (route) => route.abort());
      await page.goto(address);
      await page.locator("[name=root]").setInputFiles(join(demo, "root.pub.pem"));
      await page.locator("[name=text]").fill(good.qr_text);
      await page.locator("form button").click({ force: true });
      assert.ok(await page.locator("form button").isDisabled());
      assert.equal(page.url(), address);
    }),
  ));
