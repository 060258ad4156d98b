// A season: a catalogue, three classes filed, accepted and issued, a public notice, a fraud found by a trainee's report, suspended
// by one officer and revoked by two, seen by an employer without a network, and a reinstatement.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { withBrowser } from "../chromium.mjs";
import * as desks from "./desks.mjs";
import { withLine } from "./line.mjs";
import * as phones from "./phones.mjs";
import { DAYS, OFFICERS, openPlace, USCC } from "./place.mjs";

const range = (from, count) => Array.from({ length: count }, (_, at) => from + at);
/** Somebody of the first class is on the roster of the second as well, on a day that both have. */
const IN_TWO = 17;
const [HOUSEKEEPING, CHILDREN, ELDERLY] = [
  { name: "家政一班名册", code: "JZ-5", programme: "家政服务员", occupation: "4-10-01-06", hours: 16, first: 1, last: 2, people: range(0, 40), failed: [], form: "csv" },
  { name: "保育一班名册", code: "BY-5", programme: "保育师", occupation: "4-10-01-03", hours: 16, first: 2, last: 3, people: [IN_TWO, ...range(40, 39)], failed: [], form: "xlsx" },
  { name: "养老一班名册", code: "YL-5", programme: "养老护理员", occupation: "4-10-01-05", hours: 8, first: 3, last: 3, people: range(80, 41), failed: [99], form: "xlsx" },
];
const COURSES = [HOUSEKEEPING, CHILDREN, ELDERLY];
/** On the roster of the second class, where she never was; and who must prove that he was in the third. */
const [NEVER_THERE, IN_DOUBT] = [55, 88];
const DESK = { viewport: { width: 1280, height: 900 }, acceptDownloads: true };
const PHONE = { acceptDownloads: true };

/** Plays it on this store. Pictures are named after it. */
export async function playSeason(store) {
  const place = await openPlace(store);
  try {
    await catalogue(place);
    const numbers = await together({ school: DESK, first: DESK, second: DESK }, (contexts) => beforeClasses(place, contexts, store));
    await place.daysLater();
    await withLine(place.origin, (line) => {
      const employer = { ...PHONE, proxy: { server: line.address, bypass: "<-loopback>" } };
      return together({ school: DESK, first: DESK, second: DESK, trainee: PHONE, doubted: PHONE, employer }, async (contexts) => {
        for (const context of Object.values(contexts)) await ahead(context);
        await afterClasses(place, contexts, line, numbers, store);
      });
    });
    await place.check();
  } finally {
    await place.end();
  }
}

/** A browser for each of these people, with nothing in common. */
function together(people, work) {
  const next = ([one, ...rest], held) => (one === undefined ? work(held) : withBrowser((context) => next(rest, { ...held, [one[0]]: context }), one[1]));
  return next(Object.entries(people), {});
}

/** Everybody's clock is ahead as the registry's is. */
const ahead = (context) =>
  context.addInitScript((millis) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + millis;
  }, DAYS * 86_400_000);

/** The bureau's rules, what may be taught, and the school, which may teach the first of it so far. */
async function catalogue(place) {
  const set = async (command, value) => {
    writeFileSync(place.file(`${command}.json`), JSON.stringify(value));
    await place.hezheng("bureau", command, `${command}.json`, "--seen", "0", "--registry", place.base, ...place.signer("officer-1"));
  };
  await set("policy", { rules: { class_required: { severity: "refuse" } }, notice_days: 1, class_number: "{authority}-{year}-{serial}" });
  for (const { code, programme, occupation, hours } of COURSES) {
    await set("programme", { code, name: programme, occupation_code: occupation, occupation_edition: 2022, class_hours: hours, levels: [5], from: "2026-01-01" });
  }
  await set("institution", { uscc: USCC, address: "裕华路1号", kind: "民办职业培训学校", contact: "0311-00000000", programmes: [HOUSEKEEPING.code], standing: "open" });
}

/** Three classes are filed and accepted, by either officer. */
async function beforeClasses(place, contexts, store) {
  const name = (step) => `season-${store}-${step}`;
  const [first, second, school] = [await contexts.first.newPage(), await contexts.second.newPage(), await contexts.school.newPage()];
  await desks.openDesk(first, place, "bureau", "officer-1");
  await desks.letTeach(first, USCC, [CHILDREN.code, ELDERLY.code], name("01-catalogue"));
  await desks.openDesk(school, place, "institution", "issuer");
  await desks.look(school, name("02-school"));
  const numbers = [];
  for (const course of COURSES) numbers.push(await desks.fileClass(school, course, course === CHILDREN ? name("03") : undefined));
  assert.equal(new Set(numbers).size, COURSES.length);
  await desks.go(first, "inbox");
  await first.getByTestId("todo").getByText("3").waitFor();
  await desks.look(first, name("04-inbox"));
  await desks.openDesk(second, place, "bureau", "officer-2");
  for (const [at, course] of COURSES.entries()) await desks.accept(at === 1 ? second : first, numbers[at], course, at === 1 ? name("05-class") : undefined);
  return numbers;
}

async function afterClasses(place, contexts, line, numbers, store) {
  const name = (step) => `season-${store}-${step}`;
  const school = await contexts.school.newPage();
  await desks.openDesk(school, place, "institution", "issuer");
  await school.locator('[data-todo="results"]').getByText("3").first().waitFor();
  for (const [at, course] of COURSES.entries()) await desks.issue(school, numbers[at], course, at === 1 ? name("06-issue") : undefined);
  await desks.go(school, "certificates");
  await school.getByText("显示 120 / 120 张").waitFor();
  await desks.look(school, name("07-certificates"));
  const [twice, fraud, doubted] = [
    await desks.numberOf(school, IN_TWO, CHILDREN),
    await desks.numberOf(school, NEVER_THERE, CHILDREN),
    await desks.numberOf(school, IN_DOUBT, ELDERLY),
  ];

  // One flag was raised: somebody who was in two places on one day.
  const first = await contexts.first.newPage();
  await desks.openDesk(first, place, "bureau", "officer-1");
  await first.getByTestId("flags").waitFor();
  assert.equal(await first.locator('[data-testid="flags"] li').count(), 1);
  const overlap = await desks.flagOf(first, twice, "同期参加了其他培训");
  await desks.look(first, name("08-flag"));
  await desks.decideFlag(overlap, "dismiss", "两班分上午、晚间授课，签到表已核对");
  await desks.publish(first, numbers[1], CHILDREN, name("09-notice"));

  // Two files reach an employer, who was once on the page and has no network since. All is well so far.
  const [trainee, other, employer] = [await contexts.trainee.newPage(), await contexts.doubted.newPage(), await contexts.employer.newPage()];
  const fraudFile = await phones.takeOwn(trainee, place, NEVER_THERE, fraud, name("10-trainee"));
  const doubtedFile = await phones.takeOwn(other, place, IN_DOUBT, doubted, name("10-other"));
  await phones.visitOnce(employer, place, line);
  await phones.readsOffline(employer, place, fraudFile, ["valid", null], name("11-employer-before"));
  await phones.readsOffline(employer, place, doubtedFile, ["valid", null]);

  const written = "我从来没有参加过这个培训，也没有去过这所学校。";
  await phones.report(trainee, fraud, written, name("12-trainee"));
  const reported = await desks.flagOf(first, fraud, "持证人说没有参加过培训");
  await reported.getByText(written).waitFor();
  await desks.look(first, name("13-reported"));

  // One officer suspends at once: both that are in doubt.
  const why = { reason: "false-training-record", note: "持证人反映未参加培训，暂停待查" };
  assert.equal(await desks.order(first, fraud, "suspend", why, name("14-suspend")), "carried_out");
  assert.equal(await desks.order(first, doubted, "suspend", { ...why, note: "签到表缺页，暂停待查" }), "carried_out");

  // Two revoke, and the first can not be the second as well.
  assert.equal(await desks.order(first, fraud, "revoke", { ...why, note: "已核实未参加培训" }, name("15-revoke")), "waiting");
  await desks.cannotApproveOwn(first, OFFICERS["officer-2"], name("16-own-order"));
  await desks.story(first, fraud);
  await first.locator('[data-testid="story-status"]').getByText("暂停").waitFor();
  const second = await contexts.second.newPage();
  await desks.openDesk(second, place, "bureau", "officer-2");
  await desks.approve(second, name("17-approve"));
  await desks.decideFlag(await desks.flagOf(second, fraud, "持证人说没有参加过培训"), "confirm", "与学校签到表核对，情况属实");
  await desks.story(second, fraud);
  await second.locator('[data-testid="story-status"]').getByText("吊销").waitFor();
  await desks.look(second, name("18-story"));

  // The employer's phone cannot know before it has the new pack, and then knows without a network.
  await phones.readsOffline(employer, place, fraudFile, ["valid", null]);
  await phones.takeNewPack(employer, place, line);
  await phones.readsOffline(employer, place, fraudFile, ["invalid", "revoked"], name("19-employer-revoked"));
  await phones.readsOffline(employer, place, doubtedFile, ["invalid", "suspended"], name("20-employer-suspended"));

  // The other one was there: reinstated, again by two, the other way round.
  const cleared = { reason: "other", note: "缺页已补，确认参加培训" };
  assert.equal(await desks.order(second, doubted, "reinstate", cleared), "waiting");
  await desks.approve(first, name("21-reinstate"));
  await phones.takeNewPack(employer, place, line);
  await phones.readsOffline(employer, place, doubtedFile, ["valid", null], name("22-employer-reinstated"));
  await phones.readsOffline(employer, place, fraudFile, ["invalid", "revoked"]);
  await desks.go(first, "audit");
  await first.locator("[data-action]").first().waitFor();
  await desks.look(first, name("23-audit"));
  await desks.go(first, "counts");
  await first.locator("svg.bars").first().waitFor();
  await desks.look(first, name("24-counts"));
}
