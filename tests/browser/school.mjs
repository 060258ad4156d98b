// A school at its desk: invented people, rosters of them, classes that it files.

import { day, open as openDesk, opened as openedDesk } from "./desk.mjs";
import { origin } from "./stage.mjs";

export const PROGRAMME = { code: "JG-5", name: "家政服务员", occupation_code: "4-10-01-06", occupation_edition: 2022, class_hours: 8, levels: [5], from: "2026-01-01" };
/** The same class filed twice is one class: each run has a room of its own. */
export const ROOM = `实训楼${Date.now() % 100_000}`;

/** Somebody invented: born on a day of their own, in the sequence part that nobody is given. */
export function person(at) {
  const born = new Date(Date.UTC(1988, 0, 1) + at * 5 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
  const body = `130102${born}000`;
  const sum = [...body].reduce((sum, digit, place) => sum + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][place], 0);
  return { name: `测试${"甲乙丙丁戊己庚辛壬癸"[at % 10]}${"一二三四五六七八九十"[Math.floor(at / 10) % 10]}`, number: `${body}${"10X98765432"[sum % 11]}` };
}

export const roster = (people, result) => {
  const header = `姓名,身份证号,培训项目,课时,培训时间${result ? ",考核结果" : ""}`;
  const rows = people.map((at) => {
    const { name, number } = person(at);
    return `${name},${number},家政服务员,8,${day(1)}至${day(1)}${result ? `,${result(at)}` : ""}`;
  });
  return { name: "花名册.csv", mimeType: "text/csv", buffer: Buffer.from([header, ...rows].join("\n")) };
};
/** The same with the class's number in each row. */
export const ofClass = ({ buffer, ...file }, number) => {
  const [header, ...rows] = buffer.toString().trimEnd().split("\n");
  return { ...file, buffer: Buffer.from([`${header},备案号`, ...rows.map((row) => `${row},${number}`)].join("\n")) };
};

export const open = (page, { address = origin, name = "issuer", passphrase } = {}) => openDesk(page, `${address}/institution`, name, passphrase);
export const opened = (page, { address = origin } = {}) => openedDesk(page, `${address}/institution`, "issuer");

export async function fillFiling(page, people, change = (text) => text) {
  const given = roster(people);
  await page.getByTestId("roster").setInputFiles({ ...given, buffer: Buffer.from(change(given.buffer.toString())) });
  await page.getByTestId("accepted").waitFor();
  await page.getByTestId("class-programme").selectOption(PROGRAMME.code);
  await page.getByTestId("class-place").fill(ROOM);
  await page.getByTestId("class-teachers").fill("测试教师甲\n测试教师乙");
  await page.getByTestId("review").click();
}

export async function file(page, people) {
  await fillFiling(page, people);
  await page.getByTestId("confirm-filing").click();
  await page.getByTestId("filed").waitFor();
  return page.getByTestId("filed").getAttribute("data-number");
}
