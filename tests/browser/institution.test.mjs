// The institution's pages, from the key file to the PDFs: a class is filed, accepted by an officer's program, and issued from the
// page; the network is lost in the middle. What takes days is done at a registry whose clock is ahead.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { findsNothing, tooWide } from "./access.mjs";
import { demo, hezheng, origin, picture, withBrowser } from "./stage.mjs";

const base = `${origin}/130100`;
const DAYS = 3;
const USCC = "521301004JURQ283FE";
const PROGRAMME = "JG-5";
/** The same class filed twice is one class: each run has a room of its own. */
const ROOM = `实训楼${Date.now() % 100_000}`;
const officer = (name) => ["--registry", base, "--key", `keys/${name}.pem`, "--passphrase-file", `keys/${name}.pass`];
const secret = (name) => readFileSync(join(demo, `keys/${name}.pass`), "utf8").split("\n")[0];
const day = (days) => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

/** Somebody invented: born on a day of their own, in the sequence part that nobody is given. */
function person(at) {
  const born = new Date(Date.UTC(1988, 0, 1) + at * 5 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
  const body = `130102${born}000`;
  const sum = [...body].reduce((sum, digit, place) => sum + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][place], 0);
  return { name: `测试${"甲乙丙丁戊己庚辛壬癸"[at % 10]}${"一二三四五六七八九十"[Math.floor(at / 10) % 10]}`, number: `${body}${"10X98765432"[sum % 11]}` };
}

const roster = (people, result) => {
  const header = `姓名,身份证号,培训项目,课时,培训时间${result ? ",考核结果" : ""}`;
  const rows = people.map((at) => {
    const { name, number } = person(at);
    return `${name},${number},家政服务员,8,${day(1)}至${day(1)}${result ? `,${result(at)}` : ""}`;
  });
  return { name: "花名册.csv", mimeType: "text/csv", buffer: Buffer.from([header, ...rows].join("\n")) };
};
const everybody = Array.from({ length: 60 }, (_, at) => at);

before(async () => {
  const programme = { code: PROGRAMME, name: "家政服务员", occupation_code: "4-10-01-06", occupation_edition: 2022, class_hours: 8, levels: [5], from: "2026-01-01" };
  await change("programme", "v1/programmes", ({ value }) => value.code === PROGRAMME, () => programme);
  const entry = { uscc: USCC, address: "裕华路1号", kind: "民办职业培训学校", contact: "0311-00000000", programmes: [PROGRAMME], standing: "open" };
  await change("institution", "v1/institutions", ({ value }) => value.uscc === USCC, (held) => ({ ...entry, programmes: [...new Set([...(held?.programmes ?? []), PROGRAMME])] }));
});

/** Puts something into a catalogue, whatever another test put there before. */
async function change(command, path, isIt, make) {
  const [[, list]] = Object.entries(await (await fetch(`${base}/${path}`)).json());
  const held = list.find(isIt);
  writeFileSync(join(demo, `${command}.json`), JSON.stringify(make(held?.value)));
  await hezheng("bureau", command, `${command}.json`, "--seen", String(held?.version ?? 0), ...officer("officer-1"));
}

async function open(page, address = origin, name = "issuer", passphrase = secret("issuer")) {
  await page.goto(`${address}/institution`);
  await page.getByTestId("key-file").setInputFiles(join(demo, `keys/${name}.pem`));
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("open").click();
}

const opened = async (page, ...given) => {
  await open(page, ...given);
  await page.getByTestId("holder").waitFor();
};

async function fillFiling(page, people, change = (text) => text) {
  const given = roster(people);
  await page.getByTestId("roster").setInputFiles({ ...given, buffer: Buffer.from(change(given.buffer.toString())) });
  await page.getByTestId("accepted").waitFor();
  await page.getByTestId("class-programme").selectOption(PROGRAMME);
  await page.getByTestId("class-place").fill(ROOM);
  await page.getByTestId("class-teachers").fill("测试教师甲\n测试教师乙");
  await page.getByTestId("review").click();
}

async function file(page, people) {
  await fillFiling(page, people);
  await page.getByTestId("confirm-filing").click();
  await page.getByTestId("filed").waitFor();
  return page.getByTestId("filed").getAttribute("data-number");
}

test("only this institution's key file opens its pages, and each wrong one is told apart", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(page, origin, "issuer", "错的口令");
    await page.getByText("口令不对，或文件已损坏").waitFor();
    await findsNothing(page, "wrong passphrase");
    await picture(page, "institution-wrong-passphrase");
    await page.getByTestId("key-file").setInputFiles(join(demo, "keys/issuer.pub.pem"));
    await page.getByTestId("open").click();
    await page.getByText("这是公钥文件").waitFor();
    await page.getByTestId("key-file").setInputFiles({ name: "名册.pem", mimeType: "text/plain", buffer: Buffer.from("姓名") });
    await page.getByTestId("open").click();
    await page.getByText("这不是密钥文件").waitFor();
    assert.ok(asked.every((url) => !url.includes("/v1/")), "nothing was asked of the registry for a key that did not open");
    await open(page, origin, "officer-1", secret("officer-1"));
    await page.getByTestId("not-usable").getByText("经办人员").waitFor();
    await findsNothing(page, "another's key");
    await page.getByTestId("lock").click();
    await opened(page);
    await page.getByTestId("profile").getByText(USCC).waitFor();
    await page.getByTestId("profile").getByText("家政服务员").first().waitFor();
    assert.ok(asked.every((url) => url.startsWith(origin)));
    const kept = await page.evaluate(async () => [JSON.stringify(localStorage), JSON.stringify(sessionStorage), (await indexedDB.databases()).map(({ name }) => name).join()]);
    assert.deepEqual(kept.slice(1), ["{}", "hezheng"]);
    assert.ok(!kept[0].includes("PRIVATE"));
  }));

test("the key is let go after a quarter of an hour that nobody touched the page", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.clock.install();
    await opened(page);
    await page.clock.runFor(14 * 60_000);
    await page.getByTestId("holder").waitFor();
    await page.keyboard.press("Tab");
    await page.clock.runFor(14 * 60_000);
    await page.getByTestId("holder").waitFor();
    await page.clock.runFor(2 * 60_000);
    await page.getByTestId("why-locked").waitFor();
    assert.equal(await page.getByTestId("passphrase").inputValue(), "");
  }));

test("a roster with faults is shown row by row and files nothing; a class is filed, withdrawn and filed again", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    const faulty = roster([1, 2, 3]);
    faulty.buffer = Buffer.from(faulty.buffer.toString().replace(person(2).number, person(2).number.slice(0, 16)));
    await page.getByTestId("roster").setInputFiles(faulty);
    await page.getByTestId("refused").getByText("应为 18 位").waitFor();
    await page.getByTestId("review").click();
    await page.getByTestId("missing").getByText("请填写").waitFor();
    assert.ok(!(await page.content()).includes(person(1).number), "no number is shown in full");
    await findsNothing(page, "a roster with faults");
    await picture(page, "institution-faults");
    await page.getByTestId("roster").setInputFiles({ name: "坏.xlsx", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004 not a workbook") });
    await page.getByTestId("roster-problem").getByText(/。/).waitFor();
    await fillFiling(page, [1, 2, 3], (text) => text.replace(person(3).name, "李\u{323B0}"));
    await page.getByTestId("missing").getByText("没有字库能印出：第 4 行的“\u{323B0}”").waitFor();
    await fillFiling(page, [1, 2, 3], (text) => text.replaceAll("家政服务员", "保育师"));
    await page.getByTestId("missing").getByText("名册第 2 行的培训项目是“保育师”").waitFor();
    const number = await file(page, [1, 2, 3]);
    assert.match(number, /^130100-\d{4}-\d{6}$/);
    await page.getByTestId("filed").getByRole("button").click();
    await page.locator('[data-testid="class"][data-state="waiting"]').waitFor();
    await page.getByTestId("withdraw").click();
    await page.getByTestId("withdraw-yes").click();
    await page.locator('[data-testid="class"][data-state="withdrawn"]').waitFor();
    // Just the same again is the class that was withdrawn, and is not said to be filed.
    await page.getByTestId("tab-overview").click();
    await page.getByTestId("file-new").click();
    await fillFiling(page, [1, 2, 3]);
    await page.getByTestId("confirm-filing").click();
    await page.getByTestId("filed-before").getByText("已撤回").waitFor();
    await page.getByTestId("filed-before").getByRole("button").click();
    await page.getByTestId("replace").click();
    await page.getByTestId("filing").waitFor();
    assert.equal(await page.getByTestId("class-place").inputValue(), ROOM);
    const again = await file(page, [1, 2, 3]);
    assert.notEqual(again, number);
    await hezheng("bureau", "return", again, "--reason", "教学计划不完整", ...officer("officer-2"));
    await page.getByTestId("tab-overview").click();
    await page.locator('[data-todo="returned"]').getByText(again).click();
    await page.getByTestId("returned").getByText("教学计划不完整").waitFor();
    await findsNothing(page, "a class that was returned");
  }));

test("a class returned while its page is open, and a network that is gone, are each said", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    const number = await file(page, [7, 8]);
    await page.getByTestId("filed").getByRole("button").click();
    await page.getByTestId("withdraw").click();
    await hezheng("bureau", "accept", number, ...officer("officer-1"));
    await page.getByTestId("withdraw-yes").click();
    await page.getByText("班级的状态刚刚变了").waitFor();
    await page.locator('[data-testid="class"][data-state="accepted"]').waitFor();
    await context.setOffline(true);
    await page.getByTestId("refresh").click();
    await page.getByTestId("waiting").getByText("正在重试").waitFor();
    await page.getByText("连不上备案系统").first().waitFor({ timeout: 30_000 });
    await context.setOffline(false);
    await page.getByTestId("refresh").click();
    await page.getByText("连不上备案系统").first().waitFor({ state: "hidden" });
  }));

/** The demo's registry some days later: its store as it is now, another port. */
let later;
after(() => later?.kill());
async function registryLater() {
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
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${address}/health/ready`).catch(() => null);
    if (answer?.ok) return address;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the registry of later does not come up");
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The page's clock is ahead as the registry's is. */
const ahead = (context) =>
  context.addInitScript((millis) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + millis;
  }, DAYS * 86_400_000);

test("results are filed, certificates issued through a lost network without a second one, downloaded, and each says where it stands", () =>
  withBrowser(
    async (context) => {
      const filing = await context.newPage();
      await opened(filing);
      await filing.getByTestId("file-new").click();
      const number = await file(filing, everybody);
      await filing.close();
      await hezheng("bureau", "accept", number, ...officer("officer-1"));
      const address = await registryLater();
      await ahead(context);
      const page = await context.newPage();
      await opened(page, address);
      await picture(page, "institution-todo");
      await page.locator('[data-todo="results"]').getByText(number).click();
      const results = roster(everybody, (at) => (at % 20 === 19 ? "不合格" : "合格"));
      await page.getByTestId("roster").setInputFiles(results);
      await page.getByTestId("results-plan").getByText("60 人中 57 人合格").waitFor();
      await picture(page, "institution-results");
      await page.getByTestId("file-results").click();
      await page.getByTestId("show-plan").click();
      await page.getByTestId("plan").getByText("签发新证 57 张").waitFor();
      await findsNothing(page, "plan");
      await picture(page, "institution-plan");

      // The first request arrives and its answer is lost, each time that the page tries.
      let lost = 0;
      await page.route("**/v1/certificates/batch", async (route) => {
        lost += 1;
        await route.fetch();
        await route.abort();
      });
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="stopped"]').waitFor({ state: "attached", timeout: 60_000 });
      await page.getByTestId("problem").getByText("已备案的不会丢").waitFor();
      assert.ok(lost > 1, "tried again");
      await page.unroute("**/v1/certificates/batch");

      // Closed and opened again: nothing was kept, and nobody gets a second certificate.
      await opened(page, address);
      await page.locator('[data-todo="issue"]').getByText(number).click();
      await page.getByTestId("roster").setInputFiles(results);
      await page.getByTestId("show-plan").click();
      await page.getByTestId("plan").getByText("签发新证 7 张").waitFor();
      await page.getByTestId("plan").getByText("已有证书 50 人").waitFor();
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
      await page.getByText("本次备案 7 张，以前已有 50 张，被拒绝 0 张").waitFor();
      await picture(page, "institution-issued");
      await findsNothing(page, "issued");

      await page.getByTestId("tab-certificates").click();
      const rows = page.locator('[data-testid="certificates"] tbody tr');
      await rows.first().waitFor();
      const listed = await rows.evaluateAll((rows) => rows.map((row) => row.dataset.number));
      await page.getByTestId("filter").fill(number);
      await page.getByText(`显示 57 / ${listed.length} 张`).waitFor();
      const download = async (click) => {
        const [file] = await Promise.all([page.waitForEvent("download", { timeout: 90_000 }), click]);
        return readFileSync(await file.path());
      };
      const pdf = await download(rows.first().getByTestId("download").click());
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      await page.getByTestId("filter").fill(person(3).name);
      const zip = await download(page.getByTestId("download-all").click());
      assert.equal(zip.subarray(0, 4).toString("latin1"), "PK\u0003\u0004");
      assert.ok(zip.includes(Buffer.from(person(3).name)), "the archive's file is named after its holder");
      await page.getByTestId("filter").fill("");
      await page.locator('[data-status="revoked"]').first().getByText("已吊销").waitFor();
      await findsNothing(page, "certificates");
      await picture(page, "institution-certificates");
    },
    { viewport: { width: 1280, height: 900 }, acceptDownloads: true },
  ));

test("a closed institution files no class, and is told so", () =>
  withBrowser(async (context) => {
    const standing = (standing) => change("institution", "v1/institutions", ({ value }) => value.uscc === USCC, (held) => ({ ...held, standing }));
    const page = await context.newPage();
    await opened(page);
    await page.getByTestId("file-new").click();
    await fillFiling(page, [11, 12]);
    await standing("closed");
    await page.getByTestId("confirm-filing").click();
    await page.getByText("这家机构现在不能开展这个项目").waitFor();
    await findsNothing(page, "a closed institution");
    await picture(page, "institution-closed");
    await standing("open");
  }));

test("certificates that a rule holds wait for an officer, are shown as waiting, and come when they were approved", () =>
  withBrowser(
    async (context) => {
      const policy = async (rules) => {
        const { version } = await (await fetch(`${base}/v1/policy`)).json();
        writeFileSync(join(demo, "institution-policy.json"), JSON.stringify({ rules }));
        await hezheng("bureau", "policy", "institution-policy.json", "--seen", String(version), ...officer("officer-1"));
      };
      const filing = await context.newPage();
      await opened(filing);
      await filing.getByTestId("file-new").click();
      const people = [71, 72, 73];
      const number = await file(filing, people);
      await filing.close();
      await hezheng("bureau", "accept", number, ...officer("officer-1"));
      // The registry of later has this policy, the demo's only until it was copied.
      await policy({ hours_against_dates: { severity: "approve", limit: 1 } });
      const address = await registryLater();
      await policy({});
      await ahead(context);
      const page = await context.newPage();
      const toPlan = async () => {
        await opened(page, address);
        await page.locator('[data-todo="issue"]').getByText(number).click();
        await page.getByTestId("roster").setInputFiles(roster(people, () => "合格"));
        await page.getByTestId("show-plan").click();
        await page.getByTestId("plan").waitFor();
      };
      await opened(page, address);
      await page.locator('[data-todo="results"]').getByText(number).click();
      await page.getByTestId("roster").setInputFiles(roster(people, () => "合格"));
      await page.getByTestId("file-results").click();
      await page.getByTestId("show-plan").waitFor();
      await toPlan();
      await page.getByTestId("issue").click();
      await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
      const waiting = page.locator('[data-testid="run"] [data-state="awaiting_approval"]');
      await waiting.first().getByText("等待人社局批准").waitFor();
      assert.equal(await waiting.count(), people.length);
      await findsNothing(page, "certificates that wait");
      await picture(page, "institution-awaiting");

      const bureau = await context.newPage();
      await bureau.goto(`${address}/bureau`);
      await bureau.getByTestId("key-file").setInputFiles(join(demo, "keys/officer-1.pem"));
      await bureau.getByTestId("passphrase").fill(secret("officer-1"));
      await bureau.getByTestId("open").click();
      const held = bureau.locator('[data-testid="held"] li');
      await held.first().waitFor();
      for (let left = await held.count(); left > 0; left -= 1) {
        await held.first().getByTestId("held-approve").click();
        await bureau.waitForFunction((left) => document.querySelectorAll('[data-testid="held"] li').length < left, left);
      }
      // What was approved is there; nobody is issued to a second time.
      await toPlan();
      await page.getByTestId("plan").getByText("已有证书 3 人").waitFor();
      assert.equal(await page.getByTestId("issue").count(), 0);
      await picture(page, "institution-approved");
    },
    { viewport: { width: 1280, height: 900 }, acceptDownloads: true },
  ));

test("it is all there at 320 pixels, by keyboard alone and in English", () =>
  withBrowser(
    async (context) => {
      const page = await context.newPage();
      await page.goto(`${origin}/institution`);
      await page.getByTestId("key-file").setInputFiles(join(demo, "keys/issuer.pem"));
      await page.getByText("已选择：issuer.pem").waitFor();
      await picture(page, "institution-open-320");
      assert.ok((await tooWide(page)) <= 0, "open");
      // The passphrase has the focus once a file is chosen.
      await page.keyboard.type(secret("issuer"));
      await page.keyboard.press("Enter");
      await page.getByTestId("holder").waitFor();
      assert.ok((await tooWide(page)) <= 0, "overview");
      await picture(page, "institution-overview-320");
      await page.getByTestId("language").focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("tab-classes").focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Classes" }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");
      await page.locator('[data-testid="classes"] button').first().waitFor();
      assert.ok((await tooWide(page)) <= 0, "classes");
      await findsNothing(page, "classes in English");
      await picture(page, "institution-classes-320");
      await page.locator('[data-testid="classes"] button').first().focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("filed-roster").waitFor();
      assert.ok((await tooWide(page)) <= 0, "class");
      await page.getByTestId("large-type").click();
      assert.ok((await tooWide(page)) <= 0, "class in large type");
      await page.getByTestId("tab-certificates").click();
      await page.getByTestId("certificates").waitFor();
      assert.ok((await tooWide(page)) <= 0, "certificates in large type");
      await picture(page, "institution-certificates-320");
      await page.getByTestId("lock").click();
      await page.getByText("The key is locked").waitFor();
    },
    { viewport: { width: 320, height: 720 } },
  ));
