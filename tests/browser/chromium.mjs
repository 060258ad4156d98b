// A Chromium of the tests' own, with nothing remembered, and what is asked of every page whatever stands behind it.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { slowDown } from "./slow.mjs";

const screenshots = join(import.meta.dirname, "screenshots");
mkdirSync(screenshots, { recursive: true });

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
  // A page on a busy machine: what is waited for comes later, and nothing is waited for that must not come.
  context.setDefaultTimeout(60_000);
  await slowDown(context);
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

/** The same for two people, each at a computer of their own: of two pages in one window, Chromium draws the hidden one once a second. */
export const withTwoBrowsers = (work, options) => withBrowser((first) => withBrowser((second) => work(first, second), options), options);

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

/** Waits until everything that is needed offline is kept. */
export async function readyOffline(page) {
  await page.waitForFunction(() => document.documentElement.dataset.ready === "offline");
}

/** A picture of the page, for people to look at. */
export async function picture(page, name) {
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
}
