//! Who counts: the bundle with two bureaus and three institutions, and a bureau's draft of the next one.

use super::certificate::uscc;
use super::{AS_OF, ISSUED, USCC, key, kid, public};
use hezheng_core::ids::Hash;
use hezheng_core::number::{AuthorityCode, InstitutionNumber};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::BundleDraft;
use hezheng_core::trust::bundle::{
    Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity, Witnesses,
};
use hezheng_keys::Signer as _;
use hezheng_keys::authoring::{Draft, DraftChange};

/// What the bundle says.
#[must_use]
pub fn bundle_body() -> BundleBody {
    let validity = Validity { from: Time(ISSUED.0 - 86_400), until: None, distrusted_from: None };
    let authority = |index: usize, code: &str, name: &str, officer_keys| Authority {
        code: AuthorityCode::parse(code).expect("a code"),
        name: name.into(),
        base_url: format!("https://zs.example.cn/{code}"),
        log_origin: format!("zs.example.cn/log/{code}"),
        service_keys: [("countersign", 1), ("snapshot", 2), ("log", 4)]
            .map(|(use_, bit)| ServiceKey { key: public(&format!("{use_}{index}")), validity, uses: bit })
            .to_vec(),
        officer_keys,
    };
    let officer =
        |name: &str, roles, code: &str| OfficerKey { key: public(name), validity, roles, staff_code: code.into() };
    let institution = |index: usize, name: &str, code: &str, number: &str| Institution {
        uscc: uscc(USCC[index]),
        names: vec![(Date(20_000), name.into())],
        authority: AuthorityCode::parse(code).expect("a code"),
        number: InstitutionNumber::parse(number).expect("a number"),
        keys: vec![IssuingKey { key: public(&format!("issuer{index}")), validity }],
    };
    BundleBody {
        version: 3,
        issued: ISSUED,
        expires: Time(ISSUED.0 + 90 * 86_400),
        roots: vec![public("root"), public("root2")],
        authorities: vec![
            authority(
                0,
                "130100",
                "石家庄市人力资源和社会保障局",
                vec![officer("officer", 1, "A-01"), officer("approver", 2, "A-02")],
            ),
            authority(1, "130600", "保定市人力资源和社会保障局", Vec::new()),
        ],
        institutions: vec![
            institution(0, "石家庄市启明职业培训学校", "130100", "0007"),
            institution(1, "石家庄市晨光职业培训学校", "130100", "0008"),
            institution(2, "保定市前程职业培训学校", "130600", "0007"),
        ],
        witnesses: Some(Witnesses { quorum: 1, witnesses: vec![("witness.example.cn".into(), public("witness"))] }),
    }
}

/// A bundle by the key of this name.
#[must_use]
pub fn bundle(body: &BundleBody, signer: &str) -> Vec<u8> {
    let draft = BundleDraft::new(kid(signer), body).expect("the bundle is allowed");
    draft.finish(&key(signer).sign(&draft.to_be_signed()))
}

/// What the first bureau asks for, from this bundle.
pub(super) fn draft(bundle: &[u8]) -> String {
    let uscc = uscc("91350100M000100Y43");
    let draft = Draft {
        authority: AuthorityCode::parse("130100").expect("a code"),
        from_version: bundle_body().version,
        from_sha256: Hash::of(&[bundle]),
        prepared: AS_OF,
        changes: vec![
            DraftChange::AddInstitution {
                uscc: uscc.clone(),
                name: "石家庄市远望职业培训学校".into(),
                named_from: Date(20_000),
                number: InstitutionNumber::parse("0009").expect("a number"),
                contact: "演示甲".into(),
            },
            DraftChange::AddIssuerKey { uscc, public_key: public("issuer of the third") },
            DraftChange::EndKey { kid: kid("issuer1"), at: None },
        ],
    };
    draft.sign(&key("officer")).expect("it asks for something")
}
