// The camera: Chromium's pretended one, which shows a film of a real certificate in an unsteady hand; and each way of not
// having one.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { code, film, inHand, photo, sheet } from "./pictures.mjs";
import { becomes, good, origin, picture, withBrowser } from "./stage.mjs";

const PRETENDED = "--use-fake-device-for-media-stream";
const ALLOWED = "--use-fake-ui-for-media-stream";
const films = {};

before(async () => {
  const printed = await sheet(good, 'style="width:1100px"');
  const frames = [];
  for (let step = 0; step < 4; step++) frames.push(await photo(inHand(printed, { near: true, step })));
  films.certificate = await film(frames);
  films.poster = await film([await photo(await code("https://pay.example/13800000000", 'style="width:420px;margin:150px 430px"'))]);
});

const withFilm = (name, work) =>
  withBrowser(work, { args: [PRETENDED, ALLOWED, `--use-file-for-fake-video-capture=${films[name]}`] });

async function openCamera(context) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').click();
  return page;
}

const problem = (page, name) => page.locator(`[data-testid="camera-problem"][data-problem="${name}"]`).waitFor();
const looking = (page) => page.locator('[data-testid="camera-says"][data-phase="looking"]').waitFor();
/** How many cameras are running. */
const running = (page) => page.evaluate(() => window.tracks.filter((track) => track.readyState === "live").length);
const watchTracks = (context) =>
  context.addInitScript(() => {
    window.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      window.tracks.push(...stream.getTracks());
      window.wanted = wanted;
      return stream;
    };
  });

test("a certificate held before the camera leads to its verdict; the camera at the back is asked for, and let go", () =>
  withFilm("certificate", async (context) => {
    await watchTracks(context);
    const page = await openCamera(context);
    await becomes(page, "valid", null);
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(good.number));
    const wanted = await page.evaluate(() => window.wanted);
    assert.equal(wanted.video.facingMode.ideal, "environment");
    assert.equal(wanted.audio, false);
    assert.equal(await running(page), 0);
    await page.getByTestId("scan-another").click();
    await becomes(page, "valid", null);
  }));

test("scanning works with the network off after one visit", () =>
  withFilm("certificate", async (context) => {
    const page = await context.newPage();
    await page.goto(origin);
    // The reader of codes comes after the page, in the background; the page says when all of it is kept.
    await page.locator('[data-testid="offline-state"][data-state="kept"]').waitFor();
    await context.setOffline(true);
    const again = await openCamera(context);
    await becomes(again, "valid", null);
  }));

test("a code that is no certificate's is said, and looking goes on until it is closed or the page is left", () =>
  withFilm("poster", async (context) => {
    await watchTracks(context);
    const page = await openCamera(context);
    await page.getByText("不是培训合格证书的").waitFor();
    await picture(page, "camera-390");
    assert.equal(await running(page), 1);
    await page.keyboard.press("Escape");
    await page.getByTestId("camera").waitFor({ state: "detached" });
    assert.equal(await running(page), 0);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.way), "camera", "the keyboard is back at the button");

    await page.keyboard.press("Enter");
    await looking(page);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await problem(page, "paused");
    assert.equal(await running(page), 0);
    await page.evaluate(() => delete document.visibilityState);
    await page.getByTestId("camera-retry").click();
    await looking(page);
    assert.equal(await running(page), 1);
  }));

test("frame after frame is read, and the page keeps answering meanwhile", () =>
  withFilm("poster", async (context) => {
    await context.addInitScript(() => {
      window.read = 0;
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (...message) {
        window.read++;
        return post.apply(this, message);
      };
    });
    const page = await openCamera(context);
    await page.getByText("不是培训合格证书的").waitFor();
    const drawn = await page.evaluate(
      () =>
        new Promise((resolve) => {
          let drawn = 0;
          const end = window.read + 10;
          const next = () => (drawn++, window.read < end ? requestAnimationFrame(next) : resolve(drawn));
          next();
        }),
    );
    // An idle machine draws some four times for each frame that it reads.
    assert.ok(drawn >= 10, `${drawn} drawings while 10 frames were read`);
  }));

test("of two cameras one can be chosen, and the choice is remembered", () =>
  withBrowser(
    async (context) => {
      await watchTracks(context);
      const page = await openCamera(context);
      await looking(page);
      const choice = page.getByTestId("camera-choice");
      const ids = await choice.locator("option").evaluateAll((options) => options.map((option) => option.value));
      assert.equal(ids.length, 2);
      const now = await choice.inputValue();
      const other = ids.find((id) => id !== now);
      await choice.selectOption(other);
      await page.waitForFunction((id) => window.tracks.at(-1).getSettings().deviceId === id, other);
      await looking(page);
      assert.equal(await running(page), 1);
      await page.getByTestId("panel-close").click();
      await page.getByTestId("way-camera").click();
      await looking(page);
      assert.equal(await page.getByTestId("camera-choice").inputValue(), other);
    },
    { args: [`${PRETENDED}=device-count=2`, ALLOWED] },
  ));

test("the lamp is offered where the camera has one", () =>
  withFilm("poster", async (context) => {
    await context.addInitScript(() => {
      window.torch = [];
      MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
      MediaStreamTrack.prototype.applyConstraints = async ({ advanced }) => void window.torch.push(advanced[0].torch);
    });
    const page = await openCamera(context);
    await page.getByTestId("torch").click();
    await page.getByText("关闭手电筒").click();
    await page.getByText("打开手电筒").waitFor();
    assert.deepEqual(await page.evaluate(() => window.torch), [true, false]);
  }));

test("no camera, no permission, a camera in use and a browser without any: each has its own sentence and another way", async () => {
  await withBrowser(async (context) => {
    const page = await openCamera(context);
    await problem(page, "absent");
    assert.match(await page.getByTestId("camera-problem").innerText(), /没有摄像头.*选照片/s);
    await picture(page, "no-camera-390");
    for (const [name, shown] of [["NotAllowedError", "denied"], ["NotReadableError", "in_use"], ["TypeError", "not_offered"]]) {
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException("", name);
        };
      }, name);
      await page.getByTestId("panel-close").click();
      await page.getByTestId("way-camera").click();
      await problem(page, shown);
      assert.match(await page.getByTestId("camera-problem").innerText(), /照片/);
    }
  });
  await withBrowser(async (context) => {
    await context.addInitScript(() => delete Navigator.prototype.mediaDevices);
    await problem(await openCamera(context), "not_offered");
  });
  await withBrowser(async (context) => {
    // Nobody is there to say yes.
    await problem(await openCamera(context), "denied");
  }, { args: [PRETENDED, "--deny-permission-prompts"] });
});
