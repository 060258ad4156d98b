// Pictures for the page to read: real certificates on an invented desk, photographed by Chromium from an angle; codes of
// other things; and a film of a hand that does not hold still, for a camera that is not there.

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { prepareZXingModule, writeBarcode } from "../../web/node_modules/zxing-wasm/dist/es/writer/index.js";
import { demo, withBrowser } from "./stage.mjs";

const run = promisify(execFile);
const writer = join(import.meta.dirname, "../../web/node_modules/zxing-wasm/dist/writer/zxing_writer.wasm");
prepareZXingModule({ overrides: { wasmBinary: readFileSync(writer) } });

const address = (type, bytes) => `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;

/** A certificate's printed page, as an image element. */
export async function sheet({ number }, attributes = "") {
  if (!sheets.has(number)) sheets.set(number, printed(number));
  return `<img src="${address("image/png", await sheets.get(number))}" ${attributes}>`;
}

const sheets = new Map();

async function printed(number) {
  const pdf = readdirSync(join(demo, "certificates")).find((name) => name.endsWith(".pdf") && name.startsWith(number));
  const folder = await mkdtemp(join(demo, "sheet-"));
  await run("pdftoppm", ["-png", "-r", "200", "-singlefile", join(demo, "certificates", pdf), join(folder, "sheet")]);
  return readFile(join(folder, "sheet.png"));
}

/** A QR code of any text, as an image element. */
export async function code(text, attributes = "") {
  const { svg } = await writeBarcode(text, { format: "QRCode", scale: 4 });
  return `<img src="${address("image/svg+xml", svg)}" ${attributes}>`;
}

const DESK = "margin:0;height:100vh;overflow:hidden;background:linear-gradient(115deg,#8a6a48,#5d4630);perspective:1400px";

/** Has Chromium look at HTML on a desk. `scale` is how many pixels each of the given ones has. */
export function photo(html, { type = "jpeg", width = 1280, height = 720, scale = 1, style = DESK } = {}) {
  const work = async (context) => {
    const page = await context.newPage();
    await page.setContent(`<body style="${style}">${html}</body>`);
    await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
    return page.screenshot(type === "jpeg" ? { type, quality: 70 } : { type });
  };
  return withBrowser(work, { viewport: { width, height }, deviceScaleFactor: scale });
}

/** What a phone sees of a sheet that lies at an angle, whole or (`near`) its code, in light from one side; `step` moves the hand a little. */
export const inHand = (sheet, { near = false, step = 0 } = {}) => `
  <div style="transform-origin:${near ? "14% 82%" : "50% 50%"};transform:translate(${(near ? 480 : 110) + step * 3}px,${(near ? -270 : -30) - step * 2}px) scale(${near ? 2.2 : 0.8}) rotateX(22deg) rotateY(-14deg) rotateZ(${-7 + step / 2}deg);filter:blur(0.4px)">
    ${sheet}
  </div>
  <div style="position:fixed;inset:0;background:linear-gradient(80deg,rgba(0,0,0,0.45),rgba(255,240,200,0.1) 60%,rgba(0,0,0,0.3))"></div>`;

/** A film as Chromium plays it for a camera: JPEG pictures, one after another. Gives the file's path. */
export async function film(frames) {
  const file = join(await mkdtemp(join(demo, "film-")), "film.mjpeg");
  await writeFile(file, Buffer.concat(frames));
  return file;
}
