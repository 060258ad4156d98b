// Measures in a real Chromium, its processor slowed down four times by its own protocol, how long a person waits for a verdict:
// from the moment that a code's text is there to the verdict being painted, and from opening the code's address.
//
//     node benches/page/verdicts.mjs ORIGIN ISSUED.JSON TABLE

import { appendFileSync, readFileSync } from "node:fs";
import { say, withBrowser } from "./browser.mjs";

const ROUNDS = 7;
const SLOWER = 4;

const [origin, issued, table] = process.argv.slice(2);
const { issued: certificates } = JSON.parse(readFileSync(issued, "utf8"));
// The first was revoked.
const { qr_text: text } = certificates[1];

/** Runs in the page, from its first moment on: when a verdict is there, and when it is painted. */
function watch() {
  globalThis.verdictAt = new Promise((resolve) => {
    const look = () => {
      const card = document.querySelector('[data-testid="verdict"][data-outcome]');
      if (card === null) return;
      observer.disconnect();
      const there = performance.now();
      requestAnimationFrame(() => setTimeout(() => resolve({ outcome: card.dataset.outcome, there, painted: performance.now() })));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}

async function slowed(page) {
  const protocol = await page.createCDPSession();
  await protocol.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}

async function verdictAt(page) {
  const seen = await page.evaluate(() => globalThis.verdictAt);
  if (seen.outcome !== "valid") throw new Error(`the verdict is ${seen.outcome}, so that nothing was measured`);
  return seen;
}

/** A browser with nothing remembered opens the address; then, everything kept, the same browser does again. */
async function openingTheAddress() {
  return withBrowser(async (browser) => {
    const opened = async () => {
      const page = await browser.newPage();
      await slowed(page);
      await page.evaluateOnNewDocument(watch);
      await page.goto(text);
      return { page, ...(await verdictAt(page)) };
    };
    const first = await opened();
    const bytes = await first.page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0));
    await first.page.waitForFunction(() => document.documentElement.dataset.ready === "offline");
    await first.page.close();
    const again = await opened();
    return { first: first.painted, again: again.painted, bytes };
  });
}

/** On the page's start, ready: the text of a code goes in as a scanner would type it. */
async function givingTheText() {
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.waitForFunction(() => document.documentElement.dataset.ready === "offline");
    // Afresh, so that nothing was compiled a second time; the files are kept by now.
    await page.evaluateOnNewDocument(watch);
    await page.reload();
    const paste = await page.waitForSelector('[data-testid="way-paste"]');
    await paste.click();
    const field = await page.waitForSelector('[data-testid="paste"]');
    // Half a second after its start, which whoever has to find a code takes, too, the page is done with all that it does beforehand.
    await page.waitForSelector(".letters-ready");
    await slowed(page);
    await field.evaluate((area, value) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, value);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, text);
    const begun = await page.evaluate(() => {
      const now = performance.now();
      document.querySelector('[data-testid="paste-submit"]').click();
      return now;
    });
    const { there, painted } = await verdictAt(page);
    return { there: there - begun, painted: painted - begun };
  });
}

const given = [];
const opened = [];
for (let round = 0; round < ROUNDS; round++) {
  given.push(await givingTheText());
  opened.push(await openingTheAddress());
}
const of = (list, key) => list.map((one) => one[key]);
const there = say(`page, ${SLOWER} x slower: from a code's text to its verdict in the page`, of(given, "there"), "ms");
const painted = say(`page, ${SLOWER} x slower: from a code's text to its verdict painted`, of(given, "painted"), "ms");
const first = say(`page, ${SLOWER} x slower: from opening a code's address to its verdict painted, first visit`, of(opened, "first"), "ms");
const again = say(`page, ${SLOWER} x slower: the same, everything kept`, of(opened, "again"), "ms");
const bytes = say("page: fetched until the first verdict", of(opened, "bytes"), "bytes");
const row = (what, value, target) => `| ${what} | ${value} | - | - | ${target} |\n`;
const rows =
  row(`verdict in the page after a code is read, ${SLOWER} x slower processor`, `${there.toFixed(0)} ms`, "below 100 ms") +
  row("the same, until it is painted", `${painted.toFixed(0)} ms`, "below 100 ms") +
  row(`from opening a code's address to the verdict, first visit, ${SLOWER} x slower processor`, `${first.toFixed(0)} ms`, "-") +
  row("the same, everything kept from an earlier visit", `${again.toFixed(0)} ms`, "-") +
  row("fetched until the first verdict, as it is sent", `${bytes.toFixed(0)} bytes`, "-");
console.log(`\n${rows}`);
appendFileSync(table, rows);
