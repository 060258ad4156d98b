// An employer's phone: one visit, then no network. A real registry, a real Chromium, the QR codes of real PDFs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { becomes, forgery, good, hezheng, origin, picture, readyOffline, revoked, shown, toRevoke, untouched, verdict, withBrowser } from "./stage.mjs";

test("a genuine certificate is valid after one visit, with the network off", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    assert.deepEqual(await verdict(page, good.qr_text), { outcome: "valid", reason: null });
    await readyOffline(page);
    await picture(page, "valid-390");
    await context.setOffline(true);
    const again = await context.newPage();
    for (const certificate of untouched) {
      await again.goto("about:blank");
      assert.deepEqual(await verdict(again, certificate.qr_text), { outcome: "valid", reason: null });
      assert.match(await again.getByTestId("fields").innerText(), new RegExp(certificate.number));
    }
    await picture(again, "offline-390");
  }));

test("a revocation shows once the newer pack is there, and stays with the network off", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    assert.deepEqual(await verdict(page, toRevoke.qr_text), { outcome: "valid", reason: null });
    await readyOffline(page);
    const logSays = (kind) => page.locator(`[data-testid="log-says"][data-log="${kind}"]`).waitFor();
    await page.getByTestId("check-registry").click();
    await logSays("first");
    await context.setOffline(true);
    const registry = `${origin}/${toRevoke.number.slice(0, 6)}`;
    const key = (name) => ["--key", `keys/${name}.pem`, "--passphrase-file", `keys/${name}.pass`];
    await hezheng("order", "revoke", "--number", toRevoke.number, "--reason", "sold", "--registry", registry, ...key("officer-2"), "--out", "order-browser.cbor");
    await hezheng("order", "approve", "order-browser.cbor", ...key("officer-1"), "--yes");
    await hezheng("order", "send", "order-browser.cbor", "--registry", registry);
    await page.reload();
    assert.deepEqual(await shown(page), { outcome: "valid", reason: null }, "the old pack cannot know");
    await context.setOffline(false);
    await page.getByTestId("refresh").first().click();
    await becomes(page, "invalid", "revoked");
    await page.getByTestId("check-registry").click();
    await logSays("goes_on");
    await page.locator('[data-testid="registry-result"][data-reason="revoked"]').waitFor();
    await picture(page, "revoked-390");
    await context.setOffline(true);
    await page.reload();
    assert.deepEqual(await shown(page), { outcome: "invalid", reason: "revoked" });
  }));

test("the certificate revoked in the demo is invalid at the first visit", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(revoked.qr_text);
    await becomes(page, "invalid", "revoked");
  }));

test("a pack past its next update is shown as unknown, never as valid", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await readyOffline(page);
    await context.setOffline(true);
    const late = await context.newPage();
    await late.clock.install({ time: Date.now() + 73 * 3600 * 1000 });
    assert.deepEqual(await verdict(late, good.qr_text), { outcome: "indeterminate", reason: "status_stale" });
    await picture(late, "stale-390");
  }));

test("a forgery with the forger's own keys is never green, and red once the page has refreshed", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await readyOffline(page);
    await context.setOffline(true);
    const forged = await forgery(Math.floor(Date.now() / 1000) + 2);
    await page.goto("about:blank");
    assert.deepEqual(await verdict(page, forged), { outcome: "indeterminate", reason: "trust_bundle_too_old" });
    await picture(page, "forged-before-390");
    await context.setOffline(false);
    // The next snapshots' as-of passes the forger's time within seconds; the page may have to be refreshed twice.
    const end = Date.now() + 60_000;
    while ((await shown(page)).outcome !== "invalid" && Date.now() < end) {
      const asked = page.waitForResponse((response) => response.url().endsWith("/v1/pack"));
      await page.getByTestId("refresh").first().click();
      await asked;
      await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))));
    }
    await becomes(page, "invalid", "unknown_issuer_key");
    await picture(page, "forged-after-390");
  }));

test("a digit changed is never green", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    for (const place of [1, 40, 200, 400, 600]) {
      const at = good.qr_text.indexOf("#") + place;
      const digit = (Number(good.qr_text[at]) + 1) % 10;
      await page.goto("about:blank");
      const changed = good.qr_text.slice(0, at) + digit + good.qr_text.slice(at + 1);
      assert.equal((await verdict(page, changed)).outcome, "invalid");
    }
  }));
