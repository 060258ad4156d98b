// PDF files: genuine ones, one whose page was made anew with another name, and what is said where there is nothing to judge.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { deflateSync } from "node:zlib";
import { code, sheet } from "./pictures.mjs";
import { alsoGood, becomes, demo, good, hezheng, origin, picture, revoked, withBrowser } from "./stage.mjs";

const run = promisify(execFile);
const pdf = (buffer) => ({ name: "证书.pdf", mimeType: "application/pdf", buffer });
const genuine = async (certificate) => pdf(await readFile(join(demo, certificate.file)));
const choose = (page, file) => page.getByTestId("way-picture").setInputFiles(file);
const says = (page, state) => page.locator(`[data-testid="picture-says"][data-state="${state}"]`).waitFor();
const pageSays = (page, said) => page.locator(`[data-testid="page-says"][data-says="${said}"]`).waitFor();

async function start(context) {
  const page = await context.newPage();
  await page.goto(origin);
  await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
  return page;
}

/** A genuine certificate's statement and code on a page that says this name. */
async function withName(certificate, name) {
  const folder = await mkdtemp(join(demo, "forged-"));
  const report = await hezheng("verify", "--json", "--pack", "pack.cbor", "--root", "root.pub.pem", certificate.file).catch(({ stdout }) => stdout);
  const [said, file] = [join(folder, "report.json"), join(folder, "forged.pdf")];
  await writeFile(said, report);
  await run(process.env.HEZHENG_FORGED_PAGE, [said, certificate.qr_text, name, file]);
  return pdf(await readFile(file));
}

/** A PDF file as any program prints it. */
const printed = (html) =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.setContent(html);
    return pdf(await page.pdf({ format: "A4", landscape: true }));
  });

test("a genuine PDF is valid, and its page was compared", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await picture(page, "home-pdf-390");
    await choose(page, await genuine(good));
    await becomes(page, "valid", null);
    await pageSays(page, "same");
    assert.match(await page.getByTestId("page-says").innerText(), /与签名内容一致/);
    assert.match(await page.getByTestId("fields").innerText(), new RegExp(good.number));
    assert.equal(await page.getByTestId("host-warning").count(), 0);
    await picture(page, "pdf-valid-390");
    await page.reload();
    await becomes(page, "valid", null);
    await pageSays(page, "same");
    await page.goBack();
    await page.getByTestId("way-picture").waitFor();
  }));

test("a PDF with another name around the genuine attachment is altered, and the name is what is said", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await choose(page, await withName(good, good.name));
    await becomes(page, "valid", null);
    await pageSays(page, "same");
    await page.getByTestId("to-start").click();
    await choose(page, await withName(good, "王丽娟"));
    await becomes(page, "invalid", "altered");
    assert.match(await page.getByTestId("why").innerText(), /页面上的姓名与签名内容不一致，文件被改动/);
    assert.match(await page.getByTestId("page-says").innerText(), /页面上改动过的内容：姓名。/);
    const fields = await page.getByTestId("fields").innerText();
    assert.match(fields, new RegExp(good.name));
    assert.match(fields, /以下是签名的内容/);
    assert.doesNotMatch(await page.locator("main").innerText(), /王丽娟/, "what is shown is what was signed");
    await picture(page, "pdf-altered-390");
    await page.getByTestId("language").click();
    assert.match(await page.getByTestId("why").innerText(), /the name on the page differs from what was signed/i);
    await picture(page, "pdf-altered-en-390");
  }));

test("a PDF of a revoked certificate is revoked, whatever its page says", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await choose(page, await genuine(revoked));
    await becomes(page, "invalid", "revoked");
    await pageSays(page, "same");
    await page.getByTestId("to-start").click();
    await choose(page, await withName(revoked, "王丽娟"));
    await becomes(page, "invalid", "revoked");
    await pageSays(page, "differs");
  }));

test("a PDF without attachment is judged by the code on its page, and was not compared", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await choose(page, await printed(await sheet(good, 'style="width:100%"')));
    await becomes(page, "valid", null);
    await pageSays(page, "not_compared");
    await page.getByTestId("check-registry").click();
    await page.getByTestId("registry-result").waitFor();
    assert.match(await page.getByTestId("registry-result").innerText(), /有效/);
  }));

test("what is damaged, encrypted, without a certificate or with two is each said in its own words", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const whole = await genuine(good);
    await choose(page, pdf(whole.buffer.subarray(0, 300)));
    await says(page, "pdf_damaged");
    assert.match(await page.getByTestId("picture-says").innerText(), /损坏/);
    await picture(page, "pdf-damaged-390");
    await choose(page, await printed("<h1>简历</h1>"));
    await says(page, "pdf_no_code");
    assert.match(await page.getByTestId("picture-says").innerText(), /没有找到二维码/);
    await choose(page, await printed((await code(good.qr_text, 'style="width:8cm"')) + (await code(alsoGood.qr_text, 'style="width:8cm"'))));
    await says(page, "pdf_several_codes");
    const locked = join(await mkdtemp(join(demo, "locked-")), "locked.pdf");
    await run("qpdf", ["--encrypt", "secret", "secret", "256", "--", join(demo, good.file), locked]);
    await choose(page, pdf(await readFile(locked)));
    await says(page, "pdf_encrypted");
    await choose(page, pdf(Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(32 * 1024 * 1024)])));
    await says(page, "pdf_too_large");
    assert.equal(await page.getByTestId("verdict").count(), 0);
    // A file is known by what it begins with, whatever it is called.
    await choose(page, { ...whole, name: "证书", mimeType: "application/octet-stream" });
    await becomes(page, "valid", null);
  }));

/** A page whose contents are so many blanks, deflated twice. */
function blanks(size) {
  const contents = deflateSync(deflateSync(Buffer.alloc(size, " "), { level: 9 }), { level: 9 }).toString("latin1");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R >>",
    `<< /Length ${contents.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n${contents}\nendstream`,
  ];
  const written = objects.map((object, at) => `${at + 1} 0 obj\n${object}\nendobj\n`).join("");
  return Buffer.from(`%PDF-1.7\n${written}trailer\n<< /Root 1 0 R >>\n`, "latin1");
}

test("a file of a few kilobytes that unpacks to more than the module may hold ends a worker, and nothing else", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    await choose(page, pdf(blanks(1024)));
    await says(page, "pdf_no_code");
    const bomb = blanks(640 * 1024 * 1024);
    assert.ok(bomb.length < 10_000, `${bomb.length} bytes`);
    await choose(page, pdf(bomb));
    await says(page, "pdf_damaged");
    await choose(page, await genuine(good));
    await becomes(page, "valid", null);
    await pageSays(page, "same");
  }));

test("a PDF can be dropped on the page and pasted", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    const bytes = (await genuine(good)).buffer.toString("base64");
    for (const name of ["drop", "paste"]) {
      await page.evaluate(
        ({ name, bytes }) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], "证书.pdf", { type: "application/pdf" }));
          const Kind = name === "paste" ? ClipboardEvent : DragEvent;
          const data = name === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
          document.body.dispatchEvent(new Kind(name, { ...data, bubbles: true, cancelable: true }));
        },
        { name, bytes },
      );
      await becomes(page, "valid", null);
      await pageSays(page, "same");
      await page.getByTestId("to-start").click();
    }
  }));

test("PDF files are judged with the network off after one visit", () =>
  withBrowser(async (context) => {
    const page = await start(context);
    // The module for PDF files comes last, in the background; the page says when all of it is kept.
    await page.locator('[data-testid="offline-state"][data-state="kept"]').waitFor();
    await context.setOffline(true);
    await page.reload();
    // Until then the input for files is disabled, and a person finds nothing to press.
    await page.locator('[data-testid="way-camera"][aria-disabled="false"]').waitFor();
    await choose(page, await genuine(good));
    await becomes(page, "valid", null);
    await pageSays(page, "same");
  }));

test("a file that takes too long and a module that never comes are given up on; one that cannot run here is said", () =>
  withBrowser(
    async (context) => {
      const page = await start(context);
      await page.clock.install();
      // The file never comes to the module.
      await page.evaluate(() => {
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (order, ...more) {
          if (order.kind === "open") window.opened = true;
          else return post.call(this, order, ...more);
        };
      });
      await choose(page, await genuine(good));
      await page.waitForFunction(() => window.opened);
      await page.clock.fastForward(21_000);
      await says(page, "pdf_takes_too_long");
      await context.route("**/hezheng_pdf_reader*", () => {});
      const asked = page.waitForRequest("**/hezheng_pdf_reader*");
      await choose(page, await genuine(good));
      await asked;
      await page.clock.fastForward(61_000);
      await says(page, "reader_unavailable");
      // As the browsers see it that lack an instruction: bytes that do not compile.
      await context.unroute("**/hezheng_pdf_reader*");
      await context.route("**/hezheng_pdf_reader*", (route) => route.fulfill({ contentType: "application/wasm", body: "\0asm\x01\0\0\0\xff" }));
      await choose(page, await genuine(good));
      await says(page, "pdf_unsupported");
      assert.match(await page.getByTestId("picture-says").innerText(), /Safari 须为 16\.4/);
    },
    { serviceWorkers: "block" },
  ));
