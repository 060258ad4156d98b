// The people of a season, all invented, and the rosters with them as schools keep them: text, or a workbook.

import { crc32 } from "node:zlib";

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const REGIONS = ["130102", "130104", "130105", "130108", "130121", "370102", "410103"];
const FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何";
/** With 20 and 7 of them the first 140 people have different names. */
const GIVEN = ["淑芬", "建国", "丽华", "秀英", "志强", "海燕", "小梅"];
const DAY = 86_400_000;

/** Somebody with a region and a day of birth of their own, in the sequence part that nobody is given. */
export function person(at) {
  const born = new Date(Date.UTC(1976, 2, 1) + at * 41 * DAY).toISOString().slice(0, 10).replaceAll("-", "");
  const body = `${REGIONS[at % REGIONS.length]}${born}000`;
  const sum = [...body].reduce((sum, digit, place) => sum + Number(digit) * WEIGHTS[place], 0);
  return { name: `${FAMILY[at % FAMILY.length]}${GIVEN[at % GIVEN.length]}`, identity: body + "10X98765432"[sum % 11] };
}

/** Today is the day that it is a quarter of an hour later, so that it stays the same at midnight. */
const TODAY = Date.now() + 15 * 60_000;
/** A day in Beijing, from today. */
export const day = (days) => new Date(TODAY + days * DAY + 8 * 3_600_000).toISOString().slice(0, 10);

/** The roster of a class; with results where somebody is said to have failed. */
export function roster({ name, people, programme, hours, first, last, form }, failed) {
  const header = ["序号", "姓名", "身份证号", "培训项目", "课时", "培训时间", ...(failed === undefined ? [] : ["考核结果"])];
  const rows = people.map((at, place) => {
    const { name, identity } = person(at);
    const result = failed === undefined ? [] : [failed.includes(at) ? "不合格" : "合格"];
    return [String(place + 1), name, identity, programme, String(hours), `${day(first)}至${day(last)}`, ...result];
  });
  const table = [header, ...rows];
  return form === "xlsx"
    ? { name: `${name}.xlsx`, mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: workbook(table) }
    : { name: `${name}.csv`, mimeType: "text/csv", buffer: Buffer.from(table.map((row) => row.join(",")).join("\r\n")) };
}

/** A workbook of one sheet of texts (ECMA-376): every cell is text, as identity numbers have to be. */
function workbook(table) {
  const sheet = table.map((row) => `<row>${row.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`).join("");
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packages = "http://schemas.openxmlformats.org/package/2006";
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return archive([
    [
      "[Content_Types].xml",
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    ],
    ["_rels/.rels", `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
    ["xl/workbook.xml", `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="名册" sheetId="1" r:id="r1"/></sheets></workbook>`],
    ["xl/_rels/workbook.xml.rels", `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
    ["xl/worksheets/sheet1.xml", `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`],
  ]);
}

/** A ZIP archive of texts, none compressed. */
function archive(files) {
  const local = [];
  const central = [];
  let offset = 0;
  for (const [path, text] of files) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(text);
    // From "version needed" to "length of the extra field": the same words stand in both headers.
    const words = Buffer.alloc(26);
    words.writeUInt16LE(20, 0);
    words.writeUInt16LE(0x21, 8);
    words.writeUInt32LE(crc32(bytes), 10);
    words.writeUInt32LE(bytes.length, 14);
    words.writeUInt32LE(bytes.length, 18);
    words.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\u0003\u0004", "latin1"), words, name, bytes);
    central.push(Buffer.from("PK\u0001\u0002\u0014\0", "latin1"), words, rest, name);
    offset += 30 + name.length + bytes.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(Buffer.concat(central).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, ...central, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}
