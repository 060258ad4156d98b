// Measures in a real Chromium how a page takes very many PDF files at once, as files and as one .zip: how long, the most memory
// that the browser's processes have, and the longest time that the count of what is done stood still.
//
//     node benches/page/bulk.mjs ORIGIN ISSUED.JSON TABLE COUNT
//
// The files are copies of the demo's certificates that are valid; each is read and judged by itself, as any file is.

import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "../../web/node_modules/fflate/esm/index.mjs";
import { withBrowser } from "./browser.mjs";

const LOOK_EVERY_MILLIS = 500;
const WAIT_MILLIS = 30 * 60_000;

const [origin, issued, table, count] = process.argv.slice(2);
const demo = dirname(issued);
// The first was revoked.
const certificates = JSON.parse(readFileSync(issued, "utf8")).issued.slice(1).filter(({ file }) => file);

/** A folder of so many files, and the same as an archive. */
function made() {
  const folder = mkdtempSync(join(demo, "many-"));
  mkdirSync(join(folder, "files"));
  const entries = {};
  const files = Array.from({ length: Number(count) }, (_, at) => {
    const from = join(demo, certificates[at % certificates.length].file);
    const name = `${String(at).padStart(5, "0")}.pdf`;
    copyFileSync(from, join(folder, "files", name));
    entries[name] = [readFileSync(from), { level: 0 }];
    return join(folder, "files", name);
  });
  const archive = join(folder, "many.zip");
  writeFileSync(archive, zipSync(entries));
  return { folder, files, archive };
}

/** What the processes of this browser hold, each page counted once, in bytes; Linux alone says. */
function memoryOf(browser) {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      parents.set(Number(pid), Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const isOurs = (pid) => pid === browser.process().pid || (parents.has(pid) && isOurs(parents.get(pid)));
  return [...parents.keys()].filter(isOurs).reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}

async function judged(given) {
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => document.documentElement.dataset.ready === "offline");
    const input = await page.waitForSelector('[data-testid="way-picture"]');
    const before = memoryOf(browser);
    const begun = performance.now();
    await input.uploadFile(...given);
    let [most, still, changed, last] = [before, 0, performance.now(), ""];
    for (;;) {
      const { phase, says } = await page.evaluate(() => ({
        phase: document.querySelector('[data-testid="bulk"]')?.dataset.phase,
        says: document.querySelector('[data-testid="bulk-progress"]')?.textContent ?? "",
      }));
      const now = performance.now();
      if (says !== last) [last, changed] = [says, now];
      still = Math.max(still, now - changed);
      most = Math.max(most, memoryOf(browser));
      if (phase === "ended") break;
      if (phase === "cancelled" || now - begun > WAIT_MILLIS) throw new Error(`it came to ${phase}: ${says}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLIS));
    }
    const seconds = (performance.now() - begun) / 1000;
    const valid = await page.$eval('[data-testid="bulk-count-valid"] .count-number', ({ textContent }) => Number(textContent.replace(/\D/g, "")));
    if (valid !== Number(count)) throw new Error(`${valid} of ${count} are valid, so that nothing was measured`);
    return { seconds, before, most, still };
  });
}

const { folder, files, archive } = made();
try {
  for (const [what, given] of [["files", files], ["one .zip", [archive]]]) {
    const { seconds, before, most, still } = await judged(given);
    const megabytes = (bytes) => (bytes / 1e6).toFixed(0);
    const rate = (Number(count) / seconds).toFixed(1);
    console.log(`page: ${count} PDF files, as ${what}: ${seconds.toFixed(1)} s, ${rate} files/s; memory of the browser ${megabytes(before)} MB before, ${megabytes(most)} MB at most; its count stood still for ${(still / 1000).toFixed(1)} s at most`);
    appendFileSync(table, `| ${count} PDF files in the page, as ${what} | ${rate} files/s | memory of the whole browser: ${megabytes(before)} MB before, ${megabytes(most)} MB at most | - | - |\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
