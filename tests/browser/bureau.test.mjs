// The bureau's console, from the key files to the certificates: two officers with their own keys work in two windows. One suspends,
// two revoke, what was done is put back; a class is accepted, a flag decided, a notice published and read by anybody.

import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { findsNothing, openDetails, tooWide } from "./access.mjs";
import { base, change, day, go, open as openDesk, opened as openedDesk, policy, secret, signer, teaches, USCC } from "./desk.mjs";
import { certificates, demo, hezheng, origin, picture, revokedNumber, withBrowser, withTwoBrowsers } from "./stage.mjs";

const PROGRAMME = "BUREAU-8";
const WIDE = { viewport: { width: 1280, height: 900 }, acceptDownloads: true };
/** Certificates in force that the other tests' first and last do not touch. */
const inForce = certificates.filter(({ number }) => number !== revokedNumber);
const [toUndo, toRefuse] = inForce.slice(2, 4).map(({ number }) => number);

before(() =>
  teaches({ code: PROGRAMME, name: "保育师", occupation_code: "4-10-01-03", occupation_edition: 2022, class_hours: 8, levels: [5], from: "2026-01-01" }));

const open = (page, name) => openDesk(page, `${origin}/bureau`, name);
const opened = (page, name) => openedDesk(page, `${origin}/bureau`, name);

async function story(page, number) {
  await go(page, "search");
  await page.locator("#search-number").fill(number);
  await page.getByTestId("search").click();
  await page.locator(`[data-testid="certificates"] [data-number="${number}"] button`).click();
  await page.getByTestId("story-status").waitFor();
}

/** Shows what an order would change, and signs it. */
async function order(page, reason) {
  await page.locator("#order-reason").selectOption(reason);
  await page.getByTestId("preview").click();
  await page.getByTestId("exactly").waitFor();
  await page.getByTestId("sign").click();
  await page.getByTestId("order-done").waitFor();
  return page.getByTestId("order-done").getAttribute("data-state");
}

const online = async (number) => {
  const { qr_text } = certificates.find((one) => one.number === number);
  const answer = await fetch(`${base}/v1/verify/batch`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify([{ qr_text }]) });
  return (await answer.json())[0].outcome;
};

test("only an officer's key opens the console", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await open(page, "issuer");
    await page.getByTestId("not-usable").getByText("培训机构").waitFor();
    await findsNothing(page, "an institution's key");
    await opened(page, "officer-1");
    await page.getByText("演示-001").waitFor();
  }));

test("one officer suspends at once, two revoke, the same person never does both, and what was done is put back", () =>
  withTwoBrowsers(async (one, other) => {
    const [first, second] = [await one.newPage(), await other.newPage()];
    await opened(first, "officer-1");

    // By one: shown, signed, carried out.
    await story(first, toUndo);
    await picture(first, "bureau-story");
    await first.getByTestId("suspend").click();
    await first.locator("#order-reason").selectOption("false-training-record");
    await first.getByTestId("preview").click();
    await first.getByTestId("exactly").getByText("将暂停 1 张证书").waitFor();
    await findsNothing(first, "what an order would change");
    await picture(first, "bureau-order-preview");
    assert.equal(await online(toUndo), "valid", "nothing happens before it is signed");
    await first.getByTestId("sign").click();
    await first.locator('[data-testid="order-done"][data-state="carried_out"]').waitFor();
    await picture(first, "bureau-order-done");
    assert.equal(await online(toUndo), "invalid");

    // Undone right after: just what it changed, by two.
    await first.getByTestId("undo").click();
    assert.equal(await order(first, "other"), "waiting");
    await first.getByTestId("to-orders").click();
    await first.locator('[data-state="waiting"] button').first().click();
    await first.getByTestId("not-yours").getByText("须由另一名经办人员批准").waitFor();
    assert.equal(await first.getByTestId("approve").count(), 0);
    await opened(second, "officer-2");
    await second.getByTestId("todo").getByText("份状态令等待您批准").waitFor();
    await picture(second, "bureau-inbox");
    await second.locator('[data-testid="drafts"] [data-state="waiting"] button').first().click();
    await second.getByTestId("approve").waitFor();
    await findsNothing(second, "an order to approve");
    await picture(second, "bureau-approve");
    await second.getByTestId("approve").click();
    await second.locator('[data-testid="order-done"][data-state="carried_out"]').waitFor();
    assert.equal(await online(toUndo), "valid");

    // A revocation is given back once, and the officer who looks at an older page is told.
    await story(first, toRefuse);
    await first.getByTestId("revoke").click();
    assert.equal(await order(first, "sold"), "waiting");
    await first.getByTestId("to-orders").click();
    await first.locator('[data-state="waiting"] button').first().click();
    await first.getByTestId("give-back").waitFor();
    await go(second, "inbox");
    await second.locator('[data-testid="drafts"] [data-state="waiting"] button').first().click();
    await second.locator("#back-reason").fill("证据不足，请补充");
    await second.getByTestId("give-back").click();
    await second.getByTestId("order-page").getByText("已退回").first().waitFor();
    await first.locator("#back-reason").fill("我来撤回");
    await first.getByTestId("give-back").click();
    await first.getByText("已被他人修改").first().waitFor();
    assert.equal(await online(toRefuse), "valid");

    // An order for what is revoked already changes nothing, and is not signed.
    await go(first, "orders");
    await first.getByTestId("write").click();
    await first.locator("#order-status").selectOption("revoked");
    await first.locator("#order-text").fill(revokedNumber);
    await first.locator("#order-reason").selectOption("other");
    await first.getByTestId("preview").click();
    await first.getByText("没有证书会因此改变状态").waitFor();
    await story(first, toUndo);
    await first.getByTestId("history").getByText("恢复").first().waitFor();
    await openDetails(first);
    await first.locator("#read-reason").fill("持证人当面核对");
    await first.getByTestId("read").click();
    assert.match(await first.getByTestId("id-number").textContent(), /000.$/);
    await go(first, "audit");
    await first.locator('[data-action="person_read"]').getByText("持证人当面核对").waitFor();
    await findsNothing(first, "audit trail");
    await picture(first, "bureau-audit");
  }, WIDE));

test("all of an institution's certificates are listed before anything is signed, and no further is gone", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page, "officer-1");
    await go(page, "orders");
    await page.getByTestId("write").click();
    await page.locator("#order-status").selectOption("revoked");
    await page.locator("#order-kind").selectOption("institution");
    await page.locator("#order-text").fill(USCC);
    await page.locator("#order-reason").selectOption("false-training-record");
    await page.getByTestId("preview").click();
    await page.getByTestId("exactly").waitFor();
    const rows = await page.locator('[data-testid="exactly"] tbody tr').count();
    assert.ok(rows >= certificates.length, `${rows} listed`);
    assert.ok((await page.locator('[data-testid="exactly"] [data-status="revoked"]').getByText("不变").count()) >= 1);
    await picture(page, "bureau-institution-order");
    assert.equal(await online(toRefuse), "valid");
  }, WIDE));

test("a class is accepted, its notice shown, taken as a file, published, and read by anybody", () =>
  withBrowser(async (context) => {
    const rows = [["测试小明", "19900307"], ["测试乙", "19900308"]].map(([name, born]) => `${name},${invented(born)},保育师,8,${day(1)}至${day(1)}`);
    writeFileSync(join(demo, "bureau-roster.csv"), ["姓名,身份证号,培训项目,课时,培训时间", ...rows].join("\n"));
    const facts = ["--programme", PROGRAMME, "--place", "实训楼301", "--teacher", "测试教师"];
    await hezheng("class", "file", "bureau-roster.csv", ...facts, "--profile", "profile.toml");
    const page = await context.newPage();
    await opened(page, "officer-2");
    await page.locator('[data-testid="classes"] tbody button').first().waitFor();
    await picture(page, "bureau-inbox-class");
    const number = await page.locator('[data-testid="classes"] tbody tr').last().getAttribute("data-class");
    await page.locator(`[data-class="${number}"] button`).click();
    await page.getByTestId("accept").waitFor();
    await openDetails(page);
    await findsNothing(page, "a class");
    await picture(page, "bureau-class");
    // Closed meanwhile, the institution begins nothing: the class stays where it is.
    const standing = (standing) => change("institution", "v1/institutions", ({ value }) => value.uscc === USCC, (held) => ({ ...held, standing }));
    await standing("closed");
    await page.getByTestId("accept").click();
    await page.getByText("这家机构现在不能开展这个项目").waitFor();
    await picture(page, "bureau-class-closed");
    await standing("open");
    await page.getByTestId("accept").click();
    await page.getByText("已受理。机构现在可以按此开班。").waitFor();

    await go(page, "notices");
    await page.locator("#notice-class").fill(number);
    await page.locator("#notice-listed").selectOption("roster");
    await page.getByTestId("notice-show").click();
    await page.getByTestId("notice").getByText("测**明").waitFor();
    await findsNothing(page, "a notice");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByTestId("notice-download").click()]);
    assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
    await page.getByTestId("notice-publish").click();
    await page.getByText("已发布。").waitFor();
    await picture(page, "bureau-notice");
    const [anybody] = await Promise.all([context.waitForEvent("page"), page.getByTestId("notice-page").click()]);
    await anybody.getByText("测**明").waitFor();
    assert.ok(!(await anybody.content()).includes("测试小明"));
    await findsNothing(anybody, "a public notice");
    await picture(anybody, "bureau-public-notice");
  }, WIDE));

/** A number of this day of birth, in the sequence part that nobody is given. */
function invented(born) {
  const body = `130102${born}000`;
  const sum = [...body].reduce((sum, digit, place) => sum + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][place], 0);
  return body + "10X98765432"[sum % 11];
}

test("counts are pictures with their numbers beside them; a person is found by an identity number only with a reason", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await opened(page, "officer-1");
    await go(page, "counts");
    await page.locator("svg.bars").first().waitFor();
    const month = await page.locator(".chart").first().locator("tbody td").first().textContent();
    assert.ok(Number(month) >= certificates.length);
    await findsNothing(page, "counts");
    await picture(page, "bureau-counts");
    await go(page, "search");
    await page.locator("#person-number").fill(invented("19900307"));
    await page.getByTestId("person-search").click();
    await page.getByText("没有事由不能查询").waitFor();
    await page.getByTestId("search").click();
    await page.getByTestId("found").getByText("张证书").waitFor();
    await findsNothing(page, "search");
    await picture(page, "bureau-search");
    await go(page, "institutions");
    await page.locator(`[data-uscc="${USCC}"] button`).click();
    await page.getByTestId("institution-form").waitFor();
    await findsNothing(page, "institutions");
    await picture(page, "bureau-institutions");
  }, WIDE));

test("what a rule holds is approved or refused in the inbox, and the school fetches what became of it", () =>
  withBrowser(async (context) => {
    // People of a course that ended, whose certificates name no class.
    const people = [["程知远", "130102199203030006"], ["沈青禾", "130102199304040000"]];
    const rows = people.map(([name, number]) => `${name},${number},保育师,${day(-40)},${day(-31)},72,合格`);
    writeFileSync(join(demo, "held-roster.csv"), `姓名,身份证号,培训项目,开始日期,结束日期,学时,考核结果\n${rows.join("\n")}\n`);
    // It ends 1 while somebody has no certificate, and says all the same what came of each.
    const issue = async (...more) => JSON.parse(await hezheng("issue", "held-roster.csv", "--profile", "profile.toml", "--out", "held", "--yes", "--json", ...more).catch(({ stdout }) => stdout));
    await policy({ class_required: { severity: "approve" } });
    const first = await issue("--requests", "held-requests");
    // The request as it was sent explains itself, rule by rule.
    const explained = JSON.parse(await hezheng("registry", "policy", "explain", join("held-requests", `${first.failed[0].number}.cbor`), ...signer("officer-1"), "--json"));
    assert.deepEqual([explained.outcome, explained.held_by], ["awaiting_approval", ["class_required"]]);
    assert.equal(statSync(join(demo, "held-requests", `${first.failed[1].number}.cbor`)).mode & 0o077, 0);
    await policy({});
    assert.deepEqual(first.failed.map(({ code, rule }) => [code, rule]), [["awaiting_approval", "class_required"], ["awaiting_approval", "class_required"]]);
    const [approved, refused] = first.failed.map(({ number }) => number);

    const page = await context.newPage();
    await opened(page, "officer-1");
    const row = (number) => page.locator(`[data-testid="held"] [data-held="${number}"]`);
    await row(approved).getByText("证书没有写明班级").waitFor();
    await findsNothing(page, "certificates that wait");
    await picture(page, "bureau-held");
    await row(approved).getByTestId("held-approve").click();
    await row(approved).waitFor({ state: "detached" });
    await row(refused).getByTestId("held-refuse").click();
    await row(refused).getByTestId("held-refuse-sure").click();
    await row(refused).getByText("请先写明不批准的原因").waitFor();
    await row(refused).locator("input").fill("未见开班备案");
    await row(refused).getByTestId("held-refuse-sure").click();
    await row(refused).waitFor({ state: "detached" });
    const then = await issue();
    assert.deepEqual(then.issued.map(({ number }) => number), [approved], "no other number was used");
    assert.equal(then.failed[0].code, "approval_refused");
    assert.match(then.failed[0].message, /未见开班备案/);

    // Run again, the program says why and applies for nothing; only --again does, with another number.
    const stopped = await issue();
    assert.deepEqual([stopped.failed[0].code, stopped.failed[0].number], ["declined", refused]);
    assert.match(stopped.failed[0].message, /未见开班备案.*--again/);
    const again = await issue("--again");
    assert.equal(again.failed.length, 0);
    assert.ok(again.issued.every(({ number }) => number !== refused));

    // Who refused it, and why, is found in the audit trail.
    await go(page, "audit");
    await page.locator('[data-testid="audit"] tbody tr').first().waitFor();
    await page.locator("#audit-action").selectOption("held_refused");
    await page.locator("#audit-by").fill("演示-001");
    await page.locator("#audit-on").fill(refused);
    await page.getByTestId("audit-find").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="audit"] tbody tr').length === 1);
    const entry = page.locator('[data-testid="audit"] tbody tr');
    await entry.getByText("未见开班备案").waitFor();
    await entry.getByText("演示-001 石家庄市人力资源和社会保障局（演示）").waitFor();
    await findsNothing(page, "an audit trail that was searched");
    await picture(page, "bureau-audit-found");
    await page.locator("#audit-by").fill("演示-999");
    await page.getByTestId("audit-find").click();
    await page.getByText("没有这样的记录").waitFor();
  }, WIDE));

test("a list too long for one page goes on when asked, and counts all of it", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    // As many flags as no test makes: the answers are made here, in the form of the registry's.
    const flag = (serial) => ({ serial, words: null, flag: { certificate: toUndo, leaf: 1, rule: "pace", detail: "501 > 500", raised: "2026-05-21T02:00:00Z" } });
    const asked = [];
    await page.route("**/v1/flags/open", async (route) => {
      const { after, limit } = JSON.parse(route.request().postData());
      asked.push(after);
      const from = after === undefined ? 0 : Number(after) + 1;
      const flags = Array.from({ length: Math.min(limit, 203 - from) }, (_, at) => flag(from + at));
      const next = from + flags.length;
      await route.fulfill({ json: { flags, more: 203 - next, next: next < 203 ? String(next - 1) : null } });
    });
    await opened(page, "officer-1");
    const rows = (count) => page.waitForFunction((count) => document.querySelectorAll('[data-testid="flags"] > li').length === count, count);
    await rows(100);
    await page.getByTestId("todo").getByText("203").waitFor();
    await page.getByTestId("more-flags").getByText("还有 103 个").click();
    await rows(200);
    await page.getByTestId("more-flags").click();
    await rows(203);
    assert.equal(await page.getByTestId("more-flags").count(), 0);
    assert.ok(asked.includes("99") && asked.includes("199"), asked.join());
    await findsNothing(page, "a long list");
  }, WIDE));

test("it is all there at 320 pixels, by keyboard alone and in English", () =>
  withBrowser(async (context) => {
    const page = await context.newPage();
    await page.goto(`${origin}/bureau`);
    await page.getByTestId("key-file").setInputFiles(join(demo, "keys/officer-1.pem"));
    await page.getByText("已选择：officer-1.pem").waitFor();
    // The passphrase has the focus once a file is chosen.
    await page.keyboard.type(secret("officer-1"));
    await page.keyboard.press("Enter");
    await page.getByTestId("holder").waitFor();
    assert.ok((await tooWide(page)) <= 0, "inbox");
    await picture(page, "bureau-inbox-320");
    await page.getByTestId("language").focus();
    await page.keyboard.press("Enter");
    for (const [tab, heading] of [["search", "Search certificates"], ["orders", "Orders"], ["institutions", "Institutions"], ["notices", "Public notices"], ["counts", "Counts"], ["audit", "Audit trail"]]) {
      await page.getByTestId(`tab-${tab}`).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: heading }).waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === "H1");
      await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
      assert.ok((await tooWide(page)) <= 0, tab);
      await findsNothing(page, `${tab} in English`);
    }
    await picture(page, "bureau-audit-320");
    await go(page, "search");
    await page.locator("#search-number").fill(toUndo);
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="certificates"] button').first().focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("story-status").waitFor();
    assert.ok((await tooWide(page)) <= 0, "story");
    await page.getByTestId("large-type").click();
    assert.ok((await tooWide(page)) <= 0, "story in large type");
    await picture(page, "bureau-story-320");
    await page.getByTestId("lock").click();
    await page.getByText("The key is locked").waitFor();
  }, { viewport: { width: 320, height: 720 } }));
