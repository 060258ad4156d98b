// The npm package as somebody gets it: packed, installed without a network into a folder of its own, and used from there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "../..");
const built = process.env.HEZHENG_PACKAGE ?? join(root, "verifier-wasm/pkg");
const sample = (name) => join(root, "docs/examples/sample", name);
const THEN = "2026-06-10T02:00:00Z";

const folder = mkdtempSync(join(tmpdir(), "hezheng-package-"));
after(() => rmSync(folder, { recursive: true }));
const inFolder = (program, ...words) => execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const [{ filename, files }] = JSON.parse(execFileSync("npm", ["pack", "--json", "--pack-destination", folder], { cwd: built, encoding: "utf8" }));
writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "somebodys-software", version: "1.0.0", type: "module", private: true }));
inFolder("npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", `./${filename}`);
const installed = join(folder, "node_modules/@hezheng/verifier");

/** What the example prints, a line for each certificate, its columns apart. */
function example(pack, time, ...certificates) {
  copyFileSync(join(installed, "examples/node.mjs"), join(folder, "node.mjs"));
  const said = inFolder("node", "node.mjs", pack, sample("root.pub.pem"), time, ...certificates);
  return said.trimEnd().split("\n").map((line) => line.split("\t"));
}

test("the package has what it says and nothing else", () => {
  const names = files.map(({ path }) => path).sort();
  assert.deepEqual(names, [
    "LICENSE", "README.md", "browser.js", "examples/browser.html", "examples/node.mjs", "hezheng_verifier_wasm.js",
    "hezheng_verifier_wasm_bg.wasm", "index.d.ts", "node.js", "package.json", "verifier.js",
  ]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.equal(dependencies, undefined);
});

test("the example finds the sample valid, by its QR code's text and by its statement", () => {
  const valid = ["valid", "-", "张三", "13010020260007000001"];
  assert.deepEqual(example(sample("pack.cbor"), THEN, sample("certificate.txt"), sample("certificate.cose")), [valid, valid]);
});

test("a tampered certificate is invalid, whichever bit was changed", () => {
  const statement = readFileSync(sample("certificate.cose"));
  const changed = [];
  for (let bit = 0; bit < statement.length * 8; bit += 61) {
    const copy = Buffer.from(statement);
    copy[bit >> 3] ^= 1 << (bit & 7);
    changed.push(join(folder, `changed-${bit}.cose`));
    writeFileSync(changed.at(-1), copy);
  }
  assert.ok(changed.length > 30);
  // One whose kid was changed names a key that a newer list may know: it cannot be confirmed, and is never valid.
  for (const [outcome, reason] of example(sample("pack.cbor"), THEN, ...changed)) {
    assert.ok(outcome === "invalid" || (outcome === "indeterminate" && reason === "trust_bundle_too_old"), `${outcome} ${reason}`);
  }
});

test("without a pack, and with one that is too old, nothing is valid", () => {
  assert.deepEqual(example("-", THEN, sample("certificate.txt"))[0].slice(0, 2), ["indeterminate", "no_trust_bundle"]);
  assert.deepEqual(example(sample("pack.cbor"), "2026-06-20T02:00:00Z", sample("certificate.txt"))[0].slice(0, 2), ["indeterminate", "status_stale"]);
});

test("the functions say the same as the shipped module, and refuse a root or time that is none", async () => {
  const { describePack, mergePacks, verifyQrText } = await import(join(installed, "node.js"));
  const [pack, text] = [readFileSync(sample("pack.cbor")), readFileSync(sample("certificate.txt"), "utf8").trim()];
  const [pem, hex] = [readFileSync(sample("root.pub.pem"), "utf8"), readFileSync(sample("root.hex"), "utf8")];
  const at = new Date(THEN);
  const reports = [[pem], [hex], [hex.toUpperCase(), pem]].map((roots) => verifyQrText(text, { pack, roots, at }));
  assert.equal(reports[0].outcome, "valid");
  assert.equal(reports[0].host, "zs.example.cn");
  assert.deepEqual(reports[1], reports[0]);
  assert.deepEqual(reports[2], reports[0]);
  assert.equal(verifyQrText("anything", { pack, roots: [pem], at }).reason, "malformed");
  assert.equal(verifyQrText(text, { pack, roots: ["11".repeat(32)], at }).outcome, "indeterminate");
  assert.equal(verifyQrText(text, { pack, roots: [], at }).outcome, "indeterminate");
  assert.equal(describePack({ pack, roots: [pem], at }).bundle.version, reports[0].evidence.bundle.version);
  const merged = mergePacks(new Uint8Array(), pack, { roots: [pem], at });
  assert.deepEqual(verifyQrText(text, { pack: merged, roots: [pem], at }), reports[0]);
  const rsa = pem.replace("MCowBQYDK2Vw", "MCowBQYDK2Vx");
  for (const bad of ["", "1234", hex.slice(1), rsa, pem.replace("PUBLIC", "PRIVATE"), pem.replace(/A/, "AAAA")]) {
    assert.throws(() => verifyQrText(text, { pack, roots: [pem, bad], at }), TypeError, bad);
  }
  assert.throws(() => verifyQrText(text, { pack, roots: [pem], at: new Date("never") }), RangeError);
});

test("a pack that is held gives the Reports of one that is given each time, at whatever time", async () => {
  const { describePack, holdPack, verifyQrText, verifyStatement } = await import(join(installed, "node.js"));
  const [text, statement] = [readFileSync(sample("certificate.txt"), "utf8").trim(), readFileSync(sample("certificate.cose"))];
  const evidence = { pack: readFileSync(sample("pack.cbor")), roots: [readFileSync(sample("root.pub.pem"), "utf8")] };
  const held = holdPack({ ...evidence, at: new Date(THEN) });
  const outcomes = new Set();
  // Later, back again, before the pack was made, and once more.
  for (const then of [THEN, "2026-06-20T02:00:00Z", THEN, "2020-01-01T00:00:00Z", THEN]) {
    const at = new Date(then);
    assert.deepEqual(held.verifyQrText(text, { at }), verifyQrText(text, { ...evidence, at }), then);
    assert.deepEqual(held.verifyStatement(statement, { at }), verifyStatement(statement, { ...evidence, at }), then);
    assert.deepEqual(held.describe({ at }), describePack({ ...evidence, at }), then);
    outcomes.add(held.verifyQrText(text, { at }).reason);
  }
  assert.ok(outcomes.size >= 3, [...outcomes].join());
});

test("the types are those of what it does", () => {
  writeFileSync(join(folder, "user.ts"), `
import { describePack, holdPack, mergePacks, verifyQrText, verifyStatement, type Evidence, type Outcome, type Reason, type Report } from "@hezheng/verifier";

const evidence: Evidence = { pack: new Uint8Array(), roots: ["00"], at: new Date(0) };
const held = holdPack(evidence);
const reports: Report[] = [verifyQrText("", evidence), verifyStatement(new Uint8Array(), evidence), held.verifyQrText("", evidence)];
export const outcomes: Outcome[] = reports.map(({ outcome }) => outcome);
export const reasons: (Reason | null)[] = reports.map(({ reason }) => reason);
export const holders: string[] = reports.map(({ certificate }) => certificate?.holder ?? "-");
export const kept: Uint8Array = mergePacks(new Uint8Array(), new Uint8Array(), { roots: [], at: new Date(0) });
export const asOf: string | undefined = describePack(evidence).snapshots[0]?.as_of;
export const words = (outcome: Outcome): string => {
  switch (outcome) {
    case "valid": return "有效";
    case "invalid": return "无效";
    case "indeterminate": return "无法确认";
  }
};
// @ts-expect-error when it is judged must be said
verifyQrText("", { pack: new Uint8Array(), roots: [] });
// @ts-expect-error when, each time
held.verifyQrText("");
// @ts-expect-error there is no fourth outcome
export const fourth: Outcome = "perhaps";
`);
  const options = { strict: true, noEmit: true, target: "es2022", lib: ["es2022"], module: "nodenext", moduleResolution: "nodenext", types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["user.ts"] }));
  assert.equal(inFolder(join(root, "web/node_modules/.bin/tsc"), "--project", "."), "");
});

test("the reasons and checks of the types are those that the vectors know", () => {
  const types = readFileSync(join(installed, "index.d.ts"), "utf8");
  const { cases } = JSON.parse(readFileSync(join(root, "tests/vectors/verify.json"), "utf8"));
  const reasons = new Set(cases.map(({ expect }) => expect.reason).filter((reason) => reason !== null));
  const checks = new Set(cases.flatMap(({ expect }) => expect.checks.map(({ check }) => check)));
  for (const name of [...reasons, ...checks]) assert.match(types, new RegExp(`\\| '${name}'`), name);
});
