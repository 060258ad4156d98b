// The trainee's page: one's own certificates by name and identity number, and what a link to one of them shows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { alsoGood, demo, good, origin, picture, revoked, withBrowser } from "./stage.mjs";

const axe = readFileSync(join(import.meta.dirname, "node_modules/axe-core/axe.min.js"), "utf8");

/** Name and identity number of everybody in the demo's roster. */
const roster = (() => {
  const file = join(import.meta.dirname, "../../xtask/demo-roster.xlsx");
  const read = "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('xl/worksheets/sheet1.xml').decode())";
  const sheet = execFileSync("python3", ["-c", read, file], { encoding: "utf8" });
  return sheet.split("<row ").map((row) => [...row.matchAll(/<(?:t|v)[^>]*>([^<]*)<\/(?:t|v)>/g)].map(([, text]) => text));
})();

/** The identity number of whoever this certificate was issued to. */
function identityOf({ name }) {
  const row = roster.find((cells) => cells.some((cell) => cell.replaceAll(" ", "") === name));
  const number = row?.map((cell) => cell.replaceAll(" ", "")).find((cell) => /^\d{17}[\dXx]$/.test(cell));
  assert.ok(number, `${name} is in the roster`);
  return number;
}

async function findsNothing(page, state) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`), [], state);
}

const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** Opens /me and proves it. */
async function enter(page, certificate, { paper = certificate.number, school, name = certificate.name } = {}) {
  await page.goto(`${origin}/me`);
  await page.getByTestId("door").waitFor();
  if (school === undefined) {
    await page.getByTestId("paper").fill(paper);
  } else {
    await page.getByTestId("lost").check();
    await page.getByTestId("school").fill(school);
  }
  await page.getByTestId("holder").fill(name);
  await page.getByTestId("identity").fill(identityOf(certificate));
  await page.getByTestId("door-submit").click();
}

test("number, name and identity number give the certificates with verdicts of this device, and the PDF", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(`${origin}/me`);
    await page.getByTestId("door").waitFor();
    await picture(page, "me-door-390");
    await findsNothing(page, "door");
    await enter(page, good);
    await page.locator('[data-testid="own-verdict"][data-outcome="valid"]').first().waitFor();
    assert.match(await page.getByTestId("own-title").innerText(), /我名下的全部证书/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download").first().click()]);
    assert.equal(file.suggestedFilename(), `${good.number}.pdf`);
    const printed = readFileSync(join(demo, good.file));
    assert.ok(readFileSync(await file.path()).equals(printed), "the same bytes as the school's own print");
    await page.getByTestId("read").first().waitFor();
    await findsNothing(page, "own certificates");
    await picture(page, "me-own-390");
  }));

test("while another node of the registry is elected, what one asks for is sent again", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    let turnedAway = 0;
    await page.route("**/v1/me/list", (route) => {
      if (++turnedAway > 2) return route.continue();
      const headers = { "retry-after": "1", "content-type": "application/problem+json" };
      return route.fulfill({ status: 503, headers, body: JSON.stringify({ code: "store", status: 503 }) });
    });
    await enter(page, good);
    await page.locator('[data-testid="own-verdict"][data-outcome="valid"]').first().waitFor();
    assert.equal(turnedAway, 3);
  }));

test("a revoked certificate is listed with the verdict that everybody gets", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await enter(page, revoked);
    const own = page.locator(`[data-testid="own"][data-number="${revoked.number}"]`);
    await own.locator('[data-testid="own-verdict"][data-outcome="invalid"]').waitFor();
    await picture(page, "me-revoked-390");
  }));

test("who lost number and code names the school", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await enter(page, good, { school: good.number.slice(10, 14) });
    await page.locator(`[data-testid="own"][data-number="${good.number}"]`).waitFor();
  }));

test("what does not fit is said in one sentence, and nothing typed outlives the page", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await enter(page, good, { name: "别人" });
    await page.getByText("没有与所填内容相符的证书").waitFor();
    await picture(page, "me-not-proved-390");
    await findsNothing(page, "not proved");
    await page.goto(origin);
    await page.goBack();
    await page.getByTestId("door").waitFor();
    for (const field of ["holder", "identity", "paper"]) assert.equal(await page.getByTestId(field).inputValue(), "");
    const kept = await page.evaluate(async () => {
      const databases = await indexedDB.databases();
      const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state)];
      for (const { name } of databases) {
        const database = await new Promise((done) => { indexedDB.open(name).onsuccess = ({ target }) => done(target.result); });
        for (const store of database.objectStoreNames) {
          const all = database.transaction(store).objectStore(store).getAll();
          texts.push(JSON.stringify(await new Promise((done) => { all.onsuccess = () => done(all.result); })));
        }
      }
      return texts.join("\n");
    });
    assert.ok(!kept.includes(identityOf(good)));
  }));

test("a link shows the certificate, its verdict and for what it was given, until it is taken back", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await enter(page, alsoGood);
    await page.getByTestId("share").first().click();
    await page.getByTestId("purpose").fill("应聘示范公司");
    await page.getByTestId("days").selectOption("7");
    await page.getByTestId("share-make").click();
    const link = await page.getByTestId("link").innerText();
    await page.getByTestId("one-share").waitFor();
    await findsNothing(page, "share panel");
    await picture(page, "me-share-390");
    const other = await context.newPage();
    await other.goto(link);
    await other.locator('[data-testid="verdict"][data-outcome="valid"]').waitFor();
    assert.match(await other.getByTestId("shared-for").innerText(), /仅限“应聘示范公司”使用/);
    assert.ok(!(await other.locator("body").innerText()).includes(identityOf(alsoGood)));
    await findsNothing(other, "shared copy");
    await picture(other, "shared-390");
    await page.getByTestId("unshare").click();
    await page.getByTestId("one-share").waitFor({ state: "detached" });
    await other.reload();
    await other.getByText("已被持证人收回").waitFor();
    await picture(other, "shared-gone-390");
  }));

test("that a course was never taken is told once, after one more question", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await enter(page, alsoGood);
    await page.getByTestId("report").first().click();
    await findsNothing(page, "report panel");
    await picture(page, "me-report-390");
    await page.keyboard.press("Escape");
    await page.getByTestId("report-panel").waitFor({ state: "detached" });
    await page.getByTestId("report").first().click();
    await page.getByTestId("report-words").fill("我没有去过这所学校。");
    await page.getByTestId("report-confirm").click();
    await page.getByTestId("reported").waitFor();
    assert.equal(await page.getByTestId("report").count(), 0);
  }));

test("it is usable at 320 px, in large type, in English, and by the keyboard alone", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await page.addInitScript(() => {
        localStorage.setItem("language", "en");
        localStorage.setItem("type_size", "large");
      });
      await page.goto(`${origin}/me`);
      await page.getByTestId("paper").focus();
      await page.keyboard.type(good.number);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.type(good.name);
      await page.keyboard.press("Tab");
      await page.keyboard.type(identityOf(good));
      assert.ok((await tooWide(page)) <= 0);
      await picture(page, "me-door-en-large-320");
      await page.keyboard.press("Enter");
      await page.locator('[data-testid="own-verdict"][data-outcome="valid"]').first().waitFor();
      await page.getByTestId("share").first().press("Enter");
      assert.ok((await tooWide(page)) <= 0);
      await picture(page, "me-own-en-large-320");
      await findsNothing(page, "English, large");
    },
    { viewport: { width: 320, height: 720 } },
  ));
