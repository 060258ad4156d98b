// What each test stands on: the demo's registry and files, in front of a Chromium of its own.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { shown } from "./chromium.mjs";

export * from "./chromium.mjs";

export const demo = process.env.HEZHENG_DEMO;
export const origin = process.env.HEZHENG_ORIGIN;

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

/** Opens an address and waits for its verdict. */
export async function verdict(page, url) {
  await page.goto(url);
  return shown(page);
}

/** Has a text verified, on the page's start. */
export async function paste(page, text) {
  await page.getByTestId("way-paste").click();
  await page.getByTestId("paste").fill(text);
  await page.getByTestId("paste-submit").click();
}
