// What the desks' tests share: the demo's keys, catalogues changed by an officer's program, and opening a desk with a key.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { demo, hezheng, origin } from "./stage.mjs";

export const base = `${origin}/130100`;
/** The demo's school. */
export const USCC = "521301004JURQ283FE";

/** What the program signs with. */
export const signer = (name) => ["--registry", base, "--key", `keys/${name}.pem`, "--passphrase-file", `keys/${name}.pass`];
export const secret = (name) => readFileSync(join(demo, `keys/${name}.pass`), "utf8").split("\n")[0];

/** Today in Beijing, as of now. */
export const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Today is the day that it is a quarter of an hour later, so that it stays the same at midnight. */
const TODAY = Date.now() + 15 * 60_000;
/** A day so many days from today, in Beijing. */
export const day = (days) => new Date(TODAY + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

/** Puts something into a catalogue, whatever another test put there before. */
export async function change(command, path, isIt, make) {
  const [[, list]] = Object.entries(await (await fetch(`${base}/${path}`)).json());
  const held = list.find(isIt);
  const file = `changed-${command}.json`;
  writeFileSync(join(demo, file), JSON.stringify(make(held?.value)));
  await hezheng("bureau", command, file, "--seen", String(held?.version ?? 0), ...signer("officer-1"));
}

/** The demo's school may teach this programme, whatever else it may. */
export async function teaches(programme) {
  await change("programme", "v1/programmes", ({ value }) => value.code === programme.code, () => programme);
  const entry = { uscc: USCC, address: "裕华路1号", kind: "民办职业培训学校", contact: "0311-00000000" };
  const programmes = (held) => [...new Set([...(held?.programmes ?? []), programme.code])].sort();
  await change("institution", "v1/institutions", ({ value }) => value.uscc === USCC, (held) => ({ ...entry, ...held, standing: "open", programmes: programmes(held) }));
}

/** The rules of the bureau from now on; an empty object is the defaults. */
export async function policy(rules) {
  const { version } = await (await fetch(`${base}/v1/policy`)).json();
  writeFileSync(join(demo, "changed-policy.json"), JSON.stringify({ rules }));
  await hezheng("bureau", "policy", "changed-policy.json", "--seen", String(version), ...signer("officer-1"));
}

/** Gives the page of a desk (an address) a key file and its passphrase. */
export async function open(page, address, name, passphrase = secret(name)) {
  await page.goto(address);
  await page.getByTestId("key-file").setInputFiles(join(demo, `keys/${name}.pem`));
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("open").click();
}

export async function opened(page, address, name) {
  await open(page, address, name);
  await page.getByTestId("holder").waitFor();
}

export const go = (page, tab) => page.getByTestId(`tab-${tab}`).click();
