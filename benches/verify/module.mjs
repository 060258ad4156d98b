// Measures the module that each visit fetches, in Node: a verdict against node:crypto doing two Ed25519 verifications, in turn,
// by the clock of the process's own processor time; and what it takes to hold a snapshot of ten million certificates, one in
// a hundred revoked.
//
//     node benches/verify/module.mjs FOLDER TABLE      (what hezheng-bench-verify left in FOLDER)

import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const ROUNDS = 9;
const VERDICTS_A_ROUND = 200;
const TARGET_BYTES = 60_000;

const [folder, table] = process.argv.slice(2);
const root = join(import.meta.dirname, "../..");
const file = readFileSync(join(root, "web/src/wasm/hezheng_verifier_wasm_bg.wasm"));
const module = await import(join(root, "web/src/wasm/hezheng_verifier_wasm.js"));
const { memory } = module.initSync({ module: file });

const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
const [large, small, roots, presented] = ["large.cbor", "small.cbor", "root.key", "certificate.cose"].map(read);
const now = BigInt(readFileSync(join(folder, "now.txt"), "utf8"));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// First of all, while nothing was ever freed: memory only grows.
const before = memory.buffer.byteLength;
const milliseconds = [];
let holdsLarge;
let grown = 0;
for (let round = 0; round < ROUNDS; round++) {
  holdsLarge?.free();
  const begun = performance.now();
  holdsLarge = new module.Verifier(large, roots, now);
  milliseconds.push(performance.now() - begun);
  if (round === 0) grown = (memory.buffer.byteLength - before) / 1e6;
}
const described = JSON.parse(holdsLarge.describe(now));
if (described.snapshots[0]?.tree_size !== 10_000_000) throw new Error("the large snapshot does not count");

const held = new module.Verifier(small, roots, now);
const outcome = (verifier) => JSON.parse(verifier.verify_statement(presented, now)).outcome;
if (outcome(held) !== "valid" || outcome(holdsLarge) !== "valid") throw new Error("the certificate is not valid, so that nothing would be measured");

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const message = Buffer.concat(Array.from({ length: 5 }, (_, at) => createHash("sha512").update(`${at}`).digest())).subarray(0, 300);
const signature = sign(null, message, privateKey);
const work = {
  "a verdict, its pack held": () => held.verify_statement(presented, now),
  "a verdict, its pack of ten million held": () => holdsLarge.verify_statement(presented, now),
  "taking a pack, and a verdict": () => {
    const verifier = new module.Verifier(small, roots, now);
    verifier.verify_statement(presented, now);
    verifier.free();
  },
  "node:crypto, two verifications": () => {
    for (let count = 0; count < 2; count++) if (!verify(null, message, publicKey, signature)) throw new Error("a signature");
  },
};
const runs = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
// The engine compiles what is called often a second time: not while it is measured.
for (const one of Object.values(work)) for (let count = 0; count < 300; count++) one();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, one] of Object.entries(work)) {
    const begun = process.cpuUsage();
    for (let count = 0; count < VERDICTS_A_ROUND; count++) one();
    const { user, system } = process.cpuUsage(begun);
    runs[name].push((user + system) / VERDICTS_A_ROUND);
  }
}
for (const [name, values] of Object.entries(runs)) {
  console.log(`module: ${name}, ${median(values).toFixed(1)} µs, runs ${values.map((value) => value.toFixed(1)).join(" ")}`);
}
console.log(`module: holding ten million, ${median(milliseconds).toFixed(1)} ms, runs ${milliseconds.map((value) => value.toFixed(1)).join(" ")}; the first one before the engine compiled it a second time`);
console.log(`module: memory grown by ${grown.toFixed(2)} MB; the pack has ${large.length} bytes`);
const compressed = brotliCompressSync(file).length;
console.log(`module: ${file.length} bytes, ${compressed} with brotli`);

const node = median(runs["node:crypto, two verifications"]);
const row = (what, ours, target) => `| ${what}, in the module | ${ours.toFixed(0)} µs | node:crypto, two verifications: ${node.toFixed(0)} µs | ${(ours / node).toFixed(2)} | ${target} |\n`;
const rows =
  row("a verdict, its pack held", median(runs["a verdict, its pack held"]), "at most 1.5") +
  row("taking a pack, and a verdict", median(runs["taking a pack, and a verdict"]), "-") +
  `| the module, with brotli | ${compressed} bytes | raw: ${file.length} | ${(compressed / TARGET_BYTES).toFixed(2)} of the target | at most ${TARGET_BYTES} |\n` +
  `| a snapshot of 10 M, 1 % revoked, in the module: the first | ${milliseconds[0].toFixed(1)} ms | - | - | 30 ms |\n` +
  `| the same, the middle of ${ROUNDS} | ${median(milliseconds).toFixed(1)} ms | - | - | 30 ms |\n` +
  `| memory that it takes | ${grown.toFixed(2)} MB | - | - | below 4 MB |\n`;
console.log(`\n${rows}`);
appendFileSync(table, rows);
