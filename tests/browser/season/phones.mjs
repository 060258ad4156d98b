// What a trainee and an employer do in a season, each on a phone of their own.

import assert from "node:assert/strict";
import { becomes, readyOffline } from "../chromium.mjs";
import { look } from "./desks.mjs";
import { person } from "./people.mjs";

/** The trainee proves who she is, and takes her certificate as a file. */
export async function takeOwn(page, place, at, number, name) {
  const { name: holder, identity } = person(at);
  await page.goto(`${place.origin}/me`);
  await page.getByTestId("paper").fill(number);
  await page.getByTestId("holder").fill(holder);
  await page.getByTestId("identity").fill(identity);
  await page.getByTestId("door-submit").click();
  const own = page.locator(`[data-testid="own"][data-number="${number}"]`);
  await own.locator('[data-testid="own-verdict"][data-outcome="valid"]').waitFor();
  await look(page, `${name}-own`);
  const [file] = await Promise.all([page.waitForEvent("download"), own.getByTestId("download").click()]);
  await own.getByTestId("read").waitFor();
  return file.path();
}

/** She says that she was never there. */
export async function report(page, number, written, name) {
  const own = page.locator(`[data-testid="own"][data-number="${number}"]`);
  await own.getByTestId("report").click();
  await page.getByTestId("report-words").fill(written);
  await look(page, `${name}-report`);
  await page.getByTestId("report-confirm").click();
  await own.getByTestId("reported").waitFor();
  await look(page, `${name}-reported`);
}

/** The employer opens the page once, until everything is kept, and from then on has no network. */
export async function visitOnce(page, place, line) {
  await page.goto(place.origin);
  await readyOffline(page);
  await page.locator('[data-testid="offline-state"][data-state="kept"]').waitFor();
  await leaveNetwork(page, line);
}

/** Reads a certificate's file without a network, in a page that was opened anew, and expects this verdict. */
export async function readsOffline(page, place, file, [outcome, reason], name) {
  assert.ok(await page.evaluate(() => !navigator.onLine), "there is no network");
  await page.goto("about:blank");
  await page.goto(place.origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
  await page.getByTestId("way-picture").setInputFiles(file);
  await becomes(page, outcome, reason);
  await page.locator('[data-testid="page-says"][data-says="same"]').waitFor();
  if (name !== undefined) await look(page, name);
}

async function leaveNetwork(page, line) {
  line.cut();
  await page.context().setOffline(true);
}

/** For a moment there is a network: the new pack is taken. */
export async function takeNewPack(page, place, line) {
  await page.goto("about:blank");
  await page.goto(place.origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
  const taken = page.waitForResponse((answer) => answer.url().endsWith("/v1/pack"));
  // The page fetches by itself when the network is back; the button does where it has not begun to.
  line.join();
  await page.context().setOffline(false);
  await page.getByTestId("refresh").click();
  await taken;
  await page.getByText(/数据已更新|没有可采用的新数据/).first().waitFor();
  await leaveNetwork(page, line);
}
