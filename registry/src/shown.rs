//! What the desk shows: catalogues and policy to anybody, classes to their institution, classes and flags to officers. Nobody is shown a full identity number.

use crate::desk::DeskRefusal;
use crate::desk::catalogue::{InstitutionEntry, Programme, Standing, Versioned};
use crate::desk::class::{Class, ClassState};
use crate::desk::csv::Csv;
use crate::desk::page::PageAsked;
use crate::desk::rules::RuleCode;
use crate::desk::text::Text;
use crate::limits::CATALOGUE_ENTRIES;
use crate::policy;
use crate::refusal::{Failed, SignerRefusal, Unavailable};
use crate::service::Service;
use crate::store::desk::{Kind, LoadDesk};
use crate::store::{AuthorityNumber, Read, StoreError};
use hezheng_core::ids::Kid;
use hezheng_core::number::Uscc;
use hezheng_core::time::Time;
use hezheng_core::trust::bundle::TrustBundle;
use serde::Serialize;
use serde_json::{Value, json};
use std::cmp::Reverse;
use zeroize::Zeroizing;

impl Service {
    /// The institution whose key this is, where it may act with this authority now.
    pub(crate) fn institution_of(&self, authority: AuthorityNumber, kid: Kid) -> Result<Uscc, Failed> {
        let (view, now) = (self.view(), self.now());
        let bundle = view.trust.bundle().filter(|bundle| now < bundle.body().expires);
        let bundle = bundle.ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let served = self.served.iter().find(|served| served.number == authority);
        let served = served.ok_or(Failed::refused(Unavailable::ServiceKey))?;
        let (listed, _) = bundle.issuing_key(kid).ok_or(Failed::refused(SignerRefusal::Unknown))?;
        let signer = policy::signer(bundle, &served.code, (kid, &listed.uscc), now);
        signer.map(|(institution, _)| institution.uscc.clone()).map_err(Failed::refused)
    }

    /// The classes of the institution that asks, newest first; or one of them with its roster.
    pub(crate) fn classes_of(
        &self,
        authority: AuthorityNumber,
        (kid, number, page): (Kid, Option<&str>, &PageAsked),
    ) -> Result<Value, Failed> {
        let uscc = self.institution_of(authority, kid)?;
        let is_own = |class: &Class| class.uscc.0 == uscc;
        match number {
            Some(number) => self.class_shown(authority, number, is_own),
            None => self.classes_shown(authority, page, is_own),
        }
    }

    /// The classes that are in one of these states, newest first; or one class with its roster: to an officer.
    pub(crate) fn classes_in(
        &self,
        authority: AuthorityNumber,
        (states, number, page): (&[ClassState], Option<&str>, &PageAsked),
    ) -> Result<Value, Failed> {
        match number {
            Some(number) => self.class_shown(authority, number, |_| true),
            None => self.classes_shown(authority, page, |class| states.contains(&class.state)),
        }
    }

    fn classes_shown(
        &self,
        authority: AuthorityNumber,
        page: &PageAsked,
        wanted: impl Fn(&Class) -> bool,
    ) -> Result<Value, Failed> {
        let place = |class: &Class| Reverse((class.filed, class.number.clone()));
        let mut classes = Vec::new();
        let reading = self.store.read()?;
        reading.classes(authority, |class| {
            if wanted(&class) {
                classes.push((place(&class), class));
            }
        })?;
        let found = |number: &str| Ok(reading.class(authority, number)?.as_ref().map(place));
        let page = page.take(classes, |class| class.number.clone(), found)?;
        let shown: Vec<Value> = page.shown.iter().map(brief).collect();
        Ok(json!({ "classes": shown, "more": page.more, "next": page.next }))
    }

    fn class_shown(
        &self,
        authority: AuthorityNumber,
        number: &str,
        may_see: impl Fn(&Class) -> bool,
    ) -> Result<Value, Failed> {
        let reading = self.store.read()?;
        let class = reading.class(authority, number)?.filter(may_see);
        let class = class.ok_or(Failed::refused(DeskRefusal::Unknown))?;
        let roster = reading.roster(authority, number)?;
        Ok(json!({ "class": class, "roster": roster }))
    }

    pub(crate) fn programmes(&self, authority: AuthorityNumber) -> Result<Vec<Versioned<Programme>>, Failed> {
        catalogue(self.store.read()?.as_ref(), authority, Kind::Programme)
    }

    /// The institutions of the catalogue, with what the trust bundle says of each.
    pub(crate) fn institutions(&self, authority: AuthorityNumber) -> Result<Vec<InstitutionShown>, Failed> {
        let view = self.view();
        let bundle = view.trust.bundle().ok_or(Failed::refused(Unavailable::BundleExpired))?;
        let entries: Vec<Versioned<InstitutionEntry>> =
            catalogue(self.store.read()?.as_ref(), authority, Kind::Institution)?;
        let served = self.served.iter().find(|served| served.number == authority);
        let code = served.map(|served| served.code.as_str().to_owned()).unwrap_or_default();
        Ok(entries.into_iter().map(|entry| self.with_bundle(bundle, &code, entry)).collect())
    }

    /// One that was renamed has the name of today; one that the trust bundle does not have any more has none, and no keys.
    fn with_bundle(&self, bundle: &TrustBundle, code: &str, entry: Versioned<InstitutionEntry>) -> InstitutionShown {
        let now = self.now();
        let listed = bundle.institutions(&entry.value.uscc.0).find(|listed| listed.authority.as_str() == code);
        let keys = listed.into_iter().flat_map(|listed| &listed.keys);
        let valid = keys.filter(|key| key.validity.holds_at(now) && key.validity.distrusted_from.is_none());
        InstitutionShown {
            name: listed.map(|listed| listed.name_on(now.shanghai_day()).to_owned()),
            number: listed.map(|listed| listed.number.as_str().to_owned()),
            keys: valid.map(|key| key.key.kid().to_string()).collect(),
            entry,
        }
    }

    pub(crate) fn policy_shown(&self, authority: AuthorityNumber) -> Result<Value, Failed> {
        let in_force = self.store.read()?.policy(authority)?;
        let version = in_force.as_ref().map_or(0, |policy| policy.version);
        let since = in_force.as_ref().map(|policy| policy.since);
        let policy = in_force.map(|policy| policy.value).unwrap_or_default();
        let rule = |rule: &crate::desk::rules::RuleCode| {
            let (severity, limit) = policy.of(*rule);
            let number = rule.number();
            json!({
                "rule": rule, "severity": severity, "limit": number.map(|_| limit),
                "default": rule.default_severity(), "default_limit": number.map(|number| number.default),
                "least": number.map(|number| number.least), "most": number.map(|number| number.most),
                "may_be": rule.severities(),
            })
        };
        let rules: Vec<Value> = crate::desk::rules::RuleCode::ALL.iter().map(rule).collect();
        Ok(json!({ "version": version, "since": since, "value": policy, "rules": rules }))
    }

    /// The flags that nobody decided, oldest first, each with what a certificate's holder wrote, where one did.
    pub(crate) fn open_flags(&self, authority: AuthorityNumber, page: &PageAsked) -> Result<Value, Failed> {
        let mut open = Vec::new();
        let reading = self.store.read()?;
        reading.flags(authority, |serial, flag| {
            if flag.decision.is_none() {
                open.push((serial, (serial, flag)));
            }
        })?;
        let page = page.take(open, |(serial, _)| serial.to_string(), |serial| Ok(serial.parse().ok()))?;
        let shown = page.shown.into_iter().map(|(serial, flag)| {
            let words = match flag.rule {
                RuleCode::NeverTaken => reading.words_beside_flag((authority, serial), &self.sealing)?,
                _ => Zeroizing::default(),
            };
            let words = std::str::from_utf8(&words).map_err(|_| StoreError::Damaged(None))?;
            let words = (!words.is_empty()).then_some(words);
            Ok(json!({ "serial": serial, "flag": flag, "words": words }))
        });
        let shown = shown.collect::<Result<Vec<Value>, StoreError>>()?;
        Ok(json!({ "flags": shown, "more": page.more, "next": page.next }))
    }
}

/// An institution as anybody is shown it.
#[derive(Serialize)]
pub(crate) struct InstitutionShown {
    /// Its name today; none where the trust bundle does not have it any more.
    pub(crate) name: Option<String>,
    pub(crate) number: Option<String>,
    /// Kids of the keys that it may sign with now.
    pub(crate) keys: Vec<String>,
    #[serde(flatten)]
    pub(crate) entry: Versioned<InstitutionEntry>,
}

/// Which state of a catalogue somebody has: how many changes made it, and when the last one was.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize)]
pub(crate) struct Edition {
    pub(crate) version: u64,
    pub(crate) changed: Option<Text<Time>>,
}

impl Edition {
    /// Of these newest versions: nothing is ever taken out of a catalogue, so that their sum only grows.
    pub(crate) fn of<'e, T: 'e>(entries: impl Iterator<Item = &'e Versioned<T>>) -> Self {
        entries.fold(Self::default(), |edition, entry| Self {
            version: edition.version.saturating_add(entry.version),
            changed: edition.changed.max(Some(entry.since)),
        })
    }
}

/// The newest versions, which a city has some hundreds of.
fn catalogue<T: serde::de::DeserializeOwned>(
    read: &dyn Read,
    authority: AuthorityNumber,
    kind: Kind,
) -> Result<Vec<Versioned<T>>, Failed> {
    let mut entries = read.documents(authority, kind)?;
    entries.truncate(CATALOGUE_ENTRIES);
    Ok(entries)
}

/// A class in a list: without its plan, and without what only its roster explains.
fn brief(class: &Class) -> Value {
    let mut shown = json!(class);
    if let Some(members) = shown.as_object_mut() {
        for long in ["plan", "salt", "id", "content_sha256", "passed"] {
            members.remove(long);
        }
        members.insert("has_results".into(), class.passed.is_some().into());
        members.insert("passed".into(), class.passed.as_ref().map(Vec::len).into());
    }
    shown
}

/// The programmes, for a spreadsheet.
pub(crate) fn programmes_csv(programmes: &[Versioned<Programme>]) -> String {
    let mut csv = Csv::new(&[
        "项目代码",
        "项目名称",
        "职业编码",
        "职业分类大典版本",
        "课时",
        "技能等级",
        "补贴标准（元）",
        "起始日期",
        "截止日期",
        "版本",
    ]);
    for Versioned { version, value, .. } in programmes {
        let levels: Vec<String> = value.levels.iter().map(u64::to_string).collect();
        csv.row(&[
            value.code.clone(),
            value.name.clone(),
            value.occupation_code.clone().unwrap_or_default(),
            value.occupation_edition.map(|year| year.to_string()).unwrap_or_default(),
            value.class_hours.to_string(),
            levels.join("、"),
            value.subsidy_fen.map(|fen| format!("{}.{:02}", fen / 100, fen % 100)).unwrap_or_default(),
            value.from.0.to_string(),
            value.until.map(|until| until.0.to_string()).unwrap_or_default(),
            version.to_string(),
        ]);
    }
    csv.into_text()
}

/// The institutions, for a spreadsheet.
pub(crate) fn institutions_csv(institutions: &[InstitutionShown]) -> String {
    let mut csv = Csv::new(&[
        "统一社会信用代码",
        "机构名称",
        "机构编号",
        "机构类型",
        "地址",
        "联系方式",
        "可培训项目",
        "状态",
        "当前密钥",
        "版本",
    ]);
    for InstitutionShown { name, number, keys, entry } in institutions {
        let standing = match entry.value.standing {
            Standing::Open => "正常",
            Standing::Suspended => "暂停",
            Standing::Closed => "关闭",
        };
        csv.row(&[
            entry.value.uscc.0.as_str().to_owned(),
            name.clone().unwrap_or_default(),
            number.clone().unwrap_or_default(),
            entry.value.kind.clone(),
            entry.value.address.clone(),
            entry.value.contact.clone(),
            entry.value.programmes.join("、"),
            standing.into(),
            keys.join("、"),
            entry.version.to_string(),
        ]);
    }
    csv.into_text()
}
