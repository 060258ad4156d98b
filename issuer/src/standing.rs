//! Whether this school may issue now, by the newest trust bundle that its pinned root keys prove.

use crate::language::Lang;
use hezheng_core::ids::Kid;
use hezheng_core::key::PublicKey;
use hezheng_core::number::{AuthorityCode, InstitutionNumber, Uscc};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::Trust;
use hezheng_core::trust::bundle::{Authority, Institution};
use hezheng_core::trust::pack::UnverifiedPack;
use std::fmt;

/// What the bundle says of the holder of the issuing key, and the trust it was read from.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The trust that the pack leads to.
    pub trust: Trust,
    /// The institution.
    pub uscc: Uscc,
    /// Its name on the day of issue.
    pub institution: String,
    /// The institution as the bundle has it.
    listed: Institution,
    /// The number that the authority gave it.
    pub number: InstitutionNumber,
    /// The authority that it registers with.
    pub authority: AuthorityCode,
    /// The authority's name.
    pub authority_name: String,
}

/// Why this school may not issue now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandingError {
    /// No bundle in the pack is proved by the pinned root keys.
    NotProved,
    /// The newest bundle has expired.
    BundleExpired(Time),
    /// The issuing key is no institution's.
    KeyUnknown(Kid),
    /// The issuing key is not valid yet, or not any more.
    KeyNotValid(Kid),
    /// The issuing key is distrusted.
    KeyDistrusted(Kid),
    /// The registry of the profile is not the one of the institution's authority, which is this.
    OtherRegistry(String),
}

impl StandingError {
    /// It in words: what happened and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::NotProved => lang
                .choose(
                    "备案系统给出的机构名录，不能由本机信任的根密钥证实。请核对配置里的 roots 和 registry；若都没错，请联系人社局。",
                    "The list of institutions is not proved by the root keys trusted here; check roots and registry in the profile, then ask the bureau.",
                )
                .into(),
            Self::BundleExpired(when) => lang.choose(
                format!("机构名录已于 {when} 过期，现在签发的证书无人能核验。请联系人社局更新名录。"),
                format!("The trust bundle expired at {when}; ask the bureau for a new one."),
            ),
            Self::KeyUnknown(kid) => lang.choose(
                format!("签发密钥 {kid} 不在机构名录中。请确认用的是本校的密钥；若刚刚更换，请等人社局发布新名录。"),
                format!("The issuing key {kid} is not in the trust bundle; check that it is this school's, or wait for the next bundle."),
            ),
            Self::KeyNotValid(kid) => lang.choose(
                format!("签发密钥 {kid} 现在不在有效期内。请换用新密钥，或联系人社局。"),
                format!("The issuing key {kid} is not valid now; use the new key or ask the bureau."),
            ),
            Self::KeyDistrusted(kid) => lang.choose(
                format!("签发密钥 {kid} 已被停用（不再可信）。请立即联系人社局。"),
                format!("The issuing key {kid} is distrusted; call the bureau at once."),
            ),
            Self::OtherRegistry(url) => lang.choose(
                format!("本校归 {url} 备案，配置里的 registry 不是它。请改正配置。"),
                format!("This school registers at {url}; mend registry in the profile."),
            ),
        }
    }
}

impl fmt::Display for StandingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for StandingError {}

impl Standing {
    /// The institution's name on this day: a certificate's page has the one of its date of issue, whenever it is printed.
    #[must_use]
    pub fn name_on(&self, day: Date) -> &str {
        self.listed.name_on(day)
    }

    /// Judges the holder of this key by a pack, for a day of issue, now.
    ///
    /// # Errors
    /// Why it may not issue.
    pub fn judge(
        pack: &[u8],
        roots: &[PublicKey],
        kid: Kid,
        registry: &str,
        issued: Date,
        now: Time,
    ) -> Result<Self, StandingError> {
        let pack = UnverifiedPack::decode(pack).map_err(|_| StandingError::NotProved)?;
        let trust = Trust::follow(roots, &pack.bundles);
        let bundle = trust.bundle().ok_or(StandingError::NotProved)?;
        if now >= bundle.body().expires {
            return Err(StandingError::BundleExpired(bundle.body().expires));
        }
        let (institution, key) = bundle.issuing_key(kid).ok_or(StandingError::KeyUnknown(kid))?;
        if key.validity.distrusted_from.is_some() {
            return Err(StandingError::KeyDistrusted(kid));
        }
        if !key.validity.holds_at(now) {
            return Err(StandingError::KeyNotValid(kid));
        }
        let authority = bundle.authority(institution.authority.as_str()).ok_or(StandingError::KeyUnknown(kid))?;
        if authority.base_url != registry {
            return Err(StandingError::OtherRegistry(authority.base_url.clone()));
        }
        Ok(Self::of(&trust, institution, authority, issued))
    }

    /// What a bundle says of whoever holds the key with this id, whether or not it may issue now: for the page of a
    /// certificate that was issued on this day. Gives the key too.
    pub(crate) fn of_signer(trust: &Trust, kid: Kid, issued: Date) -> Option<(Self, PublicKey)> {
        let bundle = trust.bundle()?;
        let (institution, key) = bundle.issuing_key(kid)?;
        let authority = bundle.authority(institution.authority.as_str())?;
        Some((Self::of(trust, institution, authority, issued), key.key))
    }

    fn of(trust: &Trust, institution: &Institution, authority: &Authority, issued: Date) -> Self {
        Self {
            uscc: institution.uscc.clone(),
            institution: institution.name_on(issued).into(),
            listed: institution.clone(),
            number: institution.number.clone(),
            authority: authority.code.clone(),
            authority_name: authority.name.clone(),
            trust: trust.clone(),
        }
    }
}
