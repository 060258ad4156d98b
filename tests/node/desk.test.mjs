// The desk's module as the page runs it: a key file that the program made, requests that the registry takes, and rosters with what
// the program makes of them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Desk, initSync, read_order, read_roster } from "../../web/src/wasm-desk/hezheng_desk_wasm.js";

const root = join(import.meta.dirname, "../..");
initSync({ module: readFileSync(join(root, "web/src/wasm-desk/hezheng_desk_wasm_bg.wasm")) });

const demo = process.env.HEZHENG_DEMO;
const origin = process.env.HEZHENG_ORIGIN;
const base = `${origin}/130100`;
const program = process.env.HEZHENG_PROGRAM;
const key = (name) => ({ pem: readFileSync(join(demo, `keys/${name}.pem`)), passphrase: readFileSync(join(demo, `keys/${name}.pass`), "utf8").split("\n")[0] });
const open = (name) => { const { pem, passphrase } = key(name); return Desk.open(pem, passphrase); };
const now = () => BigInt(Math.floor(Date.now() / 1000));
const config = await (await fetch(`${origin}/config.json`)).json();
const roots = JSON.stringify(config.roots);
const pack = new Uint8Array(await (await fetch(`${base}/v1/pack`)).arrayBuffer());

const folder = mkdtempSync(join(tmpdir(), "hezheng-desk-"));
after(() => rmSync(folder, { recursive: true }));
const hezheng = (...words) => execFileSync(program, words, { cwd: demo, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const codeOf = (work) => { try { work(); } catch (problem) { return JSON.parse(problem).code; } return "done"; };

/** Sends what the desk signed, as the page does. */
async function send(desk, path, body, change = (headers) => headers) {
  const bytes = new TextEncoder().encode(body);
  const headers = JSON.parse(desk.sign_request(`${base}/${path}`, "application/json", bytes, now()));
  return fetch(`${base}/${path}`, { method: "POST", headers: { "content-type": "application/json", ...change(headers) }, body: bytes });
}

test("a key file that the program made is opened, and says whose it is", () => {
  const issuer = open("issuer");
  const kid = issuer.kid();
  assert.match(kid, /^[0-9a-f]{16}$/);
  const seen = JSON.parse(issuer.look(pack, roots, now()));
  assert.equal(seen.state, "known");
  assert.equal(seen.holder.kind, "institution");
  assert.equal(seen.holder.uscc, "521301004JURQ283FE");
  assert.equal(seen.holder.authority.base_url, base);
  assert.equal(seen.holder.key.counts, "now");
  const officer = JSON.parse(open("officer-1").look(pack, roots, now()));
  assert.deepEqual([officer.holder.kind, officer.holder.staff_code, officer.holder.orders], ["officer", "演示-001", true]);
  // The service's key is in the list, and nobody's at a desk.
  assert.equal(JSON.parse(open("countersign").look(pack, roots, now())).state, "unknown");
  assert.equal(JSON.parse(issuer.look(pack, JSON.stringify(["00".repeat(32)]), now())).state, "no_bundle");
  assert.equal(JSON.parse(issuer.look(pack, roots, 4_000_000_000n)).state, "bundle_expired");
});

test("a wrong passphrase, another kind of file and a damaged one are each told apart", () => {
  const { pem, passphrase } = key("issuer");
  const bytes = (text) => new TextEncoder().encode(text);
  assert.equal(codeOf(() => Desk.open(pem, `${passphrase}x`)), "wrong_passphrase");
  assert.equal(codeOf(() => Desk.open(pem, "")), "empty_passphrase");
  assert.equal(codeOf(() => Desk.open(readFileSync(join(demo, "keys/issuer.pub.pem")), passphrase)), "public_half");
  assert.equal(codeOf(() => Desk.open(bytes("姓名,身份证号\n"), passphrase)), "not_pem");
  assert.equal(codeOf(() => Desk.open(Uint8Array.of(0xff, 0xfe, 0), passphrase)), "not_pem");
  assert.equal(codeOf(() => Desk.open(bytes("x".repeat(20_000)), passphrase)), "too_large");
  const cut = pem.toString().split("\n");
  cut.splice(2, 1);
  assert.notEqual(codeOf(() => Desk.open(bytes(cut.join("\n")), passphrase)), "done");
});

test("nothing that the module gives out holds the key", () => {
  const members = Object.getOwnPropertyNames(Desk.prototype).concat(Object.getOwnPropertyNames(Desk));
  assert.deepEqual(members.filter((name) => /seed|secret|private|pem|export/i.test(name)), []);
});

test("a request that the desk signed is taken by the registry, and one that was changed is not", async () => {
  const issuer = open("issuer");
  const taken = await send(issuer, "v1/classes/mine", "{}");
  assert.equal(taken.status, 200, await taken.clone().text());
  assert.ok(Array.isArray((await taken.json()).classes));
  const changed = await send(issuer, "v1/classes/mine", "{}", (headers) => ({ ...headers, signature: headers.signature.replace(/:(.)/, (_, first) => (first === "A" ? ":B" : ":A")) }));
  assert.notEqual(changed.status, 200);
  const officers = await send(issuer, "v1/flags/open", "{}");
  assert.equal((await officers.json()).code, "officer_key");
});

/** The same sheet, read by the program. */
const byProgram = (name) => {
  try {
    return JSON.parse(hezheng("roster", "check", join(root, "tests/rosters", name), "--json"));
  } catch (error) {
    return JSON.parse(error.stdout);
  }
};

for (const name of ["roster-messy.xlsx", "roster-legacy.xls", "roster-gb18030.csv"]) {
  test(`${name} is read as the program reads it, and no number is shown in full`, () => {
    const read = read_roster(name, readFileSync(join(root, "tests/rosters", name)), undefined);
    const preview = JSON.parse(read);
    const expected = JSON.parse(readFileSync(join(root, "tests/rosters/expected.json"), "utf8"))[name];
    const said = byProgram(name);
    assert.deepEqual(preview.accepted.map(({ row, name }) => [row, name]), expected.accepted.map(({ row, name }) => [row, name]));
    assert.deepEqual([...new Set(preview.refused.map(({ row }) => row))], expected.refused.map(({ row }) => row));
    assert.deepEqual(preview.refused.map(({ row, rule }) => [row, rule]), said.refused.map(({ row, rule }) => [row, rule]));
    assert.deepEqual(preview.skipped.map(({ row }) => row), said.skipped.map(({ row }) => row));
    const numbers = [...said.accepted.map(({ identity_number }) => identity_number), ...said.refused.map(({ value }) => value)];
    for (const number of numbers.filter((number) => /^\d{12,}[\dXx]$/.test(number))) assert.ok(!read.includes(number), number);
    assert.ok(preview.accepted.every(({ id_shown }) => /^\**.{4}$/u.test(id_shown)));
  });
}

test("a damaged workbook is refused in words, or ends its module and nothing else", () => {
  const whole = readFileSync(join(root, "tests/rosters/roster-clean.xlsx"));
  let problem;
  try {
    read_roster("名册.xlsx", whole.subarray(0, 3000), undefined);
  } catch (error) {
    problem = JSON.parse(error);
  }
  assert.equal(problem.code, "roster_file");
  assert.ok(problem.zh.length > 5 && problem.en.length > 5);
});

test("an order given here is the program's, and who gave it does not approve it", () => {
  const first = open("officer-1");
  const [{ number }] = JSON.parse(readFileSync(join(demo, "issued.json"), "utf8")).issued;
  const order = { status: "revoked", selector: { numbers: [number] }, reason: "sold", authority: "130100", note: "举报属实" };
  const given = first.give_order(JSON.stringify(order), now());
  assert.match(given.note, /举报属实/);
  const read = JSON.parse(read_order(given.order, pack, roots, now()));
  assert.deepEqual([read.refusal, read.ordered_by.staff_code, read.selector.numbers], ["approval_missing", "演示-001", [number]]);
  const file = join(folder, "order.cose");
  writeFileSync(file, given.order);
  assert.match(hezheng("--lang", "zh", "order", "show", file), new RegExp(number));
  assert.equal(codeOf(() => first.approve_order(given.order, pack, roots, now())), "refused");
  const approved = open("officer-2").approve_order(given.order, pack, roots, now());
  assert.equal(JSON.parse(read_order(approved, pack, roots, now())).refusal, null);
  assert.equal(codeOf(() => first.give_order(JSON.stringify({ ...order, selector: { numbers: [] } }), now())), "order");
  assert.equal(codeOf(() => first.give_order(JSON.stringify({ ...order, selector: { class_filing: "K" } }), now())), "order", "a class needs what was seen");
});

test("the same class filed twice is the same request, and a roster with faults files none", () => {
  const issuer = open("issuer");
  const faulty = readFileSync(join(root, "tests/rosters/roster-messy.xlsx"));
  const facts = JSON.stringify({ programme: "BYS-5", place: "一教", teachers: ["李老师"], plan: "" });
  const opening = "姓名,身份证号,培训项目,课时,培训时间\n测试甲,130602197104160006,保育师,72,2026-05-13至2026-05-27\n";
  const file = () => Buffer.from(issuer.file_class(facts, "名册.csv", Buffer.from(opening), undefined)).toString();
  assert.equal(file(), file());
  assert.equal(JSON.parse(file()).roster[0].id_number, "130602197104160006", "what is sent is whole");
  assert.equal(codeOf(() => issuer.file_class(facts, "名册.xlsx", faulty, undefined)), "roster_faults");
  const failed = opening.replace("培训时间\n", "培训时间,结果\n").replace("27\n", "27,不合格\n");
  assert.equal(codeOf(() => issuer.file_class(facts, "名册.csv", Buffer.from(failed), undefined)), "roster_not_of_a_beginning");
  assert.equal(codeOf(() => issuer.file_class("{}", "名册.csv", Buffer.from(opening), undefined)), "facts");
});
