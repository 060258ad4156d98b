// A Chromium with nothing remembered, and what all measurements in it share.

import puppeteer from "puppeteer-core";

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN"];

/** Ended after the work. */
export async function withBrowser(work) {
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A line as the other benches print theirs. */
export function say(name, values, unit) {
  console.log(`${name}, ${median(values).toFixed(1)} ${unit}, runs ${values.map((value) => value.toFixed(1)).join(" ")}`);
  return median(values);
}
