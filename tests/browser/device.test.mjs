// What the device holds: packs carried in files, servers that offer old ones, browsers that keep nothing or run nothing.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { becomes, demo, good, hezheng, origin, paste, picture, readyOffline, revoked, toSuspend, verdict, withBrowser } from "./stage.mjs";

const packBefore = join(demo, "pack-before.cbor");
const packAfter = join(demo, "pack.cbor");
const says = (page, result) => page.locator(`[data-testid="import-says"][data-result="${result}"]`).waitFor();
const withoutPacks = (context, packs = { answer: (route) => route.abort() }) => context.route("**/v1/pack", (route) => packs.answer(route));

/** A device that learns its root keys once and never gets a pack from the network, unless `packs` answers otherwise. */
async function neverOnline(context, packs) {
  await withoutPacks(context, packs);
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByText("没有提供可用的数据").waitFor();
  return page;
}

test("a device without a network is filled from a file, learns of revocations from a newer one, and never goes back", () =>
  withBrowser(async (context) => {
    const page = await neverOnline(context);
    await page.getByTestId("import-pack").setInputFiles(packBefore);
    await says(page, "taken");
    assert.match(await page.getByTestId("import-says").innerText(), /机构名录：无 → 第 1 版.*吊销信息：无 → /s);
    await paste(page, revoked.qr_text);
    await becomes(page, "valid", null);
    await page.getByTestId("to-start").click();

    await page.getByTestId("import-pack").setInputFiles(packAfter);
    await says(page, "taken");
    assert.doesNotMatch(await page.getByTestId("import-says").innerText(), /机构名录/, "the list is the same");
    await picture(page, "import-390");
    await paste(page, revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    await page.getByTestId("to-start").click();

    await page.getByTestId("import-pack").setInputFiles(packBefore);
    await says(page, "not_newer");
    await picture(page, "import-not-newer-390");
    await paste(page, revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    await page.getByTestId("to-start").click();
    await page.getByTestId("import-pack").setInputFiles(packAfter);
    await says(page, "same");
  }));

test("a newer list of institutions is taken, and an older one, from a file or a server, never after it", () =>
  withBrowser(async (context) => {
    const packs = { answer: (route) => route.abort() };
    const page = await neverOnline(context, packs);
    await page.getByTestId("import-pack").setInputFiles(packAfter);
    await says(page, "taken");
    await page.getByTestId("import-pack").setInputFiles({ name: "later.cbor", mimeType: "application/cbor", buffer: await laterPack() });
    await page.getByText("机构名录：第 1 版 → 第 2 版").waitFor();
    await page.getByTestId("import-pack").setInputFiles(packAfter);
    await says(page, "not_newer");
    packs.answer = (route) => route.fulfill({ body: readFileSync(packAfter), contentType: "application/cbor" });
    await page.getByTestId("refresh").click();
    await page.getByText("没有可采用的新数据").waitFor();
    await picture(page, "rolled-back-390");
    await paste(page, good.qr_text);
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("evidence").innerText(), /第 2 版/);
  }));

/** A pack of nothing but the province's next bundle, signed by its root key in a copy of its book. */
async function laterPack() {
  const copy = mkdtempSync(join(demo, "later-"));
  for (const name of ["trust.json", "bundles"]) cpSync(join(demo, name), join(copy, name), { recursive: true });
  const key = ["--key", "keys/root.pem", "--passphrase-file", "keys/root.pass"];
  await hezheng("trust", "sign", "--book", join(copy, "trust.json"), ...key);
  const bundle = readFileSync(join(copy, "bundles/0002.cbor"));
  // docs/FORMAT.md section 8: [ [ + bstr trust-bundle ], [ * bstr snapshot ], [ * tstr checkpoint ] ]
  return Buffer.concat([Buffer.from([0x83, 0x81, 0x59, bundle.length >> 8, bundle.length & 0xff]), bundle, Buffer.from([0x80, 0x80])]);
}

test("where nothing could be confirmed, the file is taken beside the verdict and settles it", () =>
  withBrowser(async (context) => {
    const page = await neverOnline(context);
    await paste(page, good.qr_text);
    await becomes(page, "indeterminate", "no_trust_bundle");
    await page.getByTestId("import-pack").setInputFiles(packAfter);
    await becomes(page, "valid", null);
  }));

test("a file that is no pack, a spoilt one, and one of other root keys are refused in words and change nothing", () =>
  withBrowser(async (context) => {
    const page = await neverOnline(context);
    const spoilt = readFileSync(packAfter);
    spoilt[200] ^= 1;
    for (const buffer of [Buffer.from("名册"), spoilt.subarray(0, 150), spoilt]) {
      await page.getByTestId("way-paste").waitFor();
      await page.getByTestId("import-pack").setInputFiles({ name: "pack.cbor", mimeType: "application/cbor", buffer });
      await says(page, "not_evidence");
      await page.reload();
    }
    const config = await (await page.request.get(`${origin}/config.json`)).json();
    await withBrowser(async (other) => {
      await other.route("**/config.json", (route) => route.fulfill({ json: { ...config, roots: ["11".repeat(32)] } }));
      const page = await neverOnline(other);
      await page.getByTestId("import-pack").setInputFiles(packAfter);
      await says(page, "not_evidence");
    });
    await withBrowser(async (fresh) => {
      await fresh.route("**/config.json", (route) => route.abort());
      const page = await fresh.newPage();
      await page.goto(origin);
      await page.getByTestId("import-pack").setInputFiles(packAfter);
      await says(page, "no_roots");
    });
  }));

test("what is saved is what hezheng verifies with", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await page.getByTestId("to-start").click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-pack").click()]);
    assert.match(download.suggestedFilename(), /^hezheng-pack-\d{4}-\d\d-\d\d\.cbor$/);
    await download.saveAs(join(demo, "pack-saved.cbor"));
    const report = JSON.parse(await hezheng("verify", "--json", "--pack", "pack-saved.cbor", "--root", "root.pub.pem", good.file));
    assert.match(JSON.stringify(report), /"outcome":"valid"/);
  }));

test("a server that offers an older pack takes nothing back", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    await context.route("**/v1/pack", (route) => route.fulfill({ body: readFileSync(packBefore), contentType: "application/cbor" }));
    await page.getByTestId("refresh").first().click();
    await page.getByText("没有可采用的新数据").waitFor();
    await page.reload();
    await becomes(page, "invalid", "revoked");
  }));

test("a suspended certificate is not valid, and says that it is under investigation", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    const registry = `${origin}/${toSuspend.number.slice(0, 6)}`;
    const key = ["--key", "keys/officer-1.pem", "--passphrase-file", "keys/officer-1.pass"];
    await hezheng("order", "suspend", "--number", toSuspend.number, "--reason", "sold", "--registry", registry, ...key, "--out", "order-suspend.cbor");
    await hezheng("order", "send", "order-suspend.cbor", "--registry", registry);
    await page.goto(toSuspend.qr_text);
    await becomes(page, "invalid", "suspended");
    assert.match(await page.getByTestId("why").innerText(), /正在核查，已暂停使用/);
    await picture(page, "suspended-390");
  }));

test("a clock before the list was issued is said, and confirms nothing", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.clock.install({ time: Date.now() - 3 * 86400 * 1000 });
    assert.deepEqual(await verdict(page, good.qr_text), { outcome: "indeterminate", reason: "clock_behind" });
    assert.match(await page.getByTestId("why").innerText(), /本机时钟明显偏慢/);
    await picture(page, "clock-behind-390");
  }));

test("a browser without service workers checks, and says how the page can be kept for use without a network", () =>
  withBrowser(async (context) => {
    await context.addInitScript(() => delete Navigator.prototype.serviceWorker);
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await page.getByTestId("to-start").click();
    assert.match(await page.getByTestId("offline-state").innerText(), /在浏览器中打开.*添加到主屏幕/s);
    await picture(page, "in-app-390");
    await context.setOffline(true);
    await paste(page, revoked.qr_text);
    await becomes(page, "invalid", "revoked");
  }));

test("a browser that refuses a service worker says the same", () =>
  withBrowser(async (context) => {
    await context.addInitScript(() => {
      ServiceWorkerContainer.prototype.register = async () => {
        throw new DOMException("", "SecurityError");
      };
    });
    const page = await context.newPage();
    await page.goto(origin);
    await page.locator('[data-testid="offline-state"][data-state="cannot"]').waitFor();
  }));

test("a browser that cannot run the verifier, or any script, shows no verdict and says what to use instead", async () => {
  await withBrowser(async (context) => {
    await context.addInitScript(() => delete window.WebAssembly);
    const page = await context.newPage();
    await page.goto(good.qr_text);
    await page.getByTestId("failure").waitFor();
    assert.match(await page.getByTestId("failure").innerText(), /没有任何核验结果.*Chrome、Edge 97/s);
    assert.equal(await page.getByTestId("verdict").count(), 0);
    await picture(page, "no-webassembly-390");
  });
  await withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(good.qr_text);
    const text = await page.locator("body").innerText();
    assert.match(text, /没有核验任何内容.*Safari（iOS）16/s);
    assert.match(text, /nothing was checked/);
  }, { javaScriptEnabled: false });
  await withBrowser(async (context) => {
    // What only a browser without modules runs, in a page of its own.
    await context.route("**/main-*.js", (route) => route.abort());
    await context.route("**/index-*.js", (route) => route.abort());
    const page = await context.newPage();
    await page.goto(origin);
    await page.addScriptTag({ url: "/old-browser.js" });
    assert.match(await page.locator("#opening").innerText(), /本浏览器过旧.*too old/s);
  });
});

test("the first visit loads little: what reads files comes after the page is ready, and once", () =>
  withBrowser(async (context) => {
    const asked = { page: [], worker: [] };
    context.on("request", (request) => asked[request.serviceWorker() === null ? "page" : "worker"].push(new URL(request.url()).pathname));
    const page = await context.newPage();
    const kept = context.waitForEvent("response", (response) => response.url().includes("hezheng_pdf_reader"));
    await verdict(page, good.qr_text);
    await readyOffline(page);
    await kept;
    const forFiles = (paths) => paths.filter((path) => /zxing_reader|scan-worker|pdf_reader|pdf-worker|verifier_pdf|engine-of-pdfs/.test(path)).length;
    assert.deepEqual([forFiles(asked.page), forFiles(asked.worker)], [0, 6], "in the background alone");
    const bytes = await page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0));
    // The verifier has 155,000 of it.
    assert.ok(bytes > 100_000 && bytes < 300_000, `${bytes} bytes before compression`);
  }));

test("a page that stays open refreshes by itself", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.clock.install();
    await verdict(page, good.qr_text);
    await page.getByText("数据已更新").waitFor();
    const asked = page.waitForRequest((request) => request.url().endsWith("/v1/pack"));
    await page.clock.fastForward("30:01");
    await asked;
  }));

test("the page can be installed as an app", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await readyOffline(page);
    const devtools = await context.newCDPSession(page);
    const { errors } = await devtools.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // The tests' windows remember nothing, in which alone Chromium installs nothing.
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId), ["in-incognito"]);
  }));
