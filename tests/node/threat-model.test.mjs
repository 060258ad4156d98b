// The threat model says which test shows each of its sentences: that test is there, by name.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const model = readFileSync(join(root, "docs/THREAT-MODEL.md"), "utf8");
const rust = ["core", "keys", "issuer", "registry", "cli", "pdf-templates"].flatMap((crate) =>
  ["src", "tests"].flatMap((folder) => {
    const at = join(root, crate, folder);
    const names = readdirSync(at, { recursive: true }).filter((name) => name.endsWith(".rs"));
    return names.map((name) => readFileSync(join(at, name), "utf8"));
  }),
);
/** Tests, and the codes of verdicts, which look alike. */
const known = rust.flatMap((text) => [...text.matchAll(/\bfn ([a-z0-9_]+)|"([a-z0-9_]+)"/g)].map(([, name, code]) => name ?? code));

test("every test and every code that the threat model names is there", () => {
  const named = [...model.matchAll(/`([a-z0-9]+(?:_[a-z0-9]+){3,}_?)(…?)`/g)];
  assert.ok(named.length > 20, `only ${named.length} are named`);
  const missing = named.filter(([, name, more]) => !known.some((one) => (more === "" ? one === name : one.startsWith(name))));
  assert.deepEqual(missing.map(([text]) => text), []);
});

test("every vector that the threat model names is there", () => {
  const named = [...model.matchAll(/`(\w+\.json)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file, notes]) => [...notes.matchAll(/"([^"]+)"/g)].map(([, note]) => [file, note]));
  assert.ok(named.length > 15, `only ${named.length} are named`);
  const missing = named.filter(([file, note]) => {
    const vectors = readFileSync(join(root, "tests/vectors", file), "utf8");
    return !note.split("…").every((part) => vectors.includes(part.trim()));
  });
  assert.deepEqual(missing, []);
});
