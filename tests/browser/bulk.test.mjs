// Many at once: files, a folder and archives, with what does not belong among them; the table, its file, and each row's verdict.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { strToU8, zipSync } from "../../web/node_modules/fflate/esm/index.mjs";
import { findsNothing, openAll, tooWide } from "./access.mjs";
import { code, photo } from "./pictures.mjs";
import { alsoGood, becomes, demo, good, origin, picture, readyOffline, revoked, withBrowser } from "./stage.mjs";

const pdf = ({ file }) => readFileSync(join(demo, file));
const file = (name, buffer, mimeType = "application/octet-stream") => ({ name, mimeType, buffer: Buffer.from(buffer) });
const zip = (name, entries) => file(name, zipSync(entries), "application/zip");

async function open(context) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
  return page;
}

const choose = (page, files) => page.getByTestId("way-picture").setInputFiles(files);
const ended = (page) => page.locator('[data-testid="bulk"][data-phase="ended"]').waitFor({ timeout: 90_000 });
const counts = async (page) => {
  const number = async (exit) => Number(await page.getByTestId(`bulk-count-${exit}`).locator(".count-number").innerText());
  return { valid: await number("valid"), invalid: await number("invalid"), indeterminate: await number("indeterminate"), unread: await number("unread") };
};
const rows = (page) => page.getByTestId("bulk-table").locator("tbody tr");
const rowOf = (page, name) => rows(page).filter({ hasText: name });

/** One of everything: two genuine ones, a revoked one, a photo, and what is no certificate. */
async function mixture() {
  const cut = pdf(good).subarray(0, 40_000);
  const png = await photo(await code(alsoGood.qr_text), { type: "png", width: 600, height: 600 });
  return [
    file("甲.pdf", pdf(good), "application/pdf"),
    file("乙.pdf", pdf(alsoGood), "application/pdf"),
    file("丙.pdf", pdf(revoked), "application/pdf"),
    file("照片.png", png, "image/png"),
    file("残缺.pdf", cut, "application/pdf"),
    file("=说明.txt", "这不是证书", "text/plain"),
  ];
}

test("several files are judged together, what cannot be read stops nothing, and each row opens into its verdict", () =>
  withBrowser(async (context) => {
    const page = await open(context);
    await choose(page, await mixture());
    await ended(page);
    assert.deepEqual(await counts(page), { valid: 3, invalid: 1, indeterminate: 0, unread: 2 });
    assert.match(await rowOf(page, "丙.pdf").innerText(), /无效[\s\S]*已被吊销/);
    assert.match(await rowOf(page, "=说明.txt").innerText(), /不是 PDF 或图片/);
    assert.match(await rowOf(page, "残缺.pdf").innerText(), /未能核验/);
    assert.match(await page.getByTestId("bulk-announcement").textContent(), /有效 3，无效 1，无法确认 0，未能核验 2/);
    await picture(page, "bulk-390");

    await page.getByTestId("bulk-count-invalid").click();
    assert.equal(await rows(page).count(), 1);
    await rowOf(page, "丙.pdf").getByRole("button").click();
    await becomes(page, "invalid", "revoked");
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(revoked.number));
    assert.match(await page.getByTestId("page-says").innerText(), /签名内容一致/, "its page was compared, as a single file's is");
    await page.getByTestId("to-start").click();
    assert.equal(await rows(page).count(), 1, "back at the table as it was left");
    await page.getByTestId("bulk-count-all").click();
    await rowOf(page, "照片.png").getByRole("button").click();
    await becomes(page, "valid", null);
    await page.goBack();
    await page.getByTestId("bulk-close").click();
    await page.getByTestId("way-picture").waitFor({ state: "attached" });
  }));

test("the results are saved as a table in which nothing is a formula", () =>
  withBrowser(async (context) => {
    const page = await open(context);
    await choose(page, await mixture());
    await ended(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("bulk-save").click()]);
    assert.match(download.suggestedFilename(), /^核验结果-\d{4}-\d\d-\d\d\.csv$/);
    const path = join(demo, "bulk.csv");
    await download.saveAs(path);
    const bytes = readFileSync(path);
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const lines = bytes.toString().slice(1).trimEnd().split("\r\n");
    assert.equal(lines[0], "文件,结论,原因,证书序列号,姓名,证件尾号,培训项目,培训开始,培训结束,培训机构,备案机关,发证日期,备案时间,页面文字,吊销信息截至,核验码");
    assert.equal(lines.length, 7);
    assert.ok(lines[1].startsWith(`甲.pdf,有效,,${good.number},`), lines[1]);
    assert.match(lines[3], /^丙\.pdf,无效,已被吊销,/);
    assert.match(lines[6], /^'=说明\.txt,未能核验,/);
  }));

test("rows are sorted by each column, up, down and as they came", () =>
  withBrowser(
    async (context) => {
      const page = await open(context);
      await choose(page, await mixture());
      await ended(page);
      const names = () => rows(page).locator(".file-name").allInnerTexts();
      const given = ["甲.pdf", "乙.pdf", "丙.pdf", "照片.png", "残缺.pdf", "=说明.txt"];
      const sort = (column) => page.locator(`[data-column="${column}"]`).click();
      assert.deepEqual(await names(), given);
      await sort("verdict");
      assert.equal((await names())[0], "丙.pdf", "the gravest first");
      assert.equal(await page.locator('th[aria-sort="ascending"] [data-column="verdict"]').count(), 1);
      await sort("verdict");
      assert.equal((await names()).at(-1), "丙.pdf");
      await sort("verdict");
      assert.deepEqual(await names(), given);
      await sort("number");
      const numbers = (await rows(page).locator(".cell-number").allInnerTexts()).filter((number) => number !== "");
      assert.deepEqual(numbers, [...numbers].sort());
      await picture(page, "bulk-1280");
    },
    { viewport: { width: 1280, height: 900 } },
  ));

test("archives: what is in them is judged; encrypted, empty, damaged, nested and bombs have a line each", () =>
  withBrowser(async (context) => {
    const page = await open(context);
    const gbk = zipSync({ "xx.pdf": pdf(good) });
    // 张 in GBK, as Windows names files in archives without saying so; in the entry's header and in the list.
    for (const at of [30, Buffer.from(gbk).lastIndexOf("xx.pdf")]) Buffer.from(gbk.buffer).set([0xd5, 0xc5], at);
    const encrypted = Buffer.from(zipSync({ "secret.pdf": pdf(good) }));
    const list = encrypted.lastIndexOf(Buffer.from("PK\u0001\u0002"));
    encrypted[6] |= 1;
    encrypted[list + 8] |= 1;
    // Sixty megabytes of nothing, of which the list says that they are one.
    const bomb = Buffer.from(zipSync({ "bomb.pdf": new Uint8Array(60_000_000) }, { level: 9 }));
    bomb.writeUInt32LE(1_000_000, bomb.lastIndexOf(Buffer.from("PK\u0001\u0002")) + 24);
    await choose(page, [
      zip("两份.zip", { "a/一.pdf": pdf(good), "a/二.pdf": pdf(revoked), "__MACOSX/a/._一.pdf": strToU8("x"), "a/注.txt": strToU8("注") }),
      file("国标.zip", gbk),
      file("加密.zip", encrypted),
      zip("空.zip", {}),
      file("坏.zip", Buffer.from("PK\u0003\u0004 not really")),
      zip("套.zip", { "里.zip": zipSync({ "a.pdf": pdf(good) }) }),
      file("炸弹.zip", bomb),
      zip("大.zip", { "large.pdf": new Uint8Array(60_000_000) }),
    ]);
    await ended(page);
    assert.deepEqual(await counts(page), { valid: 2, invalid: 1, indeterminate: 0, unread: 7 });
    assert.match(await rowOf(page, "两份.zip › a/二.pdf").innerText(), /已被吊销/);
    assert.match(await rowOf(page, "国标.zip › 张.pdf").innerText(), /有效/);
    for (const [name, words] of [
      ["加密.zip › secret.pdf", "设有密码"],
      ["空.zip", "是空的"],
      ["坏.zip", "已损坏"],
      ["套.zip › 里.zip", "没有打开"],
      ["炸弹.zip › bomb.pdf", "已损坏"],
      ["大.zip › large.pdf", "超过 50 MB"],
    ]) {
      assert.match(await rowOf(page, name).innerText(), new RegExp(words), name);
    }
    await picture(page, "bulk-zip-390");
    await rowOf(page, "两份.zip › a/一.pdf").getByRole("button").click();
    await becomes(page, "valid", null);
  }));

test("a folder is judged with the folders in it, with the network off after one visit", () =>
  withBrowser(async (context) => {
    const folder = mkdtempSync(join(demo, "folder-"));
    mkdirSync(join(folder, "一班"));
    cpSync(join(demo, good.file), join(folder, "一班", "甲.pdf"));
    cpSync(join(demo, revoked.file), join(folder, "乙.pdf"));
    writeFileSync(join(folder, ".DS_Store"), "x");
    const page = await context.newPage();
    await page.goto(origin);
    await page.locator('[data-testid="offline-state"][data-state="kept"]').waitFor();
    await context.setOffline(true);
    await page.reload();
    await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
    await page.getByTestId("choose-folder").setInputFiles(folder);
    await ended(page);
    assert.deepEqual(await counts(page), { valid: 1, invalid: 1, indeterminate: 0, unread: 0 });
    assert.match(await rowOf(page, "一班/甲.pdf").innerText(), /有效/);
  }));

test("old evidence makes no row valid", () =>
  withBrowser(async (context) => {
    const first = await open(context);
    await readyOffline(first);
    await context.setOffline(true);
    const late = await context.newPage();
    await late.clock.install({ time: Date.now() + 73 * 3600 * 1000 });
    await late.goto(origin);
    await late.clock.resume();
    await late.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
    await context.setOffline(false);
    await context.route("**/v1/pack", (route) => route.abort());
    await choose(late, [file("甲.pdf", pdf(good)), file("乙.pdf", pdf(revoked))]);
    await ended(late);
    assert.deepEqual(await counts(late), { valid: 0, invalid: 1, indeterminate: 1, unread: 0 });
    assert.match(await rowOf(late, "甲.pdf").innerText(), /吊销信息已过期/);
  }));

test("it can be stopped, says how far it came, and judges nothing after that", () =>
  withBrowser(async (context) => {
    const page = await open(context);
    const entries = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.pdf`, pdf(good)]));
    await choose(page, [zip("三百.zip", entries)]);
    await rows(page).first().waitFor();
    await page.getByTestId("bulk-progress").getByText("每秒").waitFor();
    await picture(page, "bulk-running-390");
    await page.getByTestId("bulk-cancel").click();
    await page.locator('[data-testid="bulk"][data-phase="cancelled"]').waitFor();
    const { valid } = await counts(page);
    assert.ok(valid > 0 && valid < 300, `${valid}`);
    await page.getByText(`核验了 ${valid} / 300 份文件`).waitFor();
    await page.getByTestId("bulk-again").click();
    await page.locator('[data-testid="bulk"][data-phase="running"]').waitFor();
    await page.getByTestId("bulk-cancel").click();
  }));

test("a folder, an archive and several files can be dropped on the page", () =>
  withBrowser(async (context) => {
    const page = await open(context);
    const drop = (files) =>
      page.evaluate((given) => {
        const transfer = new DataTransfer();
        for (const { name, bytes } of given) transfer.items.add(new File([Uint8Array.from(bytes)], name));
        window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, files.map(({ name, buffer }) => ({ name, bytes: [...buffer] })));
    await drop([zip("一份.zip", { "a.pdf": pdf(good) })]);
    await ended(page);
    assert.deepEqual(await counts(page), { valid: 1, invalid: 0, indeterminate: 0, unread: 0 });
    await page.getByTestId("bulk-close").click();
    await page.getByTestId("way-paste").waitFor();
    await drop([file("甲.pdf", pdf(good)), file("乙.pdf", pdf(revoked))]);
    await ended(page);
    assert.deepEqual(await counts(page), { valid: 1, invalid: 1, indeterminate: 0, unread: 0 });
  }));

test("the table is for everybody: axe finds nothing, 320 px are enough in large type and both languages, the keyboard too", () =>
  withBrowser(
    async (context) => {
      const page = await open(context);
      await choose(page, await mixture());
      await ended(page);
      await findsNothing(page, "table");
      assert.ok((await tooWide(page)) <= 0, "zh");
      await picture(page, "bulk-320");
      await page.getByTestId("language").click();
      await page.getByTestId("large-type").click();
      await openAll(page);
      await findsNothing(page, "table, English, large");
      assert.ok((await tooWide(page)) <= 0, "en, large");
      await picture(page, "bulk-large-en-320");
      await page.getByTestId("bulk-count-invalid").focus();
      await page.keyboard.press("Enter");
      assert.equal(await rows(page).count(), 1);
      for (let step = 0; step < 20; step++) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement.classList.contains("open-row"))) break;
      }
      await page.keyboard.press("Enter");
      await becomes(page, "invalid", "revoked");
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    },
    { viewport: { width: 320, height: 640 } },
  ));
