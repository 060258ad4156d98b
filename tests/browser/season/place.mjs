// A province of a season's own: its bureau with two officers, one school, their keys, the list that the root key signed, and a
// registry on a free port of 127.0.0.1, made by the commands that people use.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../port.mjs";
import { startPostgres } from "./postgres.mjs";

const run = promisify(execFile);
const CODE = "130100";
export const USCC = "521301004JURQ283FE";
export const SCHOOL = "启明职业培训学校（演示）";
export const OFFICERS = { "officer-1": "演示-001", "officer-2": "演示-002" };
const ROLES = { root: "root", countersign: "authority", snapshot: "authority", log: "authority", issuer: "issuer", "officer-1": "officer", "officer-2": "officer" };
/** Classes end and certificates are issued so many days after they were filed. */
export const DAYS = 4;

/** Makes everything and starts the registry on this store: `embedded` or `postgres`. */
export async function openPlace(store) {
  const folder = mkdtempSync(join(tmpdir(), "hezheng-season-"));
  const database = store === "postgres" ? await startPostgres(await freePort()) : null;
  const place = new Place(folder, await freePort(), database);
  try {
    await place.found();
    await place.serve(process.env.HEZHENG_PROGRAM, "registry", "serve", "--config", "registry.toml");
  } catch (error) {
    await place.end();
    throw error;
  }
  return place;
}

class Place {
  #registry = null;

  constructor(folder, port, database) {
    this.folder = folder;
    this.port = port;
    this.database = database;
    this.origin = `http://127.0.0.1:${port}`;
    this.base = `${this.origin}/${CODE}`;
  }

  /** Runs hezheng in the folder. */
  async hezheng(...words) {
    return (await run(process.env.HEZHENG_PROGRAM, words, { cwd: this.folder })).stdout;
  }

  file = (name) => join(this.folder, name);
  keyFile = (name) => this.file(`${name}.pem`);
  /** The service opens its keys by itself, all with one passphrase. */
  passphrase = (name) => `演示口令 ${ROLES[name] === "authority" ? "备案系统" : name} 仅供演示`;
  signer = (name) => ["--key", `${name}.pem`, "--passphrase-file", `${name}.pass`];

  async found() {
    for (const name of Object.keys(ROLES)) writeFileSync(this.file(`${name}.pass`), `${this.passphrase(name)}\n`);
    await Promise.all(Object.entries(ROLES).map(([name, role]) => this.hezheng("keys", "new", "--role", role, "--out", `${name}.pem`, "--passphrase-file", `${name}.pass`)));
    const trust = (...words) => this.hezheng("trust", ...words);
    const person = ["--person", "演示管理员"];
    await trust("init", "--province", "演示省", "--root", "root.pub.pem", ...person);
    const bureau = ["--code", CODE, "--name", "石家庄市人力资源和社会保障局（演示）"];
    await trust("add-authority", ...bureau, "--base-url", this.base, "--log-origin", `127.0.0.1:${this.port}/${CODE}`);
    for (const uses of ["countersign", "snapshot", "log"]) await trust("add-key", `${uses}.pub.pem`, "--role", "authority", "--authority", CODE, "--uses", uses, ...person);
    for (const [name, staff] of Object.entries(OFFICERS)) {
      await trust("add-officer", "--authority", CODE, "--staff-code", staff, "--name", staff.replace("演示-00", "演示人员"));
      await trust("add-key", `${name}.pub.pem`, "--role", "officer", "--authority", CODE, "--staff-code", staff);
    }
    await trust("add-institution", "--uscc", USCC, "--name", SCHOOL, "--authority", CODE, "--number", "0007", "--contact", "演示联系人");
    await trust("add-key", "issuer.pub.pem", "--role", "issuer", "--uscc", USCC);
    await trust("sign", ...this.signer("root"));
    await this.hezheng("registry", "sealing-key", "--out", "sealing.key");
    const settings = {
      listen: `127.0.0.1:${this.port}`,
      page_origin: this.origin,
      store: this.database?.url ?? "registry.redb",
      ...(this.database === null ? {} : { node_url: this.origin }),
      sealing_key_file: "sealing.key",
      roots: ["root.pub.pem"],
      trust_bundle: "bundles/0001.cbor",
      passphrase_file: "countersign.pass",
      snapshot_max_age_secs: 1,
    };
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    const keys = ["countersign", "snapshot", "log"].map((name) => `${name}_key = "${name}.pem"`);
    writeFileSync(this.file("registry.toml"), [...lines, "", "[[authority]]", `code = "${CODE}"`, ...keys, ""].join("\n"));
  }

  /** Starts a registry over the store, and waits until it answers readers. */
  async serve(program, ...words) {
    const log = openSync(this.file("registry.log"), "a");
    const registry = spawn(program, words, { cwd: this.folder, stdio: ["ignore", log, log] });
    closeSync(log);
    this.#registry = registry;
    const end = Date.now() + 60_000;
    while (!(await fetch(`${this.origin}/health/ready`).then(({ ok }) => ok, () => false))) {
      if (registry.exitCode !== null || Date.now() > end) throw new Error(`the registry does not come up:\n${readFileSync(this.file("registry.log"), "utf8")}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** The same store at the same address, when the classes are over: only the clock is another. */
  async daysLater() {
    await this.#stop();
    await this.serve(process.env.HEZHENG_REGISTRY_LATER, "registry.toml", String(DAYS));
  }

  async #stop() {
    const registry = this.#registry;
    this.#registry = null;
    if (registry === null || registry.exitCode !== null) return;
    const ended = once(registry, "exit");
    registry.kill();
    await ended;
  }

  /** Stops the registry, and reads its whole store again. */
  async check() {
    await this.#stop();
    return this.hezheng("registry", "fsck", "--config", "registry.toml");
  }

  async end() {
    await this.#stop();
    await this.database?.end();
    rmSync(this.folder, { recursive: true });
  }
}
