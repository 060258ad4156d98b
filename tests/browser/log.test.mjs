// Asking the registry: its log must go on from what this device has seen of it, whatever the registry says about a certificate.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findsNothing, openAll } from "./access.mjs";
import { becomes, certificates, good, picture, revoked, verdict, withBrowser } from "./stage.mjs";

/** Of the first certificate that the demo left valid, from its roster. */
const HOLDER = "130104198809230000";

const ask = (page) => page.getByTestId("check-registry").click();
const says = (page, kind) => page.locator(`[data-testid="log-says"][data-log="${kind}"]`).waitFor();

/** Has the device remember another tree than the one that it was shown. */
const remember = (page, change) =>
  page.evaluate(
    (change) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("hezheng");
        opening.onsuccess = () => {
          const transaction = opening.result.transaction("held", "readwrite");
          const held = transaction.objectStore("held");
          held.get("logs").onsuccess = ({ target }) => {
            const logs = Object.entries(target.result).map(([origin, log]) => {
              const size = log.size + (change.more ?? 0);
              return [origin, { ...log, size, root: change.root ?? log.root }];
            });
            held.put(Object.fromEntries(logs), "logs");
          };
          transaction.oncomplete = () => resolve(opening.result.close());
          transaction.onabort = reject;
        };
      }),
    change,
  );

test("the registry's log is noted at the first question and must go on from there at the next", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await ask(page);
    await says(page, "first");
    await page.reload();
    await becomes(page, "valid", null);
    await ask(page);
    await says(page, "goes_on");
    await picture(page, "registry-goes-on-390");
    await findsNothing(page, "the registry's answer and its log");
  }));

for (const [kind, words, change] of [
  ["forked", "不是同一份", { root: "11".repeat(32) }],
  ["rolled_back", "倒退了", { more: 100 }],
  ["not_continued", "没有证明", { more: -1, root: "11".repeat(32) }],
]) {
  test(`a log that is ${kind} is said to be grave, and nothing of that authority is valid any more`, () =>
    withBrowser(async (context) => {
      const page = await context.newPage();
      await verdict(page, good.qr_text);
      await ask(page);
      await says(page, "first");
      await remember(page, change);
      await ask(page);
      await says(page, kind);
      assert.match(await page.getByTestId("log-says").innerText(), new RegExp(`严重问题.*${words}`, "s"));
      await becomes(page, "indeterminate", "log_contradicted");
      assert.equal(await page.getByTestId("registry-result").count(), 0, "its word on the certificate is not shown beside that");
      await picture(page, `registry-${kind}-390`);
      await findsNothing(page, kind);
      await page.goto("about:blank");
      assert.deepEqual(await verdict(page, certificates.find((one) => one !== good && one !== revoked).qr_text), { outcome: "indeterminate", reason: "log_contradicted" });
      await page.getByTestId("log-warning").waitFor();
      await page.goto("about:blank");
      assert.equal((await verdict(page, revoked.qr_text)).outcome, "invalid", "what is revoked stays so");
    }));
}

test("a registry that does not answer about its log has contradicted nothing, and one whose receipt proves nothing is not believed", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await context.route("**/v1/receipts", (route) => route.fulfill({ status: 503 }));
    await ask(page);
    await says(page, "none");
    await becomes(page, "valid", null);
    await context.unroute("**/v1/receipts");
    await context.route("**/v1/receipts", (route) => route.fulfill({ body: Buffer.from("no receipt"), contentType: "application/cose" }));
    await ask(page);
    await says(page, "no_proof");
    assert.match(await page.getByTestId("log-says").innerText(), /请勿采信/);
  }));

test("an identity number is compared by the registry, which says yes or no", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await openAll(page);
    const compare = async (number) => {
      await page.getByTestId("identity-number").fill(number);
      await page.getByTestId("match-submit").click();
    };
    const answered = (match) => page.locator(`[data-testid="match-says"][data-match="${match}"]`).waitFor();
    await page.getByTestId("match-submit").click();
    await answered("empty");
    await compare("110101199003070003");
    await answered("no");
    await picture(page, "match-no-390");
    await compare(HOLDER);
    await answered("yes");
    await picture(page, "match-yes-390");
    await findsNothing(page, "compared");
    await context.route("**/v1/match", (route) =>
      route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify({ code: "match_closed" }) }));
    await compare(HOLDER);
    await page.getByText("今天不再核对").waitFor();
  }));
