// For everybody: axe finds nothing in any state, the keyboard alone is enough, large type fits, and what is moved, coloured
// or printed by the system stays readable.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findsNothing, openAll, tooWide } from "./access.mjs";
import { code, photo } from "./pictures.mjs";
import { alsoGood, becomes, demo, good, origin, picture, readyOffline, revoked, verdict, withBrowser } from "./stage.mjs";

const ready = (page) => page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();

test("axe finds nothing on the start and in what its buttons open", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(origin);
    await ready(page);
    await openAll(page);
    await findsNothing(page, "start");
    await page.getByTestId("way-camera").click();
    await page.getByTestId("camera-problem").waitFor();
    await findsNothing(page, "no camera");
    await page.getByTestId("way-paste").click();
    await page.getByTestId("paste-submit").click();
    await findsNothing(page, "nothing pasted");
    await page.getByTestId("way-code").click();
    await page.getByTestId("check-code").fill("0000-0000-0000-1");
    await page.getByTestId("check-code-submit").click();
    await page.getByText("核验码有误").waitFor();
    await findsNothing(page, "mistyped check code");
    await page.getByTestId("way-picture").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
    await page.locator('[data-testid="picture-says"][data-state="not_a_picture"]').waitFor();
    await findsNothing(page, "no picture");
  }));

test("axe finds nothing while the camera is looking", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await page.goto(origin);
      await ready(page);
      await page.getByTestId("way-camera").click();
      await page.getByTestId("camera-choice").waitFor();
      await findsNothing(page, "camera");
    },
    { args: ["--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"] },
  ));

test("axe finds nothing beside any verdict, in both languages and both sizes", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await openAll(page);
    await findsNothing(page, "valid");
    await page.getByTestId("language").click();
    await page.getByTestId("large-type").click();
    await findsNothing(page, "valid, English, large");
    await page.goto("about:blank");
    await page.goto(revoked.qr_text);
    await becomes(page, "invalid", "revoked");
    await page.getByTestId("check-registry").click();
    await page.getByTestId("registry-result").waitFor();
    await openAll(page);
    await findsNothing(page, "revoked, with the registry's answer");
    await readyOffline(page);
    const late = await context.newPage();
    await context.setOffline(true);
    await late.clock.install({ time: Date.now() + 73 * 3600 * 1000 });
    assert.deepEqual(await verdict(late, good.qr_text), { outcome: "indeterminate", reason: "status_stale" });
    await late.clock.resume();
    await openAll(late);
    await findsNothing(late, "stale");
  }));

test("axe finds nothing where a question is asked, a file was taken, and where a browser cannot keep or run the page", async () => {
  await withBrowser(async (context) => {
    await context.addInitScript(() => delete Navigator.prototype.serviceWorker);
    const page = await context.newPage();
    await page.goto(origin);
    await ready(page);
    await page.getByTestId("import-pack").setInputFiles(join(demo, "pack-before.cbor"));
    await page.locator('[data-testid="import-says"][data-result="not_newer"]').waitFor();
    const both = (await code(good.qr_text)) + (await code(alsoGood.qr_text));
    const buffer = await photo(both, { type: "png", width: 1600 });
    await page.getByTestId("way-picture").setInputFiles({ name: "a.png", mimeType: "image/png", buffer });
    await page.getByTestId("which-code").waitFor();
    await findsNothing(page, "which code; not kept offline; file not taken");
  });
  await withBrowser(async (context) => {
    await context.addInitScript(() => delete window.WebAssembly);
    const page = await context.newPage();
    await page.goto(good.qr_text);
    await page.getByTestId("failure").waitFor();
    await findsNothing(page, "not checked");
  });
});

test("the headings are in order, and the verdict is announced and is the first of them", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    const levels = await page.locator("h1, h2, h3").evaluateAll((all) => all.map(({ tagName, innerText }) => `${tagName} ${innerText}`));
    assert.equal(levels[0], "H1 有效");
    assert.ok(levels.slice(1).every((heading) => heading.startsWith("H2 ")), levels.join());
    const announced = page.getByTestId("announcement");
    assert.equal(await announced.getAttribute("aria-live"), "polite");
    assert.match(await announced.innerText(), /^有效。由/);
  }));

test("the keyboard alone leads from the start to a verdict and back, and is always seen", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(origin);
    await ready(page);
    /** Where the keyboard is, and whether that is seen: the element itself or what stands around it is outlined. */
    const here = () =>
      page.evaluate(() => {
        const { activeElement: at } = document;
        const seen = [at, at.closest(".way, .as-label")].some((one) => one && getComputedStyle(one).outlineStyle !== "none");
        return { what: at.dataset.testid ?? at.className, seen };
      });
    const tabTo = async (wanted) => {
      const passed = [];
      for (let step = 0; step < 30; step++) {
        await page.keyboard.press("Tab");
        const { what, seen } = await here();
        assert.ok(seen, `${what} is not outlined`);
        passed.push(what);
        if (what === wanted) return passed;
      }
      assert.fail(`${wanted} was not reached: ${passed}`);
    };
    const order = await tabTo("way-code");
    assert.deepEqual(order, ["skip", "brand", "large-type", "language", "way-camera", "way-picture", "way-paste", "way-code"]);
    await page.keyboard.press("Enter");
    await page.getByTestId("code-panel").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("code-panel").waitFor({ state: "detached" });
    assert.equal((await here()).what, "way-code");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.activeElement.tagName === "H2");
    await tabTo("paste");
    await page.keyboard.insertText(good.qr_text);
    await tabTo("paste-submit");
    await page.keyboard.press("Enter");
    await becomes(page, "valid", null);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", "a screen reader goes on at the verdict");
    // What lies below the verdict comes after it.
    await page.getByTestId("to-start").waitFor();
    await tabTo("to-start");
    await picture(page, "keyboard-390");
    await page.keyboard.press("Enter");
    await ready(page);
  }));

test("the link past the header keeps the certificate in the address", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    assert.equal(page.url(), good.qr_text);
    await becomes(page, "valid", null);
  }));

test("large type is one press away, is remembered, and fits the narrowest phone in both languages", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await verdict(page, good.qr_text);
      const size = () => page.getByTestId("why").evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
      const ordinary = await size();
      await page.getByTestId("large-type").click();
      assert.ok((await size()) > 1.3 * ordinary);
      await page.reload();
      await becomes(page, "valid", null);
      assert.ok((await size()) > 1.3 * ordinary, "after a reload");
      for (const language of ["zh", "en"]) {
        await openAll(page);
        assert.ok((await tooWide(page)) <= 0, `verdict, ${language}`);
        await picture(page, `large-${language}-320`);
        await page.getByTestId("to-start").click();
        await ready(page);
        assert.ok((await tooWide(page)) <= 0, `start, ${language}`);
        await picture(page, `large-start-${language}-320`);
        for (const way of ["camera", "paste", "code"]) {
          await page.getByTestId(`way-${way}`).click();
          assert.ok((await tooWide(page)) <= 0, `${way}, ${language}`);
        }
        await page.goto(good.qr_text);
        await becomes(page, "valid", null);
        await page.getByTestId("language").click();
      }
    },
    { viewport: { width: 320, height: 640 } },
  ));

test("the verdict keeps its shape in forced colours and on paper", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await verdict(page, good.qr_text);
    await page.emulateMedia({ forcedColors: "active" });
    await picture(page, "forced-colors-390");
    const colours = await page.locator(".verdict .face-mark").evaluate((mark) => {
      const ground = getComputedStyle(mark.querySelector(".face-ground")).fill;
      return { ground, stroke: getComputedStyle(mark.querySelector(".face-stroke")).stroke };
    });
    assert.notEqual(colours.ground, colours.stroke, "the mark is seen on its ground");
    await page.emulateMedia({ forcedColors: "none", media: "print" });
    await picture(page, "print-390");
    assert.ok(await page.getByTestId("verdict").isVisible());
    assert.ok(await page.getByTestId("fields").isVisible());
    assert.ok(await page.getByTestId("evidence").isVisible());
    await page.getByText("不是证明").waitFor();
    assert.equal(await page.locator("button:visible").count(), 0, "nothing to press on paper");
  }));
