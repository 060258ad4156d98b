//! A public notice (公示) of a class: who was in it, or whose certificates were issued, masked so that a person recognises
//! themselves and nobody else. It is shown until a day.

use crate::desk::DeskRefusal;
use crate::desk::csv::guarded;
use crate::desk::text::Text;
use crate::limits::NOTICE_SHOWN_DAYS;
use hezheng_core::time::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde::{Deserialize, Serialize};

/// Whose names are on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Listed {
    /// Everybody on the roster.
    Roster,
    /// Who passed, as the results say.
    Passed,
    /// Whose certificates are in force.
    Certificates,
}

/// Which notice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeAsked {
    pub(crate) class: String,
    pub(crate) listed: Listed,
}

/// Which notice is published, by who saw this version of it; 0: there is none yet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticePublished {
    pub(crate) seen: u64,
    pub(crate) class: String,
    pub(crate) listed: Listed,
    /// The last day on which it is shown.
    pub(crate) until: Text<Date>,
}

impl NoticePublished {
    pub(crate) fn check(&self, today: Date) -> Result<(), DeskRefusal> {
        let is_soon = today <= self.until.0 && self.until.0.0 - today.0 < NOTICE_SHOWN_DAYS;
        if is_soon { Ok(()) } else { Err(DeskRefusal::Value("until")) }
    }
}

/// Somebody on a notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnNotice {
    pub(crate) name: String,
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<String>,
}

/// A notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Notice {
    pub(crate) class: String,
    pub(crate) listed: Listed,
    pub(crate) institution: String,
    pub(crate) programme: String,
    pub(crate) first: Text<Date>,
    pub(crate) last: Text<Date>,
    pub(crate) people: Vec<OnNotice>,
    /// The last day on which it is shown; none while it is not published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<Text<Date>>,
}

/// 王小明 is 王*明, 王明 is 王*.
pub(crate) fn mask_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let keeps_last = letters.len() > 2;
    let masked = letters.iter().enumerate().map(|(place, letter)| {
        let is_kept = place == 0 || (keeps_last && place + 1 == letters.len());
        if is_kept { *letter } else { '*' }
    });
    masked.collect()
}

/// An identity number of which a certificate shows the last four.
pub(crate) fn mask_id(tail: &str) -> String {
    format!("**************{tail}")
}

/// A certificate number without most of its serial.
pub(crate) fn mask_number(number: &str) -> String {
    let keep = |place: usize| !(14..18).contains(&place);
    number.chars().enumerate().map(|(place, digit)| if keep(place) { digit } else { '*' }).collect()
}

impl Notice {
    pub(crate) fn title(&self) -> String {
        let what = match self.listed {
            Listed::Roster => "学员名单",
            Listed::Passed => "考核合格人员名单",
            Listed::Certificates => "培训合格证书发放名单",
        };
        format!("{} {what}公示", self.programme)
    }

    fn heading(&self) -> &'static [&'static str] {
        if self.listed == Listed::Certificates {
            &["序号", "姓名", "证件号码", "证书序列号"]
        } else {
            &["序号", "姓名", "证件号码"]
        }
    }

    fn facts(&self) -> [(&'static str, String); 5] {
        [
            ("培训机构", self.institution.clone()),
            ("开班备案号", self.class.clone()),
            ("培训日期", format!("{} 至 {}", self.first.0, self.last.0)),
            ("人数", self.people.len().to_string()),
            ("公示截止", self.until.map(|until| until.0.to_string()).unwrap_or_else(|| "（未发布）".into())),
        ]
    }

    /// As a workbook: every cell is text, and none is taken for a formula even where it is saved as another kind of file.
    pub(crate) fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same notice is the same file: no clock is asked.
        book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
        let sheet = book.add_worksheet();
        sheet.set_name("公示")?;
        sheet.write_string(0, 0, guarded(&self.title()))?;
        let mut row = 1;
        for (name, value) in self.facts() {
            sheet.write_string(row, 0, name)?;
            sheet.write_string(row, 1, guarded(&value))?;
            row += 1;
        }
        for (column, name) in (0..).zip(self.heading()) {
            sheet.write_string(row, column, *name)?;
        }
        for (serial, one) in (1_u32..).zip(&self.people) {
            let certificate = one.certificate.as_deref().unwrap_or_default();
            let cells = [&serial.to_string(), &one.name, &one.id, certificate];
            for (column, cell) in (0..).zip(cells).take(self.heading().len()) {
                sheet.write_string(row + serial, column, guarded(cell))?;
            }
        }
        sheet.set_column_width(0, 14)?;
        for column in 1..4 {
            sheet.set_column_width(column, 26)?;
        }
        book.save_to_buffer()
    }

    /// As a page that anybody may read: no script, nothing from elsewhere.
    pub(crate) fn page(&self) -> String {
        let title = escaped(&self.title());
        let facts: String =
            self.facts().iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>", escaped(value))).collect();
        let heading: String = self.heading().iter().map(|name| format!("<th scope=\"col\">{name}</th>")).collect();
        let row = |(serial, one): (usize, &OnNotice)| {
            let certificate = one.certificate.as_deref().map(|number| format!("<td>{}</td>", escaped(number)));
            let (name, id) = (escaped(&one.name), escaped(&one.id));
            format!("<tr><td>{serial}</td><td>{name}</td><td>{id}</td>{}</tr>", certificate.unwrap_or_default())
        };
        let rows: String = (1..).zip(&self.people).map(row).collect();
        format!(
            "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
             <title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1><dl>{facts}</dl>\
             <div class=\"list\" tabindex=\"0\" role=\"region\" aria-label=\"名单\"><table><thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table></div>\
             <p>姓名和号码已隐去部分内容。如有异议，请在公示期内向人力资源和社会保障部门反映。</p></main></body></html>\n"
        )
    }
}

const STYLE: &str = "body{margin:0;background:#fff;color:#1a1a1a;font:16px/1.6 system-ui,\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif}\
    main{max-width:52rem;margin:0 auto;padding:1.5rem 1rem}h1{font-size:1.5rem;line-height:1.3}\
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{color:#555}dd{margin:0;overflow-wrap:anywhere}\
    .list{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
    th,td{border:1px solid #bbb;padding:.35rem .6rem;text-align:left;white-space:nowrap}th{background:#f2f2f2}";

/// Text as HTML has it, in an element and in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_number_are_recognised_by_who_has_them_only() {
        for (name, masked) in [("王小明", "王*明"), ("王明", "王*"), ("欧阳小明", "欧**明"), ("王", "王")]
        {
            assert_eq!(mask_name(name), masked);
        }
        assert_eq!(mask_id("000X"), "**************000X");
        assert_eq!(mask_number("13010020260001000127"), "13010020260001****27");
    }

    #[test]
    fn what_looks_like_markup_is_text() {
        let notice = Notice {
            class: "130100-2026-000001".into(),
            listed: Listed::Roster,
            institution: "<script>学校".into(),
            programme: "保育师&".into(),
            first: Text(Date(20_500)),
            last: Text(Date(20_501)),
            people: vec![OnNotice { name: "王*\"".into(), id: mask_id("0001"), certificate: None }],
            until: None,
        };
        let page = notice.page();
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;学校") && page.contains("保育师&amp;"));
        assert_eq!(notice.workbook().unwrap(), notice.workbook().unwrap());
    }
}
