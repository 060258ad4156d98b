// What each test stands on: the demo's registry and files, and a Chromium of its own with nothing remembered.

import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const demo = process.env.HEZHENG_DEMO;
export const origin = process.env.HEZHENG_ORIGIN;
const screenshots = join(import.meta.dirname, "screenshots");
mkdirSync(screenshots, { recursive: true });

/** The certificates of the demo: number, holder and the text of the QR code. */
export const certificates = JSON.parse(readFileSync(join(demo, "issued.json"), "utf8")).issued;
export const revokedNumber = readFileSync(join(demo, "revoked.txt"), "utf8").trim();
export const revoked = certificates.find((certificate) => certificate.number === revokedNumber);

/** Certificates that no test touches, and one each that a test revokes and suspends. */
const others = certificates.filter((certificate) => certificate !== revoked);
export const good = others[0];
export const alsoGood = others[1];
export const toRevoke = others.at(-1);
export const toSuspend = others.at(-2);
export const untouched = others.slice(0, -2);

const run = promisify(execFile);

/** Runs hezheng in the demo's folder. */
export async function hezheng(...words) {
  const done = await run(process.env.HEZHENG_PROGRAM, words, { cwd: demo });
  return done.stdout;
}

/** The text of a QR code of a forger who has read all our code: own keys, right form, registered at this second. */
export async function forgery(seconds) {
  const done = await run(process.env.HEZHENG_FORGE, [origin, String(seconds)]);
  return done.stdout.trim();
}

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** One Chromium for each list of arguments, for all tests of a file. */
const browsers = new Map();
after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

/** A browser context with nothing remembered, ended after the work. `args` are more of Chromium's arguments. */
export async function withBrowser(work, { args = [], ...options } = {}) {
  const key = args.join(" ");
  if (!browsers.has(key)) {
    browsers.set(key, chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...ARGUMENTS, ...args] }));
  }
  const browser = await browsers.get(key);
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 390, height: 844 }, ...options });
  try {
    return await work(context);
  } catch (error) {
    // What a person would have seen.
    for (const page of context.pages()) {
      const seen = await page.locator("body").innerText({ timeout: 2_000 }).catch((none) => `nothing: ${none}`);
      console.error(`${page.url()} shows:\n${seen}`);
    }
    throw error;
  } finally {
    await context.close();
  }
}

/** Opens an address and waits for its verdict. */
export async function verdict(page, url) {
  await page.goto(url);
  return shown(page);
}

/** The verdict on the page. */
export async function shown(page) {
  const card = page.getByTestId("verdict");
  await card.waitFor();
  return { outcome: await card.getAttribute("data-outcome"), reason: (await card.getAttribute("data-reason")) || null };
}

/** Waits until the page shows this outcome and reason. */
export async function becomes(page, outcome, reason) {
  const reasonPart = reason === null ? '[data-reason=""]' : `[data-reason="${reason}"]`;
  await page.locator(`[data-testid="verdict"][data-outcome="${outcome}"]${reasonPart}`).waitFor();
}

/** Has a text verified, on the page's start. */
export async function paste(page, text) {
  await page.getByTestId("way-paste").click();
  await page.getByTestId("paste").fill(text);
  await page.getByTestId("paste-submit").click();
}

/** Waits until everything that is needed offline is kept. */
export async function readyOffline(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === "offline");
}

/** A picture of the page, for people to look at. */
export async function picture(page, name) {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
