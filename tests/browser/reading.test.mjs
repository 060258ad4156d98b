// Codes in photos and screenshots: chosen, dropped and pasted; ours among others; and what is said where there is none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { code, inHand, photo, sheet } from "./pictures.mjs";
import { alsoGood, becomes, good, origin, picture, revoked, withBrowser } from "./stage.mjs";

const png = { name: "截图.png", mimeType: "image/png" };
const jpeg = { name: "照片.jpg", mimeType: "image/jpeg" };
const choose = (page, file) => page.getByTestId("way-picture").setInputFiles(file);
const says = (page, state) => page.locator(`[data-testid="picture-says"][data-state="${state}"]`).waitFor();

async function start(context) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
  return page;
}

test("a photo of a certificate, taken at an angle in poor light, leads to its verdict", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const buffer = await photo(inHand(await sheet(good, 'style="width:1100px"')), { scale: 2.5 });
    await picture(page, "home-390");
    await choose(page, { ...jpeg, buffer });
    await becomes(page, "valid", null);
    await picture(page, "photo-valid-390");
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(good.number));
    await page.getByTestId("to-start").click();
    await page.getByTestId("way-picture").waitFor();
  }));

test("a screenshot of nothing but the code is read, upside down and light on dark too", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    for (const turn of ["", "transform:rotate(180deg)", "transform:rotate(90deg)", "filter:invert(1)"]) {
      const buffer = await photo(await code(revoked.qr_text, `style="${turn}"`), { type: "png", width: 420, height: 420, style: "margin:0" });
      await choose(page, { ...png, buffer });
      await becomes(page, "invalid", "revoked");
      await page.goBack();
      await page.getByTestId("way-picture").waitFor();
    }
  }));

test("ours is chosen among other codes", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const html = (await code("https://pay.example/13800000000")) + (await code(good.qr_text)) + (await code("6901234567892"));
    await choose(page, { ...jpeg, buffer: await photo(html, { width: 1600 }) });
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(good.number));
  }));

test("a code with an address that is not the official one is read all the same, and that is said", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const elsewhere = good.qr_text.replace(/^http:\/\/[^/]+/, "https://zhengshu-chaxun.example");
    await choose(page, { ...png, buffer: await photo(await code(elsewhere), { type: "png", width: 600, height: 600 }) });
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("host-warning").innerText(), /zhengshu-chaxun\.example/);
  }));

test("two certificates in one picture are a question, not an answer", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const html = (await sheet(good, 'style="width:48%"')) + (await sheet(alsoGood, 'style="width:48%"'));
    await choose(page, { ...jpeg, buffer: await photo(html, { scale: 2.5 }) });
    const question = page.getByTestId("which-code");
    await question.waitFor();
    assert.equal(await page.getByTestId("verdict").count(), 0);
    await picture(page, "which-code-390");
    await question.getByRole("button", { name: alsoGood.number }).click();
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(alsoGood.number));
  }));

test("what is no certificate's code, no code and no picture is each said in its own words", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await choose(page, { ...png, buffer: await photo(await code("https://pay.example/13800000000"), { type: "png" }) });
    await says(page, "foreign");
    await choose(page, { ...jpeg, buffer: await photo("<h1>没有二维码</h1>") });
    await says(page, "nothing");
    assert.match(await page.getByTestId("picture-says").innerText(), /光线/);
    await picture(page, "no-code-390");
    await choose(page, { name: "名册.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: Buffer.from("PK……") });
    await says(page, "not_a_picture");
    assert.equal(await page.getByTestId("verdict").count(), 0);
  }));

test("the address with a digit changed is a verdict, and red", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const at = good.qr_text.length - 40;
    const changed = good.qr_text.slice(0, at) + ((Number(good.qr_text[at]) + 1) % 10) + good.qr_text.slice(at + 1);
    await choose(page, { ...png, buffer: await photo(await code(changed), { type: "png", width: 600, height: 600 }) });
    await page.locator('[data-testid="verdict"][data-outcome="invalid"]').waitFor();
  }));

test("a picture can be dropped on the page, pasted with the keyboard, and taken from the clipboard by the button", () =>
  withBrowser(async (context) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await start(context);
    const bytes = (await photo(await code(good.qr_text), { type: "png", width: 600, height: 600 })).toString("base64");
    const transfer = (name) =>
      page.evaluate(
        ({ name, bytes }) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], "截图.png", { type: "image/png" }));
          const Kind = name === "paste" ? ClipboardEvent : DragEvent;
          const data = name === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
          document.body.dispatchEvent(new Kind(name, { ...data, bubbles: true, cancelable: true }));
        },
        { name, bytes },
      );
    await transfer("dragover");
    await page.getByText("松开鼠标").waitFor();
    for (const name of ["drop", "paste"]) {
      await transfer(name);
      await becomes(page, "valid", null);
      await page.getByTestId("to-start").click();
    }
    await page.evaluate(async (bytes) => {
      const blob = new Blob([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], { type: "image/png" });
      await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
    }, bytes);
    await page.getByTestId("way-paste").click();
    await picture(page, "paste-390");
    await page.getByTestId("clipboard").click();
    await becomes(page, "valid", null);
    await page.getByTestId("to-start").click();
    await page.evaluate((text) => navigator.clipboard.writeText(text), revoked.qr_text);
    await page.getByTestId("way-paste").click();
    await page.getByTestId("clipboard").click();
    await becomes(page, "invalid", "revoked");
  }));

test("a browser that keeps its clipboard to itself says how to paste", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.getByTestId("way-paste").click();
    await page.getByTestId("clipboard").click();
    assert.match(await page.getByTestId("paste-problem").innerText(), /长按/);
  }));

test("the browser's own reader is used where it reads QR codes, and never believed where the verifier cannot decode it", () =>
  withBrowser(async (context) => {
    await context.addInitScript((text) => {
      window.BarcodeDetector = class {
        static getSupportedFormats = async () => ["qr_code"];
        detect = async () => [{ rawValue: window.detected ?? text }];
      };
    }, good.qr_text);
    const page = await start(context);
    const blank = { ...png, buffer: await photo("", { type: "png" }) };
    await choose(page, blank);
    await becomes(page, "valid", null);
    await page.goBack();
    await page.evaluate((text) => { window.detected = text; }, good.qr_text.slice(0, -30));
    const buffer = await photo(await code(revoked.qr_text), { type: "png", width: 600, height: 600 });
    await choose(page, { ...png, buffer });
    await becomes(page, "invalid", "revoked");
  }));

test("where the reader of codes cannot be loaded, the page says so and offers other ways", () =>
  withBrowser(
    async (context) => {
      await context.route("**/zxing_reader*", (route) => route.abort());
      const page = await start(context);
      const buffer = await photo(await code(good.qr_text), { type: "png", width: 600, height: 600 });
      await choose(page, { ...png, buffer });
      await says(page, "reader_unavailable");
      assert.match(await page.getByTestId("picture-says").innerText(), /刷新本页/);
      // A network that never answers is given up on too, and is not "no code in the picture".
      await context.unroute("**/zxing_reader*");
      await context.route("**/zxing_reader*", () => {});
      await page.clock.install();
      const asked = page.waitForRequest("**/zxing_reader*");
      await choose(page, { ...png, buffer });
      await asked;
      await page.clock.fastForward(61_000);
      await says(page, "reader_unavailable");
    },
    { serviceWorkers: "block" },
  ));
