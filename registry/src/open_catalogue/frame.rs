//! What stands around each page: whose it is, of when, what can be sought in it, and where its data lies.

use super::Sought;
use crate::desk::notice::escaped;
use crate::shown::Edition;
use hezheng_core::time::Time;

/// What a page is of.
pub(crate) struct Shown<'s> {
    /// The authority's name.
    pub(crate) authority: &'s str,
    /// The base URL's path.
    pub(crate) path: &'s str,
    pub(crate) edition: Edition,
    pub(crate) now: Time,
    pub(crate) sought: &'s Sought,
}

/// One catalogue: its words, and the last part of its addresses.
pub(super) struct Catalogue {
    pub(super) name: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) hint: &'static str,
    pub(super) hint_en: &'static str,
}

pub(super) const PROGRAMMES: Catalogue = Catalogue {
    name: "programmes",
    zh: "培训项目目录",
    en: "Training programmes",
    hint: "项目名称、代码或职业编码",
    hint_en: "name, code or occupation code",
};
pub(super) const INSTITUTIONS: Catalogue = Catalogue {
    name: "institutions",
    zh: "培训机构目录",
    en: "Training institutions",
    hint: "机构名称、统一社会信用代码、地址或培训项目",
    hint_en: "name, 统一社会信用代码, address or programme",
};

/// A column's name in both languages.
pub(super) type Column = (&'static str, &'static str);

/// An entry: what each column says, as HTML.
pub(super) type Row = Vec<String>;

/// The whole page.
pub(super) fn page(
    shown: &Shown<'_>,
    catalogue: &Catalogue,
    columns: &[Column],
    (rows, of): (&[Row], usize),
) -> String {
    let Catalogue { name, zh, en, .. } = catalogue;
    let other = if *name == PROGRAMMES.name { &INSTITUTIONS } else { &PROGRAMMES };
    let (authority, path) = (escaped(shown.authority), escaped(shown.path));
    let title = format!("{zh} · {authority}");
    let body = format!(
        "<p class=\"who\">{authority}</p><h1>{zh}<span lang=\"en\">{en}</span></h1>{}{}{}\
         <nav aria-label=\"数据 Data\"><p><a href=\"{path}/v1/{name}.csv\">下载表格 CSV</a><a href=\"{path}/v1/{name}\">开放数据 JSON</a>\
         <a href=\"{path}/catalogue/{}\">{} <span lang=\"en\">{}</span></a>\
         <a href=\"/catalogue\">全部目录 <span lang=\"en\">All catalogues</span></a>\
         <a href=\"/\">查验证书 <span lang=\"en\">Verify a certificate</span></a></p></nav>",
        facts(shown, of),
        search(shown, catalogue),
        table(catalogue, columns, rows),
        other.name,
        other.zh,
        other.en,
    );
    whole(&title, &body)
}

/// A page around its body.
pub(super) fn whole(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )
}

fn facts(shown: &Shown<'_>, of: usize) -> String {
    let at = |time: Time| {
        let (hour, minute, _) = time.shanghai_clock();
        format!("<time class=\"n\" datetime=\"{time}\">{} {hour:02}:{minute:02}</time>", time.shanghai_day())
    };
    let changed = shown.edition.changed.map_or_else(|| "尚无 <span lang=\"en\">never</span>".into(), |time| at(time.0));
    format!(
        "<dl><dt>版本 <span lang=\"en\">Version</span></dt><dd>{}</dd>\
         <dt>最近修改 <span lang=\"en\">Last change</span></dt><dd>{changed}</dd>\
         <dt>数据时间 <span lang=\"en\">As of</span></dt><dd>{} <span class=\"n\">北京时间</span></dd>\
         <dt>条目 <span lang=\"en\">Entries</span></dt><dd>{of}</dd></dl>",
        shown.edition.version,
        at(shown.now),
    )
}

fn search(shown: &Shown<'_>, catalogue: &Catalogue) -> String {
    let Catalogue { name, hint, hint_en, .. } = catalogue;
    let (path, text) = (escaped(shown.path), escaped(&shown.sought.text));
    let all = if text.is_empty() {
        String::new()
    } else {
        format!("<a href=\"{path}/catalogue/{name}\">显示全部 <span lang=\"en\">Show all</span></a>")
    };
    format!(
        "<form method=\"get\" action=\"{path}/catalogue/{name}\" role=\"search\"><label for=\"q\">查找：{hint} \
         <span lang=\"en\">Search by {hint_en}</span></label><div><input id=\"q\" name=\"q\" type=\"search\" maxlength=\"100\" \
         autocomplete=\"off\" value=\"{text}\"><button>查找 <span lang=\"en\">Search</span></button>{all}</div></form>"
    )
}

fn table(catalogue: &Catalogue, columns: &[Column], rows: &[Row]) -> String {
    if rows.is_empty() {
        return "<p role=\"status\">没有符合的条目。<span lang=\"en\">Nothing was found.</span></p>".into();
    }
    let heading: String =
        columns.iter().map(|(zh, en)| format!("<th scope=\"col\">{zh}<span lang=\"en\">{en}</span></th>")).collect();
    let cell = |((zh, _), text): (&Column, &String)| format!("<td data-label=\"{zh}\">{text}</td>");
    let row = |row: &Row| {
        let (first, rest) = (row.first().map_or("", String::as_str), row.get(1..).unwrap_or_default());
        let cells: String = columns.iter().skip(1).zip(rest).map(cell).collect();
        format!("<tr><th scope=\"row\">{first}</th>{cells}</tr>")
    };
    let rows: String = rows.iter().map(row).collect();
    format!(
        "<table><caption>{} <span lang=\"en\">{}</span></caption><thead><tr>{heading}</tr></thead><tbody>{rows}</tbody></table>",
        catalogue.zh, catalogue.en
    )
}

/// The page's one sheet; the policy names it by its hash. Where there is little room each row is a card whose cells say what they are.
pub(crate) const STYLE: &str = "\
*{box-sizing:border-box}\
body{margin:0;background:#f1f4f8;color:#16202c;font:17px/1.6 system-ui,-apple-system,\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",sans-serif;overflow-wrap:anywhere}\
main{max-width:76rem;margin:0 auto;padding:1.5rem 1rem 2.5rem}\
span[lang]{color:#4d5b6a;font-size:.875em;font-weight:400}\
.who{margin:0;color:#4d5b6a;font-weight:600}\
h1{margin:.125rem 0 1rem;font-size:1.75rem;line-height:1.3;color:#12406f}h1 span[lang]{display:block;font-size:1.0625rem}\
h2{margin:0 0 .5rem;font-size:1.125rem}\
dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0 0 1rem;padding:.75rem 1rem;border:1px solid #d5dce4;border-left:6px solid #12406f;border-radius:12px;background:#fff}\
dt{color:#4d5b6a;font-size:.9375rem}dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}\
dl{grid-auto-flow:column;display:grid;grid-template-rows:auto auto;justify-content:start}\
form,table,.card{border:1px solid #d5dce4;border-radius:12px;background:#fff}\
form,.card{margin:0 0 1rem;padding:1rem}\
label{display:block;margin-bottom:.375rem;font-weight:600}\
form div{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}\
input{flex:1 1 14rem;min-width:0;min-height:48px;padding:.5rem .75rem;border:1.5px solid #6b7988;border-radius:8px;background:#fff;color:inherit;font:inherit}\
button{min-height:48px;padding:.5rem 1.25rem;border:0;border-radius:8px;background:#12406f;color:#fff;font:inherit;font-weight:600;cursor:pointer}button span[lang]{color:#fff}\
a{color:#12406f}:focus-visible{outline:3px solid #1366d6;outline-offset:2px}\
table{width:100%;border-collapse:separate;border-spacing:0;font-size:1rem}\
caption{padding:.25rem 0 .5rem;font-weight:700;text-align:left}\
th,td{padding:.5rem .625rem;border-bottom:1px solid #d5dce4;text-align:left;vertical-align:top}\
thead th{border-bottom:2px solid #12406f;font-size:.9375rem;white-space:nowrap}thead span[lang]{display:block}\
tbody tr:last-child>*{border-bottom:0}\
tbody th{min-width:9rem}tbody th small{display:block;font-weight:400}\
small,code{font-family:ui-monospace,\"Cascadia Mono\",Consolas,monospace;font-size:.9375rem;color:#4d5b6a}\
td{font-variant-numeric:tabular-nums}td ul{margin:0;padding:0;list-style:none}\
.n{white-space:nowrap}\
.state{display:inline-block;padding:.0625rem .5rem;border:1.5px solid;border-radius:6px;font-weight:600;white-space:nowrap}\
.yes{color:#0b6b3a}.no{color:#b01c1c}.soon{color:#3a2600;background:#fff4d6;border-color:#d99a00}\
nav p{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:1.25rem 0 0}nav a{padding:.5rem 0}\
@media(max-width:899px){\
dl{display:grid;grid-template:none;grid-auto-flow:row;grid-template-columns:max-content 1fr;gap:.125rem 1rem}\
table,tbody,tr,th,td,caption{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
table{padding:0 1rem}tbody tr{padding:.75rem 0;border-bottom:2px solid #d5dce4}tbody tr:last-child{border:0}\
tbody th,td{padding:.125rem 0;border:0}\
caption{padding:.75rem 0 0}td[data-label]::before{content:attr(data-label) \"：\";color:#4d5b6a;font-size:.9375rem}td ul{display:inline}td li{display:inline}td li+li::before{content:\"，\"}}\
@media(max-width:479px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.375rem}}\
@media print{body{background:#fff;font-size:10pt}main{max-width:none;padding:0}form,nav{display:none}table,dl{border-radius:0}thead{display:table-header-group}tr{break-inside:avoid}}";
