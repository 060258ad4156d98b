// The institution's pages, from the key file to a class that is filed: whose key opens them, and what is wrong with a roster.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { findsNothing, tooWide } from "./access.mjs";
import { change, secret, signer, teaches, USCC } from "./desk.mjs";
import { file, fillFiling, open, opened, person, PROGRAMME, ROOM, roster } from "./school.mjs";
import { demo, hezheng, origin, picture, withBrowser } from "./stage.mjs";

before(() => teaches(PROGRAMME));

test("only this institution's key file opens its pages, and each wrong one is told apart", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(page, { passphrase: "错的口令" });
    await page.getByText("口令不对，或文件已损坏").waitFor();
    await findsNothing(page, "wrong passphrase");
    await picture(page, "institution-wrong-passphrase");
    await page.getByTestId("key-file").setInputFiles(join(demo, "keys/issuer.pub.pem"));
    await page.getByTestId("open").click();
    await page.getByText("这是公钥文件").waitFor();
    await page.getByTestId("key-file").setInputFiles({ name: "名册.pem", mimeType: "text/plain", buffer: Buffer.from("姓名") });
    await page.getByTestId("open").click();
    await page.getByText("这不是密钥文件").waitFor();
    assert.ok(asked.every((url) => !url.includes("/v1/")), "nothing was asked of the registry for a key that did not open");
    await open(page, { name: "officer-1" });
    await page.getByTestId("not-usable").getByText("经办人员").waitFor();
    await findsNothing(page, "another's key");
    await page.getByTestId("lock").click();
    await opened(page);
    await page.getByTestId("profile").getByText(USCC).waitFor();
    await page.getByTestId("profile").getByText("家政服务员").first().waitFor();
    assert.ok(asked.every((url) => url.startsWith(origin)));
    const kept = await page.evaluate(async () => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), (await indexedDB.databases()).map(({ name }) => name).join()]);
    assert.deepEqual(kept.slice(1), ["{}", "hezheng"]);
    assert.ok(!kept[0].includes("PRIVATE"));
  }));

test("the key is let go after a quarter of an hour that nobody touched the page", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.clock.install();
    await opened(page);
    await page.clock.runFor(14 * 60_000);
    await page.getByTestId("holder").waitFor();
    await page.keyboard.press("Tab");
    await page.clock.runFor(14 * 60_000);
    await page.getByTestId("holder").waitFor();
    await page.clock.runFor(2 * 60_000);
    await page.getByTestId("why-locked").waitFor();
    assert.equal(await page.getByTestId("passphrase").inputValue(), "");
  }));

test("a roster with faults is shown row by row and files nothing; a class is filed, withdrawn and filed again", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    const faulty = roster([1, 2, 3]);
    faulty.buffer = Buffer.from(faulty.buffer.toString().replace(person(2).number, person(2).number.slice(0, 16)));
    await page.getByTestId("roster").setInputFiles(faulty);
    await page.getByTestId("refused").getByText("应为 18 位").waitFor();
    await page.getByTestId("review").click();
    await page.getByTestId("missing").getByText("请填写").waitFor();
    assert.ok(!(await page.content()).includes(person(1).number), "no number is shown in full");
    await findsNothing(page, "a roster with faults");
    await picture(page, "institution-faults");
    await page.getByTestId("roster").setInputFiles({ name: "坏.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004 not a workbook") });
    await page.getByTestId("roster-problem").getByText(/。/).waitFor();
    await fillFiling(page, [1, 2, 3], (text) => text.replace(person(3).name, "李\u{323B0}"));
    await page.getByTestId("missing").getByText("没有字库能印出：第 4 行的“\u{323B0}”").waitFor();
    await fillFiling(page, [1, 2, 3], (text) => text.replaceAll("家政服务员", "保育师"));
    await page.getByTestId("missing").getByText("名册第 2 行的培训项目是“保育师”").waitFor();
    const number = await file(page, [1, 2, 3]);
    assert.match(number, /^130100-\d{4}-\d{6}$/);
    await page.getByTestId("filed").getByRole("button").click();
    await page.locator('[data-testid="class"][data-state="waiting"]').waitFor();
    await page.getByTestId("withdraw").click();
    await page.getByTestId("withdraw-yes").click();
    await page.locator('[data-testid="class"][data-state="withdrawn"]').waitFor();
    // Just the same again is the class that was withdrawn, and is not said to be filed.
    await page.getByTestId("tab-overview").click();
    await page.getByTestId("file-new").click();
    await fillFiling(page, [1, 2, 3]);
    await page.getByTestId("confirm-filing").click();
    await page.getByTestId("filed-before").getByText("已撤回").waitFor();
    await page.getByTestId("filed-before").getByRole("button").click();
    await page.getByTestId("replace").click();
    await page.getByTestId("filing").waitFor();
    assert.equal(await page.getByTestId("class-place").inputValue(), ROOM);
    const again = await file(page, [1, 2, 3]);
    assert.notEqual(again, number);
    await hezheng("bureau", "return", again, "--reason", "教学计划不完整", ...signer("officer-2"));
    await page.getByTestId("tab-overview").click();
    await page.locator('[data-todo="returned"]').getByText(again).click();
    await page.getByTestId("returned").getByText("教学计划不完整").waitFor();
    await findsNothing(page, "a class that was returned");
  }));

test("a class returned while its page is open, and a network that is gone, are each said", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    const number = await file(page, [7, 8]);
    await page.getByTestId("filed").getByRole("button").click();
    await page.getByTestId("withdraw").click();
    await hezheng("bureau", "accept", number, ...signer("officer-1"));
    await page.getByTestId("withdraw-yes").click();
    await page.getByText("班级的状态刚刚变了").waitFor();
    await page.locator('[data-testid="class"][data-state="accepted"]').waitFor();
    await context.setOffline(true);
    await page.getByTestId("refresh").click();
    await page.getByTestId("waiting").getByText("正在重试").waitFor();
    await page.getByText("连不上备案系统").first().waitFor();
    await context.setOffline(false);
    await page.getByTestId("refresh").click();
    await page.getByText("连不上备案系统").first().waitFor({ state: "hidden" });
  }));

test("a closed institution files no class, and is told so", () =>
  withBrowser(async (context) => {
    const standing = (standing) => change("institution", "v1/institutions", ({ value }) => value.uscc === USCC, (held) => ({ ...held, standing }));
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    await fillFiling(page, [11, 12]);
    await standing("closed");
    await page.getByTestId("confirm-filing").click();
    await page.getByText("这家机构现在不能开展这个项目").waitFor();
    await findsNothing(page, "a closed institution");
    await picture(page, "institution-closed");
    await standing("open");
  }));

test("it is all there at 320 pixels, by keyboard alone and in English", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await page.goto(`${origin}/institution`);
      await page.getByTestId("key-file").setInputFiles(join(demo, "keys/issuer.pem"));
      await page.getByText("已选择：issuer.pem").waitFor();
      await picture(page, "institution-open-320");
      assert.ok((await tooWide(page)) <= 0, "open");
      // The passphrase has the focus once a file is chosen.
      await page.keyboard.type(secret("issuer"));
      await page.keyboard.press("Enter");
      await page.getByTestId("holder").waitFor();
      assert.ok((await tooWide(page)) <= 0, "overview");
      await picture(page, "institution-overview-320");
      await page.getByTestId("language").focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("tab-classes").focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Classes" }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
      await page.locator('[data-testid="classes"] button').first().waitFor();
      assert.ok((await tooWide(page)) <= 0, "classes");
      await findsNothing(page, "classes in English");
      await picture(page, "institution-classes-320");
      await page.locator('[data-testid="classes"] button').first().focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("filed-roster").waitFor();
      assert.ok((await tooWide(page)) <= 0, "class");
      await page.getByTestId("large-type").click();
      assert.ok((await tooWide(page)) <= 0, "class in large type");
      await page.getByTestId("tab-certificates").click();
      await page.getByTestId("certificates").waitFor();
      assert.ok((await tooWide(page)) <= 0, "certificates in large type");
      await picture(page, "institution-certificates-320");
      await page.getByTestId("lock").click();
      await page.getByText("The key is locked").waitFor();
    },
    { viewport: { width: 320, height: 720 } },
  ));
