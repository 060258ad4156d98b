// A registry whose clock is ahead: what takes days is done there.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { freePort } from "./port.mjs";
import { demo, hezheng } from "./stage.mjs";

const DAYS = 3;

/** The demo's registry some days later: its store as it is now, another port. */
let later;
after(() => later?.kill());
export async function registryLater() {
  if (later !== undefined) {
    const ended = new Promise((resolve) => later.once("exit", resolve));
    later.kill();
    await ended;
  }
  const port = await freePort();
  const store = join(demo, "later.redb");
  for (const old of [store, `${store}.control`]) if (existsSync(old)) rmSync(old);
  await hezheng("registry", "backup", "--config", "registry.toml", "--out", "later.redb");
  const config = readFileSync(join(demo, "registry.toml"), "utf8").replace(/listen = ".*"/, `listen = "127.0.0.1:${port}"`).replace(/store = ".*"/, 'store = "later.redb"');
  writeFileSync(join(demo, "later.toml"), config);
  later = spawn(process.env.HEZHENG_REGISTRY_LATER, ["later.toml", String(DAYS)], { cwd: demo, stdio: "ignore" });
  const address = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 60_000; Date.now() < end && later.exitCode === null; ) {
    const answer = await fetch(`${address}/health/ready`).catch(() => null);
    if (answer?.ok) return address;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the registry of later does not come up");
}

/** The page's clock is ahead as the registry's is. */
export const ahead = (context) =>
  context.addInitScript((millis) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + millis;
  }, DAYS * 86_400_000);
