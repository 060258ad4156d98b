"""Makes the rosters in more/, and more/expected.json: what must come of each row. Only password.xlsx differs from run to run.

    python3 -m venv venv && venv/bin/pip install openpyxl xlwt odfpy msoffcrypto-tool
    venv/bin/python make.py

The expectations come from what is written here beside each row, never from a run of the importer. Every person is invented:
the sequence part of each identity number is 000. It is a list, and therefore long: each roster stands beside what must come of it.
"""

import datetime
import io
import json
import pathlib
import random
import re
import zipfile

import openpyxl
import openpyxl.utils.datetime
import xlwt
from odf import opendocument, style, table, text

HERE = pathlib.Path(__file__).parent / "more"
EXPECTED = {}
RANDOM = random.Random(20260301)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞平刚桂英晓雪梅兰竹菊"
REGIONS = ["130102", "130202", "130602", "130902", "131002", "131102"]
FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 15)
HEADER = ["序号", "姓名", "身份证号", "培训项目", "开始日期", "结束日期", "课时", "考核结果"]


def check_character(digits):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(w * int(d) for w, d in zip(weights, digits)) % 11]


def number(born=None, region=None):
    born = born or datetime.date(1968, 1, 1) + datetime.timedelta(days=RANDOM.randrange(13_000))
    digits = f"{region or RANDOM.choice(REGIONS)}{born:%Y%m%d}000"
    return digits + check_character(digits)


def name():
    return RANDOM.choice(SURNAMES) + "".join(RANDOM.sample(GIVEN, RANDOM.choice([1, 2])))


def people(count):
    seen, found = set(), []
    while len(found) < count:
        person = (name(), number())
        if person[1] not in seen:
            seen.add(person[1])
            found.append(person)
    return found


def accepted(row, who, identity, kind=1, programme="保育师", hours=72, training=(FIRST, LAST)):
    entry = {"row": row, "name": who, "id": identity, "id_kind": kind, "programme": programme}
    if hours is not None:
        entry["hours"] = hours
    return entry | {"training": [day.isoformat() for day in training]}


def refused(row, why):
    return {"row": row, "why": why}


def expect(file, accepted=(), refused=(), skipped=(), warned=(), **rest):
    EXPECTED[file] = {"accepted": list(accepted), "refused": list(refused), "skipped": list(skipped)}
    EXPECTED[file]["warned"] = [list(pair) for pair in warned]
    EXPECTED[file] |= rest


def person_row(index, who, identity):
    return [index, who, identity, "保育师", FIRST, LAST, 72, "合格"]


def workbook(rows, title="名册"):
    book = openpyxl.Workbook()
    fill(book.active, rows, title)
    return book


def fill(sheet, rows, title):
    sheet.title = title
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if value is not None and value != "":
                cell = sheet.cell(row, column, value)
                if isinstance(value, datetime.date):
                    cell.number_format = "yyyy-mm-dd"


def save(book, file):
    """Saves with the times of a fixed day, so that making the rosters again changes no byte."""
    held = io.BytesIO()
    book.properties.created = book.properties.modified = datetime.datetime(2026, 3, 1)
    book.save(held)
    (HERE / file).write_bytes(fixed(held.getvalue()))


def fixed(packed):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2026-03-01T00:00:00Z", data)
            kind = zipfile.ZIP_STORED if item.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(item.filename, (2026, 3, 1, 0, 0, 0)), data, kind)
    return out.getvalue()


def plain(file, rows_before=(), header=HEADER, count=4):
    listed = people(count)
    rows = [*rows_before, header] + [person_row(i, *who) for i, who in enumerate(listed, 1)]
    first = len(rows_before) + 2
    return listed, rows, [accepted(first + i, *who) for i, who in enumerate(listed)]


# --- what is said once for the class -----------------------------------------------------------------------------------

def class_in_cells():
    listed = people(5)
    rows = [["培训结业学员名册"], ["培训机构：某某职业培训学校", "", "联系人：赵老师"], ["培训项目", "保育师", "", "课时", 72],
            ["培训时间", "2026年3月1日至2026年3月15日"], ["职业编码", "4-10-01-03", "", "技能等级", "五级/初级工"], [],
            ["序号", "姓名", "身份证号码", "考核结果"]]
    rows += [[i, *who, "合格"] for i, who in enumerate(listed, 1)]
    save(workbook(rows), "class-in-cells.xlsx")
    expect("class-in-cells.xlsx", [accepted(8 + i, *who) for i, who in enumerate(listed)],
           occupation_code="4-10-01-03", skill_level=5)


def class_in_one_cell():
    listed = people(4)
    rows = [["培训项目：养老护理员（初级）　　培训时间：2026.3.1—2026.3.15　　课 时：80课时"],
            ["姓名", "证件号码", "是否合格"]] + [[*who, "是"] for who in listed]
    book = workbook(rows)
    book.active.merge_cells("A1:C1")
    save(book, "class-in-one-cell.xlsx")
    expect("class-in-one-cell.xlsx",
           [accepted(3 + i, *who, programme="养老护理员（初级）", hours=80) for i, who in enumerate(listed)])


def class_and_column():
    """The row's own value wins where it is filled; where it is blank, the class's holds."""
    listed = people(4)
    rows = [["培训项目：", "保育师", "", "课时：", 72, "", "培训时间：", FIRST, "至", LAST],
            ["姓名", "身份证号", "培训项目", "课时", "考核结果"],
            [*listed[0], "育婴员", 80, "合格"], [*listed[1], "", "", "合格"],
            [*listed[2], "", 96, "合格"], [*listed[3], "育婴员", "", "合格"]]
    save(workbook(rows), "class-and-column.xlsx")
    expect("class-and-column.xlsx", [
        accepted(3, *listed[0], programme="育婴员", hours=80), accepted(4, *listed[1]),
        accepted(5, *listed[2], hours=96), accepted(6, *listed[3], programme="育婴员")])


def class_at_fault():
    """Refused once, at its own cell, and not once a person; whoever does not need it is accepted."""
    listed = people(4)
    rows = [["培训项目：保育师"], ["培训时间：", "2026年2月30日至2026年3月15日"],
            ["姓名", "身份证号", "培训起止日期", "考核结果"],
            [*listed[0], "", "合格"], [*listed[1], "2026-03-01至2026-03-15", "合格"], [*listed[2], "", "合格"],
            [listed[3][0], listed[3][1][:17], "", "合格"]]
    save(workbook(rows), "class-at-fault.xlsx")
    expect("class-at-fault.xlsx", [accepted(5, *listed[1], hours=None)],
           [refused(2, "no such date"), refused(7, "identity number: 17 characters")], held=[4, 6])


def class_beside_table():
    listed = people(5)
    rows = [["姓名", "身份证号", "考核结果", "", "培训项目", "保育师"]]
    beside = [["培训时间", "2026-03-01至2026-03-15"], ["课时", "72"], [], [], []]
    rows += [[*who, "合格", "", *more] for who, more in zip(listed, beside)]
    save(workbook(rows), "class-beside-table.xlsx")
    expect("class-beside-table.xlsx", [accepted(2 + i, *who) for i, who in enumerate(listed)])


def two_classes_below_each_other():
    listed = people(4)
    head = ["姓名", "身份证号", "考核结果"]
    rows = [["培训项目：保育师  课时：72"], ["培训时间：2026-03-01至2026-03-15"], head, [*listed[0], "合格"], [*listed[1], "合格"],
            [], ["培训项目：中式面点师  课时：96"], ["培训时间：2026-04-01至2026-04-20"], head, [*listed[2], "合格"],
            [*listed[3], "合格"]]
    other = dict(programme="中式面点师", hours=96, training=(datetime.date(2026, 4, 1), datetime.date(2026, 4, 20)))
    save(workbook(rows), "two-classes.xlsx")
    expect("two-classes.xlsx", [accepted(4, *listed[0]), accepted(5, *listed[1]), accepted(10, *listed[2], **other),
                                accepted(11, *listed[3], **other)])


# --- dates and epochs ---------------------------------------------------------------------------------------------------

def epoch_1904_xlsx():
    listed, rows, wanted = plain("epoch-1904.xlsx")
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    fill(book.active, rows, "名册")
    save(book, "epoch-1904.xlsx")
    expect("epoch-1904.xlsx", wanted)


def xls(file, rows, epoch_1904=False, merges=()):
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = epoch_1904
    sheet = book.add_sheet("名册", cell_overwrite_ok=True)
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if value not in (None, ""):
                sheet.write(row, column, value, day if isinstance(value, datetime.date) else xlwt.Style.default_style)
    for merge in merges:
        sheet.merge(*merge)
    book.save(str(HERE / file))


def epoch_xls():
    for file, is_1904 in (("epoch-1900.xls", False), ("epoch-1904.xls", True)):
        listed, rows, wanted = plain(file)
        xls(file, rows, is_1904)
        expect(file, wanted)


# --- OpenDocument -------------------------------------------------------------------------------------------------------

def ods(file, sheets, hidden=()):
    document = opendocument.OpenDocumentSpreadsheet()
    gone = style.Style(name="gone", family="table")
    gone.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(gone)
    for title, rows in sheets:
        extra = {"stylename": gone} if title in hidden else {}
        sheet = table.Table(name=title, **extra)
        for cells in rows:
            line = table.TableRow()
            if cells == "gap":
                line.setAttribute("numberrowsrepeated", 3)
                line.addElement(table.TableCell(numbercolumnsrepeated=16384))
                sheet.addElement(line)
                continue
            for value in cells:
                if isinstance(value, datetime.date):
                    cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
                    cell.addElement(text.P(text=f"{value:%Y/%m/%d}"))
                elif isinstance(value, int):
                    cell = table.TableCell(valuetype="float", value=str(value))
                    cell.addElement(text.P(text=str(value)))
                elif value in (None, ""):
                    cell = table.TableCell()
                else:
                    cell = table.TableCell(valuetype="string")
                    for part in value.split("\n"):
                        cell.addElement(text.P(text=part))
                line.addElement(cell)
            line.addElement(table.TableCell(numbercolumnsrepeated=1000))
            sheet.addElement(line)
        # As spreadsheets end a sheet: blank rows to the last there is.
        rest = table.TableRow(numberrowsrepeated=1_048_000)
        rest.addElement(table.TableCell(numbercolumnsrepeated=16384))
        sheet.addElement(rest)
        document.spreadsheet.addElement(sheet)
    held = io.BytesIO()
    document.meta.childNodes.clear()
    document.write(held)
    (HERE / file).write_bytes(fixed(held.getvalue()))


def ods_with_gap_and_hidden_sheet():
    listed = people(5)
    header = ["序号", "姓\n名", "身份证\n号码", *HEADER[3:]]
    rows = [["结业名册"], header] + [person_row(i, *who) for i, who in enumerate(listed[:3], 1)] + ["gap"]
    rows += [person_row(i, *who) for i, who in enumerate(listed[3:], 4)]
    hidden = [HEADER] + [person_row(1, *people(1)[0])]
    ods("several-sheets.ods", [("填表说明", [["请如实填写"], ["日期写成 2026-03-01"]]), ("旧表", hidden), ("名册", rows)], {"旧表"})
    rows_of = [3, 4, 5, 9, 10]
    expect("several-sheets.ods", [accepted(row, *who) for row, who in zip(rows_of, listed)])


# --- layouts ------------------------------------------------------------------------------------------------------------

def several_sheets():
    listed, rows, wanted = plain("several-sheets.xlsx", [["名册"]])
    book = openpyxl.Workbook()
    fill(book.active, [["某某职业培训学校"], ["2026 年春季"]], "封面")
    fill(book.create_sheet(), [["姓名要和身份证一致"], ["身份证号用文本格式"]], "填表说明")
    fill(book.create_sheet(), rows, "名册")
    fill(book.create_sheet(), [HEADER, person_row(1, *people(1)[0])], "样表")
    book["样表"].sheet_state = "hidden"
    save(book, "several-sheets.xlsx")
    expect("several-sheets.xlsx", wanted)


def two_rosters():
    """Two sheets with people: refused as a whole, each accepted by its name."""
    book = openpyxl.Workbook()
    _, rows, first = plain("two-rosters.xlsx")
    fill(book.active, rows, "一班")
    _, rows, second = plain("two-rosters.xlsx")
    fill(book.create_sheet(), rows, "二班")
    save(book, "two-rosters.xlsx")
    expect("two-rosters.xlsx", problem="several_rosters", sheets={"一班": first, "二班": second})


def merged_cells():
    listed = people(6)
    rows = [["职业技能培训结业名册"], HEADER]
    for i, who in enumerate(listed, 1):
        row = person_row(i, *who)
        if i not in (1, 4):
            row[3:7] = [None] * 4
        rows.append(row)
    rows[5][3:7] = ["育婴员", FIRST, LAST, 80]
    book = workbook(rows)
    for region in ["A1:H1", *(f"{c}3:{c}5" for c in "DEFG"), *(f"{c}6:{c}8" for c in "DEFG")]:
        book.active.merge_cells(region)
    save(book, "merged.xlsx")
    expect("merged.xlsx", [accepted(3 + i, *who) for i, who in enumerate(listed[:3])]
           + [accepted(6 + i, *who, programme="育婴员", hours=80) for i, who in enumerate(listed[3:])])


def header_in_two_lines():
    listed = people(4)
    rows = [["名册"], ["序号", "姓名", "身份证号", "培训情况", "", "", "", "考核"],
            ["", "", "", "培训项目", "开始日期", "结束日期", "课时", "考核结果"]]
    rows += [person_row(i, *who) for i, who in enumerate(listed, 1)]
    book = workbook(rows)
    for region in ["A2:A3", "B2:B3", "C2:C3", "D2:G2"]:
        book.active.merge_cells(region)
    save(book, "header-two-lines.xlsx")
    expect("header-two-lines.xlsx", [accepted(4 + i, *who) for i, who in enumerate(listed)])


def columns_reversed():
    listed, rows, wanted = plain("columns-reversed.xlsx", [["名册"]])
    rows = [rows[0]] + [list(reversed(row)) for row in rows[1:]]
    save(workbook(rows), "columns-reversed.xlsx")
    expect("columns-reversed.xlsx", wanted)


def columns_of_other_things():
    """A bank card and other people's names beside the identity number are no identity numbers and no names."""
    listed = people(4)
    header = ["序号", "推荐单位", "联系人姓名", "银行卡号", "学员姓名", "性别", "出生日期", "公民身份号码", "联系电话", "补贴金额（元）",
              "培训工种", "开班时间", "结业时间", "理论课时", "实操课时", "总学时", "理论成绩", "考核结果", "证书编号", "备注"]
    rows = [header]
    for i, (who, identity) in enumerate(listed, 1):
        rows.append([i, "某某公司", "王经理", "6222020200000000000", who, "女", "1990-01-01", identity, "13800000000", 1200,
                     "保育师", FIRST, LAST, 36, 36, 72, 88, "合格", "", "课时已补齐"])
    save(workbook(rows), "other-columns.xlsx")
    expect("other-columns.xlsx", [accepted(2 + i, *who) for i, who in enumerate(listed)])


def gap_pages_and_signatures():
    listed = people(6)
    rows = [["名册"], HEADER, person_row(1, *listed[0]), person_row(2, *listed[1]), [], [], [], person_row(3, *listed[2]),
            HEADER, person_row(4, *listed[3]), ["合计", "", "", "", "", "", 288], [], ["第 2 页"], HEADER, person_row(5, *listed[4]),
            person_row(6, *listed[5]), [], ["填表人：赵老师", "", "", "审核人：钱老师"], ["培训机构（盖章）：", "", "", "", "日期：2026年3月20日"]]
    save(workbook(rows), "gap-and-pages.xlsx")
    expect("gap-and-pages.xlsx", [accepted(row, *who) for row, who in zip([3, 4, 8, 10, 15, 16], listed)])


# --- cells --------------------------------------------------------------------------------------------------------------

def formulas():
    """Values that formulas left behind are read; errors are refused. openpyxl keeps no values, so the part is written here."""
    listed = people(4)
    rows = [HEADER] + [person_row(i, *who) for i, who in enumerate(listed, 1)]
    rows[2][3], rows[3][4], rows[4][6] = "#N/A", "#REF!", "#DIV/0!"
    held = io.BytesIO()
    workbook(rows).save(held)
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item).decode()
            if item.filename == "xl/worksheets/sheet1.xml":
                for value in ("#N/A", "#REF!", "#DIV/0!"):
                    data = data.replace(f't="e"><v>{value}</v>', f't="e"><f>VLOOKUP(B3,$X$1:$Y$9,2,0)</f><v>{value}</v>')
                assert data.count("<f>") == 3, "openpyxl writes these texts as error cells"
                # G2, the hours of the first person, becomes a formula with the value that it had.
                before = data
                data = data.replace('<c r="G2" t="n"><v>72</v>', '<c r="G2"><f>36*2</f><v>72</v>')
                assert data != before
            new.writestr(item.filename, data)
    (HERE / "formulas.xlsx").write_bytes(fixed(out.getvalue()))
    expect("formulas.xlsx", [accepted(2, *listed[0])],
           [refused(3, "formula error"), refused(4, "formula error"), refused(5, "formula error")])


def numbers_as_numbers():
    listed = people(3)
    rows = [HEADER] + [person_row(i, *who) for i, who in enumerate(listed, 1)]
    rows[2][2] = int(listed[1][1][:15] + "000")
    save(workbook(rows), "number-cells.xlsx")
    expect("number-cells.xlsx", [accepted(2, *listed[0]), accepted(4, *listed[2])],
           [refused(3, "identity number: a number cell has lost its last digits")])


def names():
    dots = "•・‧．･⋅∙.·"
    rows, wanted, warned = [HEADER], [], []
    for dot in dots:
        row = len(rows) + 1
        identity = number()
        rows.append(person_row(row - 1, f"古丽巴哈尔{dot}阿卜杜热西提", identity))
        wanted.append(accepted(row, "古丽巴哈尔·阿卜杜热西提", identity))
        if dot != "·":
            warned.append((row, "corrected"))
    long_name = "阿卜杜热合曼江·买买提依明阿卜杜热西提吐尔逊那也提"
    assert len(long_name) > 20
    for who, read in [(long_name, long_name), ("𠮷𡈽小梅", "𠮷𡈽小梅"), ("㐱䶮", "㐱䶮"), ("欧 阳 敏", "欧阳敏"), ("王\u200b芳", "王芳"),
                      ("JOSÉ MARÍA", "JOSÉ MARÍA")]:
        row, identity = len(rows) + 1, number()
        rows.append(person_row(row - 1, who, identity))
        wanted.append(accepted(row, read, identity))
        if who != read:
            warned.append((row, "corrected"))
    bad = []
    for who, why in [("\ue863玉", "name: a private-use character"), ("\U000f0001芳", "name: a private-use character"),
                     ("张?", "name: a lost character"), ("李*", "name: masked"), ("", "name missing")]:
        row = len(rows) + 1
        rows.append(person_row(row - 1, who, number()))
        bad.append(refused(row, why))
    save(workbook(rows), "names.xlsx")
    expect("names.xlsx", wanted, bad, warned=warned)


def documents():
    residence = "810000199003150000"
    permanent = "931156198807210000"
    proper = lambda digits: digits[:17] + check_character(digits[:17])
    listed = [("居民身份证", number(), 1), ("港澳台居民居住证", proper(residence), 2), ("外国人永久居留身份证", proper(permanent), 3),
              ("外国人永久居留身份证", "USA110000000000", 3), ("港澳居民来往内地通行证", "H08544973", 4), ("回乡证", "M0854497301", 4),
              ("台胞证", "07526455", 5), ("台湾居民来往大陆通行证", "17526455", 5), ("护照", "E06213473", 6), ("其他", "军官证 0123 号", 9)]
    rows, wanted, bad = [["姓名", "证件类型", *HEADER[2:]]], [], []
    for row, (kind, identity, code) in enumerate(listed, 2):
        who = name()
        rows.append([who, kind, identity, "保育师", FIRST, LAST, 72, "合格"])
        wanted.append(accepted(row, who, identity, kind=code))
    for kind, identity, why in [("护照", "12", "identity number: 2 characters"), ("往来港澳通行证", "C12345678", "document unknown"),
                                ("", "H08544973", "document not said"), ("台胞证", 7526455, "identity number: a number cell has lost its last digits")]:
        row = len(rows) + 1
        rows.append([name(), kind, identity, "保育师", FIRST, LAST, 72, "合格"])
        bad.append(refused(row, why))
    save(workbook(rows), "documents.xlsx")
    expect("documents.xlsx", wanted, bad)


def unusual():
    """Worth a warning, never a refusal."""
    born = datetime.date
    rows, wanted, warned = [HEADER], [], []
    for birth, code in [(born(2010, 3, 1), None), (born(2010, 3, 2), "age_unusual"), (born(1963, 3, 2), None), (born(1963, 3, 1), "age_unusual")]:
        row, who, identity = len(rows) + 1, name(), number(birth)
        rows.append(person_row(row - 1, who, identity))
        wanted.append(accepted(row, who, identity))
        warned += [(row, code)] if code else []
    for hours, last, code in [(150, LAST, None), (151, LAST, "hours_too_dense"), (52, born(2027, 2, 27), None), (51, born(2027, 2, 27), "hours_too_sparse")]:
        row, who, identity = len(rows) + 1, name(), number()
        rows.append([row - 1, who, identity, "保育师", FIRST, last, hours, "合格"])
        wanted.append(accepted(row, who, identity, hours=hours, training=(FIRST, last)))
        warned += [(row, code)] if code else []
    row, who, identity = len(rows) + 1, name(), number(region="160102")
    rows.append(person_row(row - 1, who, identity))
    wanted.append(accepted(row, who, identity))
    warned.append((row, "unknown_region"))
    save(workbook(rows), "unusual.xlsx")
    expect("unusual.xlsx", wanted, warned=warned)


def ages_of_levels():
    """How old people are at the least depends on the skill level that the course leads to."""
    header = ["序号", "姓名", "身份证号码", "培训项目", "技能等级", "培训开始日期", "培训结束日期", "课时", "考核结果"]
    rows, wanted, warned = [header], [], []
    for level, age in [("五级", 16), ("四级", 16), ("三级", 18), ("技师", 20), ("高级技师", 24)]:
        for day, code in [(1, None), (2, "age_unusual")]:
            row, who, identity = len(rows) + 1, name(), number(datetime.date(2026 - age, 3, day))
            rows.append([row - 1, who, identity, "保育师", level, FIRST, LAST, 72, "合格"])
            wanted.append(accepted(row, who, identity))
            warned += [(row, code)] if code else []
    save(workbook(rows), "ages-of-levels.xlsx")
    expect("ages-of-levels.xlsx", wanted, warned=warned, skill_levels=[5, 5, 4, 4, 3, 3, 2, 2, 1, 1])


# --- text files ---------------------------------------------------------------------------------------------------------

def texts():
    for file, encoding, separator in [("semicolons-gbk.csv", "gbk", ";"), ("tabs-gbk.txt", "gbk", "\t"), ("tabs-utf16.txt", "utf-16", "\t"),
                                      ("commas-utf16be.csv", "utf-16-be", ","), ("class-values.csv", "utf-8-sig", ",")]:
        listed = people(4)
        rows = [["序号", "姓名", "身份证号", "培训项目", "培训起止日期", "课时", "考核结果"]]
        rows += [[str(i), *who, "保育师", "2026.3.1-3.15", "72", "合格"] for i, who in enumerate(listed, 1)]
        first = 2
        if file == "class-values.csv":
            rows = [["培训项目：保育师", "培训时间：2026年3月1日至3月15日", "课时：72"], [], ["序号", "姓名", "身份证号", "考核结果"]]
            rows += [[str(i), *who, "合格"] for i, who in enumerate(listed, 1)]
            first = 4
        content = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
        mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
        (HERE / file).write_bytes(mark + content.encode(encoding))
        expect(file, [accepted(first + i, *who) for i, who in enumerate(listed)])


# --- how many -----------------------------------------------------------------------------------------------------------

def five_hundred():
    listed, rows, wanted = plain("500-people.xlsx", count=500)
    save(workbook(rows), "500-people.xlsx")
    expect("500-people.xlsx", wanted)
    listed, rows, _ = plain("501-people.csv", count=501)
    lines = [",".join(str(value) for value in row) for row in rows]
    (HERE / "501-people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    expect("501-people.csv", problem="too_many_trainees")


def one_long_text_in_many_cells():
    """The file holds the text once; copied into each cell it would take hundreds of megabytes."""
    xls("long-text.xls", [["长" * 32_000]] * 3_000)
    expect("long-text.xls", problem="too_much_inside")


# --- no rosters ---------------------------------------------------------------------------------------------------------

def not_to_be_read():
    from msoffcrypto.format.ooxml import OOXMLFile
    _, rows, _ = plain("password.xlsx")
    held = io.BytesIO()
    workbook(rows).save(held)
    (HERE / "truncated.xlsx").write_bytes(fixed(held.getvalue())[:-700])
    expect("truncated.xlsx", problem="file_damaged")
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(held.getvalue())).encrypt("123456", locked)
    (HERE / "password.xlsx").write_bytes(locked.getvalue())
    expect("password.xlsx", problem="password_protected")
    ods("far-cell.ods", [("名册", [HEADER, person_row(1, *people(1)[0])])])
    # One more cell in the last row and the last column that there are.
    far = b'<table:table-row table:number-rows-repeated="1048500"><table:table-cell/></table:table-row><table:table-row>' \
          b'<table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value-type="string"><text:p>x' \
          b"</text:p></table:table-cell></table:table-row></table:table>"
    path = HERE / "far-cell.ods"
    with zipfile.ZipFile(path) as old:
        parts = {item.filename: old.read(item) for item in old.infolist()}
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", far)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in parts.items():
            new.writestr(zipfile.ZipInfo(part, (2026, 3, 1, 0, 0, 0)), data)
    content = parts["content.xml"].decode()
    who, identity = re.findall(r"<text:p>([^<]*)</text:p>", content)[9:11]
    expect("far-cell.ods", [accepted(2, who, identity)])


# --- the class filing number --------------------------------------------------------------------------------------------

CLASS, ANOTHER = "130102-2026-000012", "130102-2026-000013"


def class_number_in_a_column():
    """Under another name, blank for one of them: a roster is of one class. What did not pass is of no class."""
    listed = people(5)
    rows = [[*HEADER, "班级备案号"]] + [[*person_row(i, *who), CLASS] for i, who in enumerate(listed, 1)]
    rows[2][-1] = None
    rows[4][7:] = ["不合格", ANOTHER]
    rows[5][-1] = " １３０１０２-2026-000012"
    save(workbook(rows), "class-number-column.xlsx")
    expect("class-number-column.xlsx", [accepted(row, *listed[row - 2]) for row in [2, 3, 4, 6]],
           skipped=[{"row": 5, "why": "failed"}], class_filing=CLASS)


def class_number_above():
    listed = people(3)
    rows = [["保育师培训班学员花名册"], [f"开班备案号：{CLASS}　培训项目：保育师", "", "", "课时", 72], [],
            ["姓名", "身份证号", "培训起止日期"], *[[*who, "2026-03-01至2026-03-15"] for who in listed]]
    save(workbook(rows), "class-number-above.xlsx")
    expect("class-number-above.xlsx", [accepted(5 + i, *who) for i, who in enumerate(listed)], class_filing=CLASS,
           warned=[(None, "no_result_column")])


def class_numbers_at_odds():
    """Row against row, and a row against what is said above the table."""
    for file, above in [("class-numbers-at-odds.xlsx", []), ("class-number-against-above.xlsx", [["备案号", CLASS], []])]:
        rows = [*above, [*HEADER, "开班备案编号"]]
        rows += [[*person_row(i, *who), CLASS if i < 3 else ANOTHER] for i, who in enumerate(people(3), 1)]
        save(workbook(rows), file)
        expect(file, problem="several_classes", second=[len(rows), "开班备案编号", ANOTHER])


def class_numbers_that_are_none():
    listed = people(4)
    rows = [[*HEADER, "备案号"]] + [[*person_row(i, *who), CLASS] for i, who in enumerate(listed, 1)]
    rows[2][-1] = 1301022026000012345
    rows[3][-1] = listed[2][1]
    save(workbook(rows), "class-numbers-at-fault.xlsx")
    expect("class-numbers-at-fault.xlsx", [accepted(2, *listed[0]), accepted(5, *listed[3])],
           [refused(3, "class number: a number cell has lost its last digits"), refused(4, "class number: an identity number")],
           class_filing=CLASS)


def main():
    HERE.mkdir(exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    for make in [class_in_cells, class_in_one_cell, class_and_column, class_at_fault, class_beside_table,
                 two_classes_below_each_other, epoch_1904_xlsx, epoch_xls, ods_with_gap_and_hidden_sheet, several_sheets, two_rosters,
                 merged_cells, header_in_two_lines, columns_reversed, columns_of_other_things, gap_pages_and_signatures, formulas,
                 numbers_as_numbers, names, documents, unusual, texts, five_hundred, one_long_text_in_many_cells, not_to_be_read,
                 ages_of_levels, class_number_in_a_column, class_number_above, class_numbers_at_odds, class_numbers_that_are_none]:
        make()
    with open(HERE / "expected.json", "w", encoding="utf-8") as file:
        json.dump(EXPECTED, file, ensure_ascii=False, indent=1)
        file.write("\n")
    print(len(EXPECTED), "rosters,", sum(path.stat().st_size for path in HERE.iterdir()), "bytes")


main()
