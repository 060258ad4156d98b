// What a school's clerk and the bureau's officers do in a season, each through their own page.

import assert from "node:assert/strict";
import { tooWide, findsNothing } from "../access.mjs";
import { picture } from "../chromium.mjs";
import { day, person, roster } from "./people.mjs";

/** A page as people see it: kept as a picture, not wider than the screen, and axe finds nothing. */
export async function look(page, name) {
  assert.ok((await tooWide(page)) <= 0, `${name} is wider than the screen`);
  await findsNothing(page, name);
  await picture(page, name);
}

/** Opens a desk (`institution` or `bureau`) with this key file. */
export async function openDesk(page, place, desk, key) {
  await page.goto(`${place.origin}/${desk}`);
  await page.getByTestId("key-file").setInputFiles(place.keyFile(key));
  await page.getByTestId("passphrase").fill(place.passphrase(key));
  await page.getByTestId("open").click();
  await page.getByTestId("holder").waitFor();
}

export const go = (page, tab) => page.getByTestId(`tab-${tab}`).click();

/** Lets an institution of the catalogue teach these programmes too. */
export async function letTeach(page, uscc, codes, name) {
  await go(page, "institutions");
  await page.locator(`[data-uscc="${uscc}"] button`).click();
  for (const code of codes) await page.getByTestId("institution-form").getByLabel(`（${code}）`).check();
  await look(page, name);
  await page.getByTestId("show-changes").click();
  await page.getByTestId("save").click();
  await page.locator('[data-testid="saved"]:not(:empty)').waitFor();
  await page.locator(`[data-uscc="${uscc}"]`).getByText("养老护理员").waitFor();
}

/** Files a class; its number. */
export async function fileClass(page, course, name) {
  await go(page, "overview");
  await page.getByTestId("file-new").click();
  await page.getByTestId("roster").setInputFiles(roster(course));
  await page.getByTestId("accepted").waitFor();
  // Nobody has passed yet, and nobody is asked to say who did.
  await page.getByTestId("roster-says").getByText("提醒 0 处").waitFor();
  await page.getByTestId("class-programme").selectOption(course.code);
  await page.getByTestId("class-place").fill("裕华路1号实训楼301");
  await page.getByTestId("class-teachers").fill("测试教师甲\n测试教师乙");
  if (name !== undefined) await look(page, `${name}-filing`);
  await page.getByTestId("review").click();
  await page.getByTestId("confirm-filing").waitFor();
  if (name !== undefined) await look(page, `${name}-review`);
  await page.getByTestId("confirm-filing").click();
  await page.getByTestId("filed").getByText(`${course.people.length}`).first().waitFor();
  return page.getByTestId("filed").getAttribute("data-number");
}

/** An officer reads a class that waits, and accepts it. */
export async function accept(page, number, course, name) {
  await go(page, "inbox");
  await page.locator(`[data-class="${number}"] button`).click();
  await page.getByTestId("class-page").getByText(course.programme).first().waitFor();
  await page.getByText(`${course.people.length}`).first().waitFor();
  if (name !== undefined) await look(page, name);
  await page.getByTestId("accept").click();
  await page.getByText("已受理。机构现在可以按此开班。").waitFor();
}

/** Files who passed, and issues to them, in front of the plan. */
export async function issue(page, number, course, name) {
  const passed = course.people.length - course.failed.length;
  await go(page, "classes");
  await page.locator('[data-testid="classes"]').getByRole("button", { name: number }).click();
  await page.getByTestId("issuing").waitFor();
  await page.getByTestId("roster").setInputFiles(roster(course, course.failed));
  await page.getByTestId("results-plan").getByText(`${course.people.length} 人中 ${passed} 人合格`).waitFor();
  await page.getByTestId("file-results").click();
  await page.getByTestId("show-plan").click();
  await page.getByTestId("plan").getByText(`签发新证 ${passed} 张`).waitFor();
  if (name !== undefined) await look(page, `${name}-plan`);
  await page.getByTestId("issue").click();
  await page.locator('[data-testid="issue-says"][data-ended="done"]').waitFor({ timeout: 60_000 });
  await page.getByText(`本次备案 ${passed} 张，以前已有 0 张，被拒绝 0 张`).waitFor();
  if (name !== undefined) await look(page, `${name}-done`);
}

/** The number of this person's certificate in this class, by the school's own list. */
export async function numberOf(page, at, course) {
  const { name, identity } = person(at);
  await go(page, "certificates");
  await page.getByTestId("filter").fill(name);
  const row = page.locator('[data-testid="certificates"] tbody tr', { hasText: course.programme }).filter({ hasText: identity.slice(-4) });
  return row.getAttribute("data-number");
}

/** Publishes a class's certificates, and reads them as anybody does. */
export async function publish(page, number, course, name) {
  await go(page, "notices");
  await page.locator("#notice-class").fill(number);
  await page.getByTestId("notice-show").click();
  await page.getByTestId("notice").waitFor();
  await page.locator("#notice-until").fill(day(15));
  await look(page, `${name}-preview`);
  await page.getByTestId("notice-publish").click();
  await page.getByText("已发布。").waitFor();
  const [anybody] = await Promise.all([page.context().waitForEvent("page"), page.getByTestId("notice-page").click()]);
  await anybody.getByText(course.programme).first().waitFor();
  const shown = await anybody.content();
  for (const at of course.people) {
    const { name, identity } = person(at);
    assert.ok(!shown.includes(name) && !shown.includes(identity), `${name} is masked`);
  }
  await look(anybody, `${name}-public`);
  await anybody.close();
}

/** A flag about this certificate in an officer's inbox. */
export async function flagOf(page, number, rule) {
  await go(page, "inbox");
  const flag = page.locator('[data-testid="flags"] li', { hasText: number }).filter({ hasText: rule });
  await flag.waitFor();
  return flag;
}

/** Decides a flag in front of an officer. */
export async function decideFlag(flag, verdict, reason) {
  const page = flag.page();
  await flag.locator("button[aria-expanded]").click();
  await flag.getByRole("textbox").fill(reason);
  await page.getByTestId(`flag-${verdict}`).click();
  await flag.waitFor({ state: "detached" });
}

/** A certificate's story. */
export async function story(page, number) {
  await go(page, "search");
  await page.locator("#search-number").fill(number);
  await page.getByTestId("search").click();
  await page.locator(`[data-testid="certificates"] [data-number="${number}"] button`).click();
  await page.getByTestId("story-status").waitFor();
}

/** Gives an order about one certificate: `suspend`, `revoke` or `reinstate`. What became of it: `carried_out` or `waiting`. */
export async function order(page, number, act, { reason, note }, name) {
  await story(page, number);
  await page.getByTestId(act).click();
  await page.locator("#order-reason").selectOption(reason);
  await page.locator("#order-note").fill(note);
  await page.getByTestId("preview").click();
  await page.getByTestId("exactly").getByText(number).waitFor();
  if (name !== undefined) await look(page, name);
  await page.getByTestId("sign").click();
  await page.getByTestId("order-done").waitFor();
  return page.getByTestId("order-done").getAttribute("data-state");
}

/** Opens the one order that waits. */
export async function openWaiting(page, tab) {
  await go(page, tab);
  await page.locator('[data-testid="drafts"] [data-state="waiting"] button').click();
  await page.getByTestId("exactly").waitFor();
}

/** Approves the one order that waits for another officer. */
export async function approve(page, name) {
  await openWaiting(page, "inbox");
  await page.getByTestId("approve").waitFor();
  if (name !== undefined) await look(page, name);
  await page.getByTestId("approve").click();
  await page.locator('[data-testid="order-done"][data-state="carried_out"]').waitFor();
}

/**
 * Whoever gave an order tries to approve it: the page offers no way, and a page that was made to believe somebody else gave it
 * is refused a signature.
 */
export async function cannotApproveOwn(page, otherStaffCode, name) {
  await openWaiting(page, "orders");
  await page.getByTestId("not-yours").getByText("须由另一名经办人员批准").waitFor();
  assert.equal(await page.getByTestId("approve").count(), 0);
  await look(page, name);
  await page.route("**/v1/orders/drafts/open", async (route) => {
    const answer = await route.fetch();
    const said = await answer.json();
    if (said.ordered_by !== undefined) said.ordered_by.staff_code = otherStaffCode;
    await route.fulfill({ response: answer, json: said });
  });
  await openWaiting(page, "orders");
  let decided = 0;
  await page.route("**/v1/orders/drafts/decide", (route) => (decided += 1, route.continue()));
  await page.getByTestId("approve").click();
  await page.getByText("按名录这份状态令不能这样签").waitFor();
  assert.equal(decided, 0, "nothing was signed, so nothing was sent");
  await page.unrouteAll();
}
