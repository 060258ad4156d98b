// A PostgreSQL of a test's own, as tests/postgres-server has one for Rust: Debian's programs, a temporary folder, a free port.
//
// A shell stands between the test and its database and waits for its standard input to end: so the database stops, and its folder
// goes, however the test ends.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SUPERVISOR = `
programs=$1 folder=$2 port=$3
"$programs/pg_ctl" start --silent --wait --timeout 60 --pgdata "$folder/data" --log "$folder/log" \
    --options "-p $port -k $folder -c listen_addresses=127.0.0.1" </dev/null >/dev/null 2>&1 \
    || { echo failed; exit 1; }
echo started
read -r word
"$programs/pg_ctl" stop --silent --wait --mode fast --pgdata "$folder/data" >/dev/null 2>&1
rm -rf "$folder"
`;

/** Starts one. `url` is that of an empty database; `end` stops it and removes its folder. */
export async function startPostgres(port) {
  const programs = newestPrograms();
  const folder = mkdtempSync(join(tmpdir(), "hezheng-season-postgres-"));
  // PostgreSQL refuses to run as root: then it runs as the user that its Debian package made.
  const isRoot = process.getuid() === 0;
  if (isRoot) chownSync(folder, Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" })), -1);
  const asItsUser = (program, words) => (isRoot ? ["runuser", ["-u", "postgres", "--", program, ...words]] : [program, words]);
  const cwd = "/";
  const initdb = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=season", "--pgdata", join(folder, "data")];
  execFileSync(...asItsUser(join(programs, "initdb"), initdb), { cwd, stdio: ["ignore", "ignore", "pipe"] });
  // A group of its own: Ctrl-C in the terminal ends the test, and its end is what stops the database.
  const shell = spawn(...asItsUser("/bin/sh", ["-c", SUPERVISOR, "sh", programs, folder, String(port)]), { cwd, detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const [said] = await once(shell.stdout, "data");
  if (said.toString() !== "started\n") throw new Error(`PostgreSQL does not start:\n${existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : said}`);
  execFileSync(join(programs, "createdb"), ["--host", folder, "--port", String(port), "--username", "season", "registry"], { cwd });
  const end = async () => {
    const ended = once(shell, "exit");
    shell.stdin.end();
    await ended;
  };
  return { url: `postgresql://season@${encodeURIComponent(folder)}:${port}/registry`, end };
}

function newestPrograms() {
  const all = "/usr/lib/postgresql";
  const versions = existsSync(all) ? readdirSync(all).filter((version) => existsSync(join(all, version, "bin/initdb"))) : [];
  const newest = versions.map(Number).sort((one, other) => other - one)[0];
  if (newest === undefined) throw new Error("PostgreSQL is missing: apt-get install postgresql");
  return join(all, String(newest), "bin");
}
