//! A province, two bureaus, their officers and institutions, with INSECURE keys; and the orders that officers sign.

use crate::people::uscc;
use hezheng_core::ids::{LeafIndex, TreeSize};
use hezheng_core::number::{AuthorityCode, CertificateNumber, InstitutionNumber, Uscc};
use hezheng_core::status::Status;
use hezheng_core::status::order::{ApprovalDraft, OrderBody, OrderDraft, Reason, Selector, UnverifiedOrder};
use hezheng_core::time::{Date, Time};
use hezheng_core::trust::bundle::{Authority, BundleBody, Institution, IssuingKey, OfficerKey, ServiceKey, Validity};
use hezheng_core::trust::{BundleDraft, SecondRoot};
use hezheng_keys::insecure::insecure_private_key;
use hezheng_keys::{PrivateKey, Signer};

/// 2026-05-21T10:00:00 in Asia/Shanghai.
pub(crate) const NOW: Time = Time(1_779_328_800);
pub(crate) const DAY: u64 = 86_400;
pub(crate) const SHIJIAZHUANG: &str = "130100";
pub(crate) const TANGSHAN: &str = "130200";

pub(crate) fn key(label: &str) -> PrivateKey {
    insecure_private_key(&format!("registry {label}"))
}

pub(crate) fn from(time: Time) -> Validity {
    Validity { from: time, until: None, distrusted_from: None }
}

fn authority(code: &str, name: &str) -> Authority {
    let since = from(Time(NOW.0 - DAY));
    let officer = |who: &str, roles| OfficerKey {
        key: key(&format!("officer {who} {code}")).public_key(),
        validity: since,
        roles,
        staff_code: who.into(),
    };
    Authority {
        code: AuthorityCode::parse(code).unwrap(),
        name: name.into(),
        base_url: format!("http://registry.test/{code}"),
        log_origin: format!("registry.test/{code}"),
        service_keys: vec![ServiceKey { key: key(&format!("service {code}")).public_key(), validity: since, uses: 7 }],
        officer_keys: vec![officer("A", 1), officer("B", 2), officer("C", 3)],
    }
}

fn institution(serial: u32, authority: &str, key_label: &str) -> Institution {
    let validity = from(Time(NOW.0 - DAY));
    Institution {
        uscc: uscc(serial),
        names: vec![(Date(0), format!("测试培训学校{serial}"))],
        authority: AuthorityCode::parse(authority).unwrap(),
        number: InstitutionNumber::parse(&format!("{serial:04}")).unwrap(),
        keys: vec![IssuingKey { key: key(key_label).public_key(), validity }],
    }
}

/// The content of the first bundle: schools 1 and 2 with the first bureau, school 3 with the second.
pub(crate) fn bundle_body() -> BundleBody {
    BundleBody {
        version: 1,
        issued: Time(NOW.0 - DAY),
        expires: Time(NOW.0 + 90 * DAY),
        roots: vec![key("root 1").public_key(), key("root 2").public_key()],
        authorities: vec![authority(SHIJIAZHUANG, "石家庄测试局"), authority(TANGSHAN, "唐山测试局")],
        institutions: vec![
            institution(1, SHIJIAZHUANG, "school 1"),
            institution(2, SHIJIAZHUANG, "school 2"),
            institution(3, TANGSHAN, "school 3"),
        ],
        witnesses: None,
    }
}

/// The bundle of this content, signed by the first root key.
pub(crate) fn bundle(body: &BundleBody) -> Vec<u8> {
    let root = key("root 1");
    let draft = BundleDraft::new(root.kid(), body).unwrap();
    draft.finish(&root.sign(&draft.to_be_signed()))
}

/// The same, with the second root key's signature.
pub(crate) fn bundle_by_two(body: &BundleBody) -> Vec<u8> {
    let (bytes, root) = (bundle(body), key("root 2"));
    let second = SecondRoot::new(&bytes, root.kid(), body.issued).unwrap();
    second.finish(&root.sign(second.to_be_signed()))
}

/// An order by number, at the time of `NOW` unless changed.
pub(crate) fn order_body(id: u8, status: Status, numbers: &[&str]) -> OrderBody {
    let numbers = numbers.iter().map(|number| CertificateNumber::parse(number).unwrap()).collect();
    OrderBody {
        id: [id; 16],
        status,
        selector: Selector::Numbers(numbers),
        reason: Reason::NoExamHeld,
        ordered: NOW,
        authority: AuthorityCode::parse(SHIJIAZHUANG).unwrap(),
        note: None,
        seen: TreeSize(1_000),
    }
}

/// The selector of a school's certificates.
pub(crate) fn of_school(uscc: Uscc, from: u64, until: u64) -> Selector {
    Selector::Institution(uscc, LeafIndex(from), LeafIndex(until))
}

/// An order by one officer.
pub(crate) fn ordered(body: &OrderBody, officer: &str) -> Vec<u8> {
    let officer = key(&format!("officer {officer} {}", body.authority));
    let draft = OrderDraft::new(officer.kid(), body).unwrap();
    draft.finish(&officer.sign(&draft.to_be_signed()))
}

/// An order by two.
pub(crate) fn approved(body: &OrderBody, officer: &str, approver: &str) -> Vec<u8> {
    let order = ordered(body, officer);
    let unverified = UnverifiedOrder::decode(&order).unwrap();
    let approver = key(&format!("officer {approver} {}", body.authority));
    let draft = ApprovalDraft::new(&unverified, approver.kid(), body.ordered);
    draft.finish(&approver.sign(draft.to_be_signed()))
}
