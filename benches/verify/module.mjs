// Measures the module that each visit fetches against node:crypto doing two Ed25519 verifications, in one run.
// A call checks the pack (bundle and snapshot) and the certificate, as the page asks for it; `the pack alone` is what
// describing it takes, so that the difference is the certificate's two signatures and all around them.
//
//     node benches/verify/module.mjs TABLE      (after cargo xtask page)

import { createHash, generateKeyPairSync, sign, verify } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const ROUNDS = 9;
const root = join(import.meta.dirname, "../..");
const file = readFileSync(join(root, "web/src/wasm/hezheng_verifier_wasm_bg.wasm"));
const module = await import(join(root, "web/src/wasm/hezheng_verifier_wasm.js"));
module.initSync({ module: file });

const { cases } = JSON.parse(readFileSync(join(root, "tests/vectors/verify.json"), "utf8"));
const plain = cases.find(({ note }) => note === "plain");
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const head = (major, length) =>
  length < 24 ? [(major << 5) | length] : length < 256 ? [(major << 5) | 24, length] : [(major << 5) | 25, length >> 8, length & 255];
const list = (items) => [head(4, items.length), ...items.flatMap((item) => [head(2, item.length), item])];
const pack = Uint8Array.from([head(4, 3), ...list([bytes(plain.bundle)]), ...list(plain.snapshots.map(bytes)), head(4, 0)].flatMap((part) => [...part]));
const given = [pack, bytes(plain.trusted_roots.join("")), BigInt(plain.now)];
const presented = bytes(plain.presented);

const whole = () => module.verify_statement(presented, ...given);
const packAlone = () => module.describe_pack(...given);
if (JSON.parse(whole()).outcome !== "valid") throw new Error("the certificate is not valid, so that nothing would be measured");

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const message = createHash("sha512").update("a message").digest();
const signature = sign(null, message, privateKey);
const twoByNode = () => {
  for (let count = 0; count < 2; count++) if (!verify(null, message, publicKey, signature)) throw new Error("a signature");
};

const work = { "verdict with its pack": whole, "the pack alone": packAlone, "node:crypto, two verifications": twoByNode };
const runs = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
// The engine compiles what is called often a second time: not while it is measured.
for (const one of Object.values(work)) for (let count = 0; count < 300; count++) one();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, one] of Object.entries(work)) {
    const before = process.cpuUsage();
    for (let count = 0; count < 200; count++) one();
    const { user, system } = process.cpuUsage(before);
    runs[name].push((user + system) / 200);
  }
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
for (const [name, values] of Object.entries(runs)) {
  console.log(`${name}, ${median(values).toFixed(1)} µs, runs ${values.map((value) => value.toFixed(1)).join(" ")}`);
}
const node = median(runs["node:crypto, two verifications"]);
const [all, held] = [median(runs["verdict with its pack"]), median(runs["the pack alone"])];
const row = (what, ours, target) => `| ${what} | ${ours.toFixed(0)} µs | node:crypto, two verifications: ${node.toFixed(0)} µs | ${(ours / node).toFixed(2)} | ${target} |\n`;
const table =
  "\n| what, in the module | ours | against | ratio | target |\n|---|---|---|---|---|\n" +
  row("a certificate (the whole less the pack)", all - held, "at most 1.5") +
  row("the whole call, which checks the pack too", all, "-") +
  `| the module | ${file.length} bytes | with brotli: ${brotliCompressSync(file).length} | - | at most 60 KB |\n`;
console.log(table);
appendFileSync(process.argv[2], table);
