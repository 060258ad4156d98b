// The vectors in WASM under Node: verify through the module that is shipped, the others through a test build of core.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

const root = join(import.meta.dirname, "../..");
const vectors = (kind) => readFileSync(join(root, `tests/vectors/${kind}.json`), "utf8");
const bytes = (hex) => Uint8Array.from(Buffer.from(hex ?? "", "hex"));

const runner = createRequire(import.meta.url)(join(root, "target/vector-runner/hezheng_vector_runner.js"));
/** The module that each visit fetches, and the one that judges PDF files too: one source, two builds. */
const small = await build("wasm/hezheng_verifier_wasm");
const ofPdfs = await build("wasm-pdf/hezheng_verifier_pdf_wasm");
const builds = { "each visit's": small, "PDF files'": ofPdfs };

async function build(name) {
  const built = await import(join(root, `web/src/${name}.js`));
  built.initSync({ module: readFileSync(join(root, `web/src/${name}_bg.wasm`)) });
  return built;
}

for (const kind of ["cbor", "keys", "numbers", "checkcode", "qr", "statement", "merkle", "receipt", "checkpoint", "bundle", "order", "snapshot", "statuslist"]) {
  test(`the ${kind} vectors hold in WASM`, (context) => {
    const { passed, failures } = JSON.parse(runner.run_vectors(vectors(kind)));
    assert.deepEqual(failures, []);
    assert.ok(passed > 0);
    context.diagnostic(`${passed} comparisons`);
  });
}

/** The CBOR head of a byte string or an array. */
function head(major, length) {
  if (length < 24) return Uint8Array.of((major << 5) | length);
  if (length < 0x100) return Uint8Array.of((major << 5) | 24, length);
  if (length < 0x10000) return Uint8Array.of((major << 5) | 25, length >> 8, length & 255);
  return Uint8Array.of((major << 5) | 26, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
}

/** A pack of these bundles and snapshots. */
function pack(bundles, snapshots) {
  const list = (items) => [head(4, items.length), ...items.flatMap((item) => [head(2, item.length), item])];
  return Buffer.concat([head(4, 3), ...list(bundles), ...list(snapshots), head(4, 0)]);
}

/** A verifier of a shipped module that holds a case's evidence, from this time on. */
function holding(shipped, { bundle, snapshots, trusted_roots: roots }, from) {
  const evidence = bundle === null ? new Uint8Array() : pack([bytes(bundle)], snapshots.map(bytes));
  return new shipped.Verifier(evidence, bytes(roots.join("")), BigInt(from));
}

/** The Reports of a shipped module, one text a case. */
const reports = (shipped, cases) =>
  cases.map((one) => holding(shipped, one, one.now).verify_statement(bytes(one.presented), BigInt(one.now)));

/** `evidence.bundle.version` for `bundle_version`; times as seconds. */
function flat(evidence, key) {
  const [part, ...name] = key.split("_");
  const value = evidence[part]?.[name.join("_")] ?? null;
  return typeof value === "string" && value.endsWith("Z") ? Date.parse(value) / 1000 : value;
}

for (const [whose, shipped] of Object.entries(builds)) {
  test(`the verify vectors hold through ${whose} module`, () => {
    const { cases } = JSON.parse(vectors("verify"));
    assert.ok(cases.length >= 300);
    reports(shipped, cases).forEach((text, index) => {
      const [{ note, expect }, report] = [cases[index], JSON.parse(text)];
      assert.equal(report.outcome, expect.outcome, note);
      assert.equal(report.reason, expect.reason, note);
      assert.deepEqual(report.checks, expect.checks, note);
      for (const [key, value] of Object.entries(expect.evidence ?? {})) assert.equal(flat(report.evidence, key), value, `${note}, ${key}`);
      if (expect.certificate === null) assert.equal(report.certificate, undefined, note);
      else if (expect.certificate !== undefined) assert.deepEqual(report.certificate, expect.certificate, note);
    });
  });

  test(`the Reports of ${whose} module are native code's, to the letter`, () => {
    const native = readFileSync(join(root, "target/vector-runner/reports.native"), "utf8").trimEnd().split("\n");
    assert.deepEqual(reports(shipped, JSON.parse(vectors("verify")).cases), native);
  });

  test(`a verifier of ${whose} module that held its evidence at other times before says the same`, () => {
    const { cases } = JSON.parse(vectors("verify"));
    const anew = reports(shipped, cases);
    const afterwards = cases.map((one) => {
      const held = holding(shipped, one, 0);
      for (const now of [one.now + 400 * 86_400, Math.max(0, one.now - 400 * 86_400)]) held.verify_statement(bytes(one.presented), BigInt(now));
      return held.verify_statement(bytes(one.presented), BigInt(one.now));
    });
    assert.deepEqual(afterwards, anew);
  });

  test(`merging packs through ${whose} module never goes back`, () => {
    const { bundle, trusted_roots: roots, floors } = JSON.parse(vectors("snapshot"));
    for (const { note, held, offered, now, takes } of floors) {
      const before = held === null ? new Uint8Array() : shipped.merge_packs(new Uint8Array(), pack([bytes(bundle)], [bytes(held)]), bytes(roots.join("")), BigInt(now));
      const after = shipped.merge_packs(before, pack([bytes(bundle)], [bytes(offered)]), bytes(roots.join("")), BigInt(now));
      assert.equal(Buffer.from(after).includes(Buffer.from(bytes(offered))), takes, note);
    }
  });
}

test("a PDF file's finds are judged by PDF files' module: what was compared, what is sent, and where there is nothing", () => {
  const { presented, bundle, snapshots, trusted_roots: roots, now } = JSON.parse(vectors("verify")).cases.find(({ note }) => note === "plain");
  const wordings = readFileSync(join(root, "web/src/wasm-pdf/wordings.json"), "utf8");
  const evidence = [pack([bytes(bundle)], snapshots.map(bytes)), bytes(roots.join("")), BigInt(now)];
  const found = (embedded, template = null, codes = []) => JSON.stringify({ embedded, codes, seen: { text: "", jpegs: [], template, pages: 1 } });
  const verifier = new ofPdfs.Verifier(...evidence);
  const judged = (artifact) => JSON.parse(verifier.verify_pdf(artifact, wordings, BigInt(now)));
  const attached = { certificate: [...bytes(presented)] };

  assert.deepEqual(judged(found(attached)).page, { compared: false, differs: [] });
  assert.equal(judged(found(attached)).outcome, "valid");
  for (const { id, version } of JSON.parse(wordings)) {
    const { reason, page } = judged(found(attached, [id, version]));
    assert.equal(reason, "altered", "an empty page says nothing that was signed");
    assert.ok(page.differs.includes("holder"), `${id} ${page.differs}`);
  }
  assert.deepEqual(Buffer.from(ofPdfs.pdf_statement(found(attached))), Buffer.from(bytes(presented)));
  assert.deepEqual(judged(found("nothing")), { nothing: "no_code" });
  for (const nothing of [found("nothing"), found("otherwise"), found("nothing", null, ["https://pay.example/1"]), "{}"]) {
    assert.throws(() => ofPdfs.pdf_statement(nothing), /malformed/);
  }
  assert.throws(() => verifier.verify_pdf("{}", wordings, BigInt(now)), /malformed/);
});

test("each visit's module stays small", (context) => {
  // Each visit fetches it before it can say anything: a phone on a slow network waits for every kilobyte.
  const LIMIT = 60_000;
  const module = readFileSync(join(root, "web/src/wasm/hezheng_verifier_wasm_bg.wasm"));
  const compressed = brotliCompressSync(module).length;
  context.diagnostic(`${module.length} bytes, ${compressed} with brotli`);
  assert.ok(compressed <= LIMIT, `${compressed} bytes with brotli, and ${LIMIT} is the limit`);
  assert.equal(small.Verifier.prototype.verify_pdf, undefined, "what judges PDF files is in the other one");
});
