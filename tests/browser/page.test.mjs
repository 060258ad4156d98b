// The page itself: what it shows, in which language and at which width.

import assert from "node:assert/strict";
import { test } from "node:test";
import { becomes, good, origin, paste, picture, readyOffline, revoked, shown, verdict, withBrowser } from "./stage.mjs";

test("the registry says since when and why a certificate was revoked", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    await page.getByTestId("check-registry").click();
    await page.getByTestId("registry-result").waitFor();
    assert.match(await page.getByTestId("registry-result").innerText(), /吊销/);
    await picture(page, "registry-check-390");
  }));

test("the text of a code can be pasted, whole or its digits alone", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    for (const text of [good.qr_text, good.qr_text.split("#")[1]]) {
      await page.goto("about:blank");
      await page.goto(origin);
      await paste(page, text);
      await becomes(page, "valid", null);
    }
    await picture(page, "pasted-390");
    await page.goto("about:blank");
    await page.goto(origin);
    await paste(page, "https://example.cn/这不是证书");
    await becomes(page, "invalid", "malformed");
    await picture(page, "malformed-390");
  }));

test("an address that is not the official one is said beside the verdict", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(origin);
    await paste(page, good.qr_text.replace(/^http:\/\/[^/]+/, "https://zhengshu-chaxun.example"));
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("host-warning").innerText(), /不是官方网址/);
    await picture(page, "other-host-390");
  }));

test("English is one switch away and is remembered", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await page.getByTestId("language").click();
    await page.locator("html[lang=en]").waitFor();
    await page.reload();
    await shown(page);
    assert.match(await page.getByTestId("verdict").innerText(), /Valid/);
    await picture(page, "valid-en-390");
  }));

test("everything is readable at 320 px and on a desk", async () => {
  for (const width of [320, 1280]) {
    await withBrowser(
      async (context) => {
        const page = await context.newPage();
        await verdict(page, good.qr_text);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} px too wide at ${width} px`);
        await picture(page, `valid-${width}`);
      },
      { viewport: { width, height: 800 } },
    );
  }
});

test("no line is squeezed or sticks out of its card on the narrowest phone, with the longest words", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await context.route("**/config.json", (route) => route.abort());
      await page.addInitScript(() => localStorage.setItem("language", "en"));
      assert.deepEqual(await verdict(page, good.qr_text), { outcome: "indeterminate", reason: "no_trust_bundle" });
      await page.getByText("this device has no data yet").waitFor();
      await context.unroute("**/config.json");
      await picture(page, "no-data-en-320");
      for (const step of ["no data", "data"]) {
        const faults = await page.evaluate(() => {
          const right = (element) => element.getBoundingClientRect().right;
          const out = [...document.querySelectorAll(".card")].flatMap((card) =>
            [...card.querySelectorAll("*")].filter((inner) => right(inner) > right(card)).map((inner) => inner.textContent));
          const tall = [...document.querySelectorAll(".line > summary")].filter((line) => line.offsetHeight > 80);
          return [...out, ...tall.map((line) => line.textContent)];
        });
        assert.deepEqual(faults, [], step);
        await page.getByTestId("refresh").first().click();
        await becomes(page, "valid", null);
      }
    },
    { viewport: { width: 320, height: 640 } },
  ));

test("the root keys that the page pins are shown by their fingerprints and do not change with the site", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await readyOffline(page);
    const config = await (await page.request.get(`${origin}/config.json`)).json();
    assert.equal(config.roots.length, 1);
    await page.getByTestId("roots").locator("summary").click();
    const fingerprints = (await page.getByTestId("roots").innerText()).replace(/\s/g, "").toLowerCase();
    const digest = await page.evaluate(async (hex) => {
      const bytes = Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
      return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }, config.roots[0]);
    assert.ok(fingerprints.includes(digest), `${fingerprints} lacks ${digest}`);
    // A site that was taken over names its own key: the page keeps its own.
    await context.route("**/config.json", (route) => route.fulfill({ json: { ...config, roots: ["11".repeat(32)] } }));
    await page.reload();
    assert.deepEqual(await shown(page), { outcome: "valid", reason: null });
    await page.getByText("与本机首次记录的不同").first().waitFor();
  }));

test("a check code leads to the registry's answer, and a mistyped one is said at once and never sent", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    const asked = [];
    context.on("request", (request) => request.url().includes("/v1/lookup") && asked.push(request.url()));
    await page.goto(revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/.exec(await page.getByTestId("fields").innerText())[0];
    await page.goto(origin);
    await page.getByTestId("way-code").click();
    const lookUp = async (typed) => {
      await page.getByTestId("check-code").fill(typed);
      await page.getByTestId("check-code-submit").click();
    };
    const other = code.endsWith("0") ? "1" : "0";
    await lookUp(code.slice(0, -1) + other);
    await page.getByText("核验码有误").waitFor();
    assert.deepEqual(asked, []);
    await lookUp(code.toLowerCase().replaceAll("-", " "));
    await page.locator('[data-testid="registry-result"][data-outcome="invalid"][data-reason="revoked"]').waitFor();
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(revoked.number));
    assert.equal(await page.getByTestId("verdict").count(), 0, "the registry's word is not this device's verdict");
    await picture(page, "look-up-390");
    await lookUp("0000-0000-0000-0");
    await page.getByText("备案系统中没有这个核验码").waitFor();
    assert.equal(asked.length, 2);
    await context.setOffline(true);
    await lookUp(code);
    await page.getByText("未能联系到备案系统").waitFor();
  }));

test("a second scan in the same tab, back and forward: each shows its own certificate", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    const scan = (certificate) => page.evaluate((hash) => { location.hash = hash; }, certificate.qr_text.split("#")[1]);
    const shows = (certificate) => page.getByTestId("fields").getByText(certificate.number).waitFor();
    await shows(good);
    await scan(revoked);
    await becomes(page, "invalid", "revoked");
    await shows(revoked);
    await page.goBack();
    await becomes(page, "valid", null);
    await shows(good);
    await page.goForward();
    await becomes(page, "invalid", "revoked");
    await shows(revoked);
  }));

test("with the registry broken, what the device holds still decides, and the page says so", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await readyOffline(page);
    for (const broken of ["**/config.json", "**/v1/**"]) {
      await context.route(broken, (route) => route.fulfill({ status: 503, body: "" }));
    }
    await page.goto("about:blank");
    assert.deepEqual(await verdict(page, good.qr_text), { outcome: "valid", reason: null });
    await page.getByText("服务器没有提供可用的数据").waitFor();
    await page.getByTestId("check-registry").click();
    await page.getByText("备案系统没有给出核验结果（503）").waitFor();
    await becomes(page, "valid", null);
  }));
