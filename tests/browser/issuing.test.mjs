// From an accepted class to the PDFs: results, certificates issued through a lost network, and what an officer has to approve.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { findsNothing } from "./access.mjs";
import { opened as openedDesk, policy, signer, teaches } from "./desk.mjs";
import { ahead, registryLater } from "./later.mjs";
import { file, ofClass, opened, person, PROGRAMME, roster } from "./school.mjs";
import { hezheng, picture, withBrowser, withTwoBrowsers } from "./stage.mjs";

before(() => teaches(PROGRAMME));

const everybody = Array.from({ length: 60 }, (_, at) => at);

test("results are filed, certificates issued through a lost network without a second one, downloaded, and each says where it stands", () =>
  withBrowser(
    async (context) => {
      const filing = await context.newPage();
      await opened(filing);
      await filing.getByTestId("file-new").click();
      const number = await file(filing, everybody);
      await filing.close();
      await hezheng("bureau", "accept", number, ...signer("officer-1"));
      const address = await registryLater();
      await ahead(context);
      const page = await context.newPage();
      await opened(page, { address });
      await picture(page, "institution-todo");
      await page.locator('[data-todo="results"]').getByText(number).click();
      const results = roster(everybody, (at) => (at % 20 === 19 ? "不合格" : "合格"));
      await page.getByTestId("roster").setInputFiles(results);
      await page.getByTestId("results-plan").getByText("60 人中 57 人合格").waitFor();
      await picture(page, "institution-results");
      await page.getByTestId("file-results").click();
      await page.getByTestId("show-plan").click();
      await page.getByTestId("plan").getByText("签发新证 57 张").waitFor();
      await findsNothing(page, "plan");
      await picture(page, "institution-plan");

      // The first request arrives and its answer is lost, each time that the page tries.
      let lost = 0;
      await page.route("**/v1/certificates/batch", async (route) => {
        lost += 1;
        await route.fetch();
        await route.abort();
      });
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="stopped"]').waitFor({ state: "attached", timeout: 60_000 });
      await page.getByTestId("problem").getByText("已备案的不会丢").waitFor();
      assert.ok(lost > 1, "tried again");
      await page.unroute("**/v1/certificates/batch");

      // Closed and opened again: nothing was kept, and nobody gets a second certificate.
      await opened(page, { address });
      await page.locator('[data-todo="issue"]').getByText(number).click();
      await page.getByTestId("roster").setInputFiles(results);
      await page.getByTestId("show-plan").click();
      await page.getByTestId("plan").getByText("签发新证 7 张").waitFor();
      await page.getByTestId("plan").getByText("已有证书 50 人").waitFor();
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
      await page.getByText("本次备案 7 张，以前已有 50 张，被拒绝 0 张").waitFor();
      await picture(page, "institution-issued");
      await findsNothing(page, "issued");

      await page.getByTestId("tab-certificates").click();
      const rows = page.locator('[data-testid="certificates"] tbody tr');
      await rows.first().waitFor();
      const listed = await rows.evaluateAll((rows) => rows.map((row) => row.dataset.number));
      await page.getByTestId("filter").fill(number);
      await page.getByText(`显示 57 / ${listed.length} 张`).waitFor();
      const download = async (click) => {
        const [file] = await Promise.all([page.waitForEvent("download", { timeout: 90_000 }), click]);
        return readFileSync(await file.path());
      };
      const pdf = await download(rows.first().getByTestId("download").click());
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      await page.getByTestId("filter").fill(person(3).name);
      const zip = await download(page.getByTestId("download-all").click());
      assert.equal(zip.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
      assert.ok(zip.includes(Buffer.from(person(3).name)), "the archive's file is named after its holder");
      await page.getByTestId("filter").fill("");
      await page.locator('[data-status="revoked"]').first().getByText("已吊销").waitFor();
      await findsNothing(page, "certificates");
      await picture(page, "institution-certificates");
    },
    { viewport: { width: 1280, height: 900 }, acceptDownloads: true },
  ));

test("certificates that a rule holds wait for an officer, come when approved, and are applied for again only when that is ticked", () =>
  withTwoBrowsers(
    async (context, officers) => {
      const filing = await context.newPage();
      await opened(filing);
      await filing.getByTestId("file-new").click();
      const people = [71, 72, 73];
      const number = await file(filing, people);
      await filing.close();
      await hezheng("bureau", "accept", number, ...signer("officer-1"));
      // The registry of later has this policy, the demo's only until it was copied.
      await policy({ hours_against_dates: { severity: "approve", limit: 1 } });
      const address = await registryLater();
      await policy({});
      for (const each of [context, officers]) await ahead(each);
      const page = await context.newPage();
      const toPlan = async () => {
        await opened(page, { address });
        await page.locator('[data-todo="issue"]').getByText(number).click();
        await page.getByTestId("roster").setInputFiles(roster(people, () => "合格"));
        await page.getByTestId("show-plan").click();
        await page.getByTestId("plan").waitFor();
      };
      await opened(page, { address });
      await page.locator('[data-todo="results"]').getByText(number).click();
      // The roster of another class, by the number that it carries, is sent for none.
      await page.getByTestId("roster").setInputFiles(ofClass(roster(people, () => "合格"), "130100-2026-999999"));
      await page.getByTestId("file-results").click();
      await page.getByText(`名册第 2 行“备案号”写的是另一个班 130100-2026-999999，不是本班 ${number}`).waitFor();
      await page.getByTestId("roster").setInputFiles(ofClass(roster(people, () => "合格"), number));
      await page.getByTestId("file-results").click();
      await page.getByTestId("show-plan").waitFor();
      await toPlan();
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
      const waiting = page.locator('[data-testid="run"] [data-state="awaiting_approval"]');
      await waiting.first().getByText("等待人社局批准").waitFor();
      assert.equal(await waiting.count(), people.length);
      await findsNothing(page, "certificates that wait");
      await picture(page, "institution-awaiting");

      const bureau = await officers.newPage();
      await openedDesk(bureau, `${address}/bureau`, "officer-1");
      const held = bureau.locator('[data-testid="held"] li');
      await held.first().waitFor();
      const decided = (left) => bureau.waitForFunction((left) => document.querySelectorAll('[data-testid="held"] li').length < left, left);
      const refused = await held.first().getAttribute("data-held");
      await held.first().getByTestId("held-refuse").click();
      await held.first().locator("input").fill("课时与日期不符");
      await held.first().getByTestId("held-refuse-sure").click();
      await decided(3);
      for (const left of [2, 1]) {
        await held.first().getByTestId("held-approve").click();
        await decided(left);
      }
      // What was approved is there, what was refused is said before and not applied for; nobody is issued to a second time.
      await toPlan();
      await page.getByTestId("plan").getByText("已有证书 2 人").waitFor();
      await page.getByTestId("plan").getByText("没有批准 1 人").waitFor();
      await page.locator('[data-testid="run"] [data-state="declined"]').getByText("课时与日期不符").waitFor();
      await page.locator(`[data-testid="filed-roster"] [data-testid="held"][data-number="${refused}"]`).getByText("课时与日期不符").waitFor();
      assert.equal(await page.getByTestId("issue").count(), 0);
      await findsNothing(page, "a certificate that was not approved");
      await picture(page, "institution-declined");
      // Ticked, it is: with another number, and unticked it is not any more.
      await page.getByTestId("again").check();
      await page.getByTestId("plan").getByText("签发新证 1 张").waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), "again", "the keyboard stays where it was");
      await page.getByTestId("again").uncheck();
      await page.getByTestId("plan").getByText("没有批准 1 人").waitFor();
      await page.getByTestId("again").check();
      const waits = page.locator('[data-testid="run"] [data-state="waits"]');
      await waits.waitFor();
      const anew = /\d{20}/.exec(await waits.innerText())[0];
      assert.notEqual(anew, refused);
      await picture(page, "institution-again");
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
      await page.locator('[data-testid="run"] [data-state="awaiting_approval"]').getByText("等待人社局批准").waitFor();
      await bureau.getByTestId("refresh").click();
      await bureau.locator(`[data-testid="held"] [data-held="${anew}"]`).getByTestId("held-approve").click();
      await bureau.locator(`[data-testid="held"] [data-held="${anew}"]`).waitFor({ state: "detached" });
      await page.getByTestId("refresh").click();
      await page.locator(`[data-testid="filed-roster"] [data-testid="certificate"][data-number="${anew}"]`).waitFor();
      await picture(page, "institution-approved");
    },
    { viewport: { width: 1280, height: 900 }, acceptDownloads: true },
  ));
