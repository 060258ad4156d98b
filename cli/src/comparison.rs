//! Two certificates beside each other, field by field, what differs marked: what a clerk and two officers see of a correction.

use crate::language::Lang;
use crate::verdict_words;
use hezheng_core::statement::Claims;

/// A mark before what differs: colour alone would not reach everybody.
const DIFFERS: &str = "≠";

/// A field's label, and its value where there is one.
type Field<'l> = (&'l str, Option<String>);

/// One line for each field that either of them has; an old and a new value where they differ.
pub(crate) fn lines((old_number, old): (&str, &Claims), (new_number, new): (&str, &Claims), lang: Lang) -> Vec<String> {
    let (old, new) = (fields(old_number, old, lang), fields(new_number, new, lang));
    let line = |((label, old), (_, new)): (Field<'_>, Field<'_>)| {
        let colon = lang.pick("：", ": ");
        let nothing = || lang.pick("（无）", "(none)").to_owned();
        match (old, new) {
            (None, None) => None,
            (old, new) if old == new => Some(format!("  {label}{colon}{}", new.unwrap_or_else(nothing))),
            (old, new) => {
                let (old, new) = (old.unwrap_or_else(nothing), new.unwrap_or_else(nothing));
                Some(format!("{DIFFERS} {label}{colon}{old} → {new}"))
            }
        }
    };
    old.into_iter().zip(new).filter_map(line).collect()
}

/// Whether nothing but number and date of issue differs.
pub(crate) fn say_the_same(old: &Claims, new: &Claims) -> bool {
    *old == Claims { issued: old.issued, ..new.clone() }
}

fn fields<'l>(number: &str, claims: &Claims, lang: Lang) -> Vec<Field<'l>> {
    let (first, last) = claims.training;
    let tail = lang.pick(format!("尾号 {}", claims.id_tail), format!("ending in {}", claims.id_tail));
    vec![
        (lang.pick("证书序列号", "Number"), Some(number.into())),
        (lang.pick("姓名", "Name"), Some(claims.holder.clone())),
        (lang.pick("证件类型", "Document"), Some(verdict_words::id_kind(claims.id_kind.code()).pick(lang).into())),
        (lang.pick("证件号码", "Its number"), Some(tail)),
        (lang.pick("培训项目", "Programme"), Some(claims.programme.clone())),
        (lang.pick("培训起止日期", "Training"), Some(format!("{first} – {last}"))),
        (lang.pick("发证日期", "Date of issue"), Some(claims.issued.to_string())),
        (lang.pick("学时", "Class hours"), claims.class_hours.map(|hours| hours.to_string())),
        (lang.pick("职业编码", "Occupation code"), claims.occupation_code.clone()),
        (lang.pick("技能等级", "Skill level"), claims.skill_level.map(|level| level.to_string())),
        (lang.pick("开班备案号", "Class filing"), claims.class_filing.clone()),
        (lang.pick("照片（SHA-256）", "Portrait (SHA-256)"), claims.portrait_sha256.map(|hash| hash.to_string())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use hezheng_core::number::IdKind;
    use hezheng_core::time::Date;

    #[test]
    fn what_differs_is_marked_and_what_neither_has_is_left_out() {
        let old = Claims {
            holder: "林晚秋".into(),
            id_kind: IdKind::ResidentId,
            id_tail: "000X".into(),
            programme: "保育师".into(),
            training: (Date(20_000), Date(20_010)),
            issued: Date(20_011),
            class_hours: Some(72),
            occupation_code: None,
            skill_level: None,
            class_filing: None,
            portrait_sha256: None,
            number_scheme: None,
        };
        let new = Claims { holder: "林晚秌".into(), class_hours: None, ..old.clone() };
        let said = lines(("1", &old), ("2", &new), Lang::En);
        assert_eq!(said[0], "≠ Number: 1 → 2");
        assert_eq!(said[1], "≠ Name: 林晚秋 → 林晚秌");
        assert_eq!(said[7], "≠ Class hours: 72 → (none)");
        assert_eq!((said.len(), said.iter().filter(|line| line.starts_with(DIFFERS)).count()), (8, 3));
        assert!(lines(("1", &old), ("2", &new), Lang::Zh)[1].starts_with("≠ 姓名：林"));
        assert!(!say_the_same(&old, &new));
        assert!(say_the_same(&old, &Claims { issued: Date(20_099), ..old.clone() }));
    }
}
