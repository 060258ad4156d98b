// Has the page's load judged by Lighthouse as it judges all pages for phones: a processor four times slower and a slow 4G
// network, simulated. The page is served as the program serves it, without a proxy that would compress.
//
//     node benches/page/lighthouse.mjs ORIGIN ISSUED.JSON TABLE

import { appendFileSync, readFileSync } from "node:fs";
import lighthouse from "lighthouse";
import { say, withBrowser } from "./browser.mjs";

const ROUNDS = 3;

const [origin, issued, table] = process.argv.slice(2);
const { issued: certificates } = JSON.parse(readFileSync(issued, "utf8"));
const pages = { start: `${origin}/`, verdict: certificates[1].qr_text };
const METRICS = {
  "first-contentful-paint": "first contents",
  "largest-contentful-paint": "largest contents",
  "speed-index": "speed index",
  interactive: "ready for input",
  "total-blocking-time": "blocked",
};

const settings = { output: "json", logLevel: "error", onlyCategories: ["performance", "accessibility", "best-practices"] };

/** In a browser of its own each time, which remembers nothing. */
async function judged(address) {
  return withBrowser(async (browser) => {
    const { lhr } = await lighthouse(address, settings, undefined, await browser.newPage());
    if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
    const metrics = Object.fromEntries(Object.keys(METRICS).map((id) => [id, lhr.audits[id].numericValue]));
    const scores = Object.fromEntries(Object.entries(lhr.categories).map(([id, { score }]) => [id, score * 100]));
    const moved = lhr.audits["cumulative-layout-shift"].numericValue * 1000;
    return { ...metrics, ...scores, moved, bytes: lhr.audits["total-byte-weight"].numericValue, version: lhr.lighthouseVersion };
  });
}

let rows = "";
for (const [name, address] of Object.entries(pages)) {
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await judged(address));
  const of = (key) => runs.map((run) => run[key]);
  const scores = Object.keys(runs[0]).filter((key) => settings.onlyCategories.includes(key));
  const points = scores.map((key) => `${key} ${say(`Lighthouse ${runs[0].version}, ${name}: ${key}`, of(key), "of 100")}`);
  const times = Object.entries(METRICS).map(([key, words]) => `${words} ${(say(`Lighthouse, ${name}: ${words}`, of(key), "ms") / 1000).toFixed(2)} s`);
  points.push(`layout shift ${(say(`Lighthouse, ${name}: layout shift`, of("moved"), "thousandths") / 1000).toFixed(3)}`);
  say(`Lighthouse, ${name}: all that was fetched`, of("bytes"), "bytes");
  rows += `| Lighthouse ${runs[0].version}, phone, the page ${name === "start" ? "that scans" : "that a code opens"} | ${points.join(", ")} | ${times.join(", ")} | - | - |\n`;
}
console.log(`\n${rows}`);
appendFileSync(table, rows);
