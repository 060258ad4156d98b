// What a page is held to for everybody's sake, in any state.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const axe = readFileSync(join(import.meta.dirname, "node_modules/axe-core/axe.min.js"), "utf8");

export async function findsNothing(page, state) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(" | ")}`);
  assert.deepEqual(told, [], state);
  assert.ok(passes.length > 15, `${state}: axe judged next to nothing`);
}

export const openDetails = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
/** Opens everything that can be, once all of the page is there: the verdict comes before the rest. */
export async function openAll(page) {
  await page.locator("footer").waitFor();
  await openDetails(page);
}
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
