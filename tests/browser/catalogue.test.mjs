// Catalogues, policy and the next trust bundle at the bureau's console, and the pages of both catalogues that anybody reads: what changes is shown before it
// is saved, of two officers at once one is told, what is wrong changes nothing, and the public page says what was saved.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { findsNothing, tooWide } from "./access.mjs";
import { base, day, go, opened as openedDesk, today, USCC } from "./desk.mjs";
import { demo, origin, picture, withBrowser, withTwoBrowsers } from "./stage.mjs";

const WIDE = { viewport: { width: 1280, height: 900 } };
const json = async (path) => (await fetch(`${base}/${path}`)).json();
const programmeOf = async (code) => (await json("v1/programmes")).programmes.find(({ value }) => value.code === code);
/** Another one at each run, whatever is in the catalogue already. */
const CODE = `CAT-${Date.now() % 1_000_000}`;

const opened = (page, name) => openedDesk(page, `${origin}/bureau`, name);

test("a programme is added, changed by one of two officers at once, and ended; each change is shown before it is saved", () =>
  withTwoBrowsers(async (one, other) => {
    const [first, second] = [await one.newPage(), await other.newPage()];
    await opened(first, "officer-1");
    await go(first, "programmes");
    await first.getByTestId("programme-new").click();
    await first.locator("#programme-code").fill(CODE);
    await first.locator("#programme-name").fill("养老护理员（目录测试）");
    await first.locator("#programme-occupation_code").fill("4-10");
    await first.locator("#programme-class_hours").fill("很多");
    await first.getByTestId("show-changes").click();
    await first.getByText("“课时”须为数字").waitFor();
    await first.locator("#programme-class_hours").fill("80");
    await first.locator("#programme-subsidy").fill("1200.5");
    await first.getByText("四级（中级工）").click();
    await first.locator("#programme-from").fill(today());
    await first.locator("#programme-until").fill("2020-01-01");
    await findsNothing(first, "the form of a programme");

    // One sentence for each thing that is wrong, and nothing is saved.
    for (const [sentence, field, value] of [
      ["没有这样的职业编码", "occupation_code", "4-10-01-05"],
      ["不能早于起始日期", "until", day(200)],
    ]) {
      await first.getByTestId("show-changes").click();
      await first.getByTestId("save").click();
      await first.getByTestId("programme-form").getByText(sentence).waitFor();
      assert.equal(await first.evaluate(() => document.activeElement.id), `programme-${field}`, "where it is to be mended");
      assert.equal(await programmeOf(CODE), undefined, "nothing was saved");
      await first.locator(`#programme-${field}`).fill(value);
    }
    await first.getByTestId("show-changes").click();
    await first.getByTestId("changes").getByText("1200.50 元").waitFor();
    await findsNothing(first, "what a new programme says");
    await picture(first, "bureau-programme-review");
    await first.getByTestId("save").click();
    await first.getByTestId("saved").getByText("第 1 版").waitFor();
    assert.equal((await programmeOf(CODE)).value.subsidy_fen, 120_050);

    // Two officers begin from the same version; the second is told, and looks at the first one's.
    await opened(second, "officer-2");
    await go(second, "programmes");
    for (const [page, hours] of [[first, "96"], [second, "120"]]) {
      await page.getByTestId(`change-${CODE}`).click();
      await page.locator("#programme-class_hours").fill(hours);
      await page.getByTestId("show-changes").click();
      await page.getByTestId("changes").getByText(hours).waitFor();
      assert.equal(await page.getByTestId("changes").locator("tbody tr").count(), 1, "what stays is not listed");
    }
    await first.getByTestId("save").click();
    await first.getByTestId("saved").getByText("第 2 版").waitFor();
    await second.getByTestId("save").click();
    await second.getByText("已被他人修改，您的改动没有保存").waitFor();
    await findsNothing(second, "somebody else was faster");
    await picture(second, "bureau-programme-conflict");
    assert.equal((await programmeOf(CODE)).value.class_hours, 96);
    await second.getByTestId("look-newest").click();
    await second.locator(`[data-code="${CODE}"]`).getByText("96", { exact: true }).waitFor();

    // Ended, with the keyboard alone; its history says who did what.
    await second.getByTestId(`end-${CODE}`).focus();
    await second.keyboard.press("Enter");
    await second.getByTestId("show-changes").waitFor();
    assert.equal(await second.locator("#programme-until").inputValue(), today());
    await second.getByTestId("show-changes").focus();
    await second.keyboard.press("Enter");
    await second.getByTestId("save").waitFor();
    await second.keyboard.press("Tab");
    await second.keyboard.press("Enter");
    await second.getByTestId("saved").getByText("第 3 版").waitFor();
    await second.locator("#programme-sought").fill(CODE.toLowerCase());
    assert.equal(await second.getByTestId("programmes").locator("tbody tr").count(), 1);
    await second.getByTestId(`change-${CODE}`).click();
    await second.getByTestId("history").click();
    await second.locator('[data-version="3"]').getByText("演示-002").waitFor();
    await second.locator('[data-version="2"]').getByText("课时：80 → 96").waitFor();
    await findsNothing(second, "the versions of a programme");
    await picture(second, "bureau-programme-history");
  }, WIDE));

test("a rule is changed within its range, and the next officer reads what it was", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page, "officer-1");
    await go(page, "policy");
    const limit = page.locator("#policy-hours_against_dates");
    const before = await json("v1/policy");
    const was = before.rules.find(({ rule }) => rule === "hours_against_dates").limit;
    await page.getByTestId("show-changes").click();
    await page.getByText("没有改动").waitFor();
    await limit.fill("25");
    await page.getByTestId("show-changes").click();
    await page.getByTestId("save").click();
    await page.getByText("超出了允许的范围，没有保存").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "policy-hours_against_dates");
    assert.deepEqual(await json("v1/policy"), before);
    await findsNothing(page, "the rules");
    await limit.fill(String(was === 9 ? 8 : 9));
    await page.getByTestId("show-changes").click();
    await page.getByTestId("changes").getByText(`备案并标记，${was === 9 ? 8 : 9} 课时`).waitFor();
    await page.getByTestId("save").click();
    await page.getByTestId("saved").getByText(`第 ${before.version + 1} 版`).waitFor();
    await picture(page, "bureau-policy");

    // Put back as it was, so that other tests meet the same rules.
    await limit.fill(String(was));
    await page.getByTestId("show-changes").click();
    await page.getByTestId("save").click();
    await page.getByTestId("saved").getByText(`第 ${before.version + 2} 版`).waitFor();
    assert.deepEqual((await json("v1/policy")).rules, before.rules);
    await page.getByTestId("history").click();
    await page.locator(`[data-version="${before.version + 1}"]`).getByText("演示-001").waitFor();
    await findsNothing(page, "the versions of the rules");
    await page.getByTestId("language").click();
    await page.getByText("No more class hours than so many for each day").first().waitFor();
    assert.ok((await tooWide(page)) <= 0);
    await picture(page, "bureau-policy-history-english");
    await page.setViewportSize({ width: 320, height: 700 });
    assert.ok((await tooWide(page)) <= 0);
    await findsNothing(page, "the rules on a small screen");
    await picture(page, "bureau-policy-320");
  }, WIDE));

test("an institution's entry is edited whole, and one that the trust bundle does not list has no place", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page, "officer-2");
    await go(page, "institutions");
    await page.getByTestId("institution-new").click();
    const held = (await json("v1/institutions")).institutions.find(({ value }) => value.uscc === USCC);
    await page.locator("#institution-uscc").fill("51130100500000100E");
    await page.locator("#institution-address").fill("测试路2号");
    await page.locator("#institution-kind").fill("技工院校");
    await page.getByTestId("show-changes").click();
    await page.getByTestId("save").click();
    await page.getByTestId("institution-form").getByRole("alert").getByText(/没有保存|没有继续|不符合/).waitFor();
    await page.getByTestId("cancel").click();
    if (held === undefined) {
      await page.getByTestId("institution-new").click();
      await page.locator("#institution-uscc").fill(USCC);
      await page.locator("#institution-kind").fill("民办职业培训学校");
    } else {
      await page.locator(`[data-uscc="${USCC}"] button`).click();
    }
    const address = `裕华路${2 + (Date.now() % 1000)}号`;
    await page.locator("#institution-address").fill(address);
    await page.locator("#institution-contact").fill("0311-00000000");
    await findsNothing(page, "the form of an institution");
    await page.getByTestId("show-changes").click();
    await page.getByTestId("changes").getByText(address).waitFor();
    await page.getByTestId("save").click();
    await page.locator("[data-testid=saved]:not(:empty)").waitFor();
    await picture(page, "bureau-institutions");
    assert.equal((await json("v1/institutions")).institutions.find(({ value }) => value.uscc === USCC).value.address, address);
  }, WIDE));

const program = promisify(execFile);

/** Adds a change to the draft, and waits until it is in it. */
async function ask(page, kind, fill, count) {
  await page.locator("#bundle-kind").selectOption(kind);
  await fill(page);
  await page.getByTestId("add-change").click();
  await page.getByTestId("draft").getByText(`已加入 ${count} 项`).waitFor();
}

test("the next bundle is prepared in words and signed, and the holder of the root key reads, enters and signs it", () =>
  withBrowser(async (context) => {
    // A province of its own: the demo's book, with new keys beside it.
    const folder = mkdtempSync(join(tmpdir(), "hezheng-province-"));
    for (const name of ["trust.json", "bundles", "keys"]) cpSync(join(demo, name), join(folder, name), { recursive: true });
    const hezheng = async (...words) => (await program(process.env.HEZHENG_PROGRAM, words, { cwd: folder })).stdout;
    const wrong = (...words) => program(process.env.HEZHENG_PROGRAM, words, { cwd: folder }).then(() => "", ({ stderr }) => stderr);
    for (const [role, name] of [["issuer", "second"], ["officer", "third"]]) {
      await hezheng("keys", "new", "--role", role, "--out", `keys/${name}.pem`, "--passphrase-file", "keys/officer-1.pass");
    }
    const key = (name) => (page) => page.locator("#bundle-key").setInputFiles(join(folder, `keys/${name}.pub.pem`));
    const page = await context.newPage();
    await opened(page, "officer-1");
    await go(page, "bundle");
    await page.getByTestId("draft-empty").waitFor();
    await findsNothing(page, "a draft with nothing in it");

    // What cannot be asked for is said, and is not in the draft.
    await page.locator("#bundle-holder").selectOption(USCC);
    await page.getByTestId("add-change").click();
    await page.getByText("请先选择公钥文件").waitFor();
    for (const [file, sentence] of [["keys/second.pem", "这是私钥文件"], ["keys/officer-2.pub.pem", "永远不能再用"], ["trust.json", "不是密钥文件"]]) {
      await page.locator("#bundle-key").setInputFiles(join(folder, file));
      await page.getByTestId("add-change").click();
      await page.getByTestId("change-form").getByText(sentence).waitFor();
      assert.equal(await page.getByTestId("draft").count(), 0);
    }
    await key("second")(page);
    await page.getByTestId("add-change").click();
    await page.getByTestId("differences").getByText("新增密钥").waitFor();
    await ask(page, "officer", async () => {
      await page.locator("#bundle-staff_code").fill("演示-003");
      await page.locator("#bundle-person").fill("演示丙");
      await key("third")(page);
    }, 3);
    await ask(page, "institution", async () => {
      await page.locator("#bundle-uscc").fill("91350100M000100Y43");
      await page.locator("#bundle-name").fill("第二职业培训学校（演示）");
      await page.locator("#bundle-number").fill("0008");
      await page.locator("#bundle-contact").fill("演示丁");
    }, 4);
    await ask(page, "end-key", async () => {
      const option = await page.locator("#bundle-holder option", { hasText: "启明" }).first().getAttribute("value");
      await page.locator("#bundle-holder").selectOption(option);
    }, 5);
    await page.getByTestId("differences").getByText("停用密钥").waitFor();
    await findsNothing(page, "a draft");
    await picture(page, "bureau-bundle");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("sign-draft").click()]);
    await page.getByTestId("draft-done").getByText("bundle-draft-130100").waitFor();
    await download.saveAs(join(folder, "draft.json"));
    await page.setViewportSize({ width: 320, height: 700 });
    assert.ok((await tooWide(page)) <= 0);
    await findsNothing(page, "a draft on a small screen");
    await picture(page, "bureau-bundle-320");

    // At the province: read in words, entered, signed; then it is of an older bundle.
    const said = await hezheng("--lang", "zh", "trust", "draft", "draft.json", "--yes");
    for (const line of ["由经办人 演示甲（工号 演示-001", "第二职业培训学校（演示）", "经办人 演示丙（工号 演示-003）", "停用", "指纹"]) assert.ok(said.includes(line), `${line} in ${said}`);
    await hezheng("trust", "sign", "--key", "keys/root.pem", "--passphrase-file", "keys/root.pass");
    assert.match(await wrong("--lang", "zh", "trust", "draft", "draft.json", "--yes"), /草案是依据第 \d+ 版名录拟制的，最新的是第 \d+ 版/);
  }, { ...WIDE, acceptDownloads: true }));

test("anybody reads both catalogues without a script: searched, on a small screen, printed, with its data beside it", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await page.goto(`${origin}/catalogue`);
      await page.getByText("培训项目目录").first().click();
      await page.getByText(CODE).waitFor();
      await picture(page, "catalogue-programmes");
      await page.fill("#q", `${CODE.toLowerCase()} 养老`);
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=/);
      assert.equal(await page.locator("tbody tr").count(), 1);
      const row = page.locator("tbody tr");
      for (const said of ["养老护理员（目录测试）", "4-10-01-05", "96", "1200.50 元", "可开班"]) await row.getByText(said).first().waitFor();
      await page.fill("#q", "没有这样的项目");
      await page.keyboard.press("Enter");
      await page.getByText("没有符合的条目").waitFor();
      const { version } = await json("v1/programmes");
      assert.equal(await page.locator("dd").first().innerText(), String(version));
      const [csv] = await Promise.all([page.waitForEvent("download"), page.getByText("下载表格 CSV").click()]);
      assert.ok(readFileSync(await csv.path(), "utf8").includes(CODE));
      for (const [path, name] of [["catalogue/programmes", "programmes"], ["catalogue/institutions", "institutions"]]) {
        await page.goto(`${base}/${path}`);
        await page.emulateMedia({ media: "print" });
        assert.ok(!(await page.locator("form").isVisible()) && (await page.locator("table").isVisible()), `${path} on paper`);
        await page.emulateMedia({ media: "screen" });
        await page.setViewportSize({ width: 320, height: 700 });
        assert.ok((await tooWide(page)) <= 0, `${path} on a small screen`);
        await picture(page, `catalogue-${name}-320`);
        await page.setViewportSize({ width: 1280, height: 900 });
        assert.ok((await tooWide(page)) <= 0, path);
        await picture(page, `catalogue-${name}-1280`);
      }
    },
    { javaScriptEnabled: false, acceptDownloads: true },
  ));

test("the public pages are clean for everybody, and their policy lets nothing in", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    const refused = [];
    page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
    // axe is put into the page, which its own policy forbids: it is judged with the policy set aside.
    for (const path of ["/catalogue", "/130100/catalogue/programmes", "/130100/catalogue/institutions", "/130100/catalogue/programmes?q=nobody"]) {
      const answer = await page.goto(`${origin}${path}`);
      const policy = answer.headers()["content-security-policy"];
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/);
      assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector("main")).maxWidth), "none", "its sheet is let in");
      await findsNothing(page, path);
    }
    assert.deepEqual(refused, []);
  }, WIDE));
