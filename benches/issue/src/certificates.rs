//! Certificates of invented people, made as the issuer makes them: claims, signature, countersignature, page.
//!
//! The names change from one to the next, as the peers' do. Identity numbers have the sequence part 000, which nobody has.

use anyhow::{Context, Result, anyhow};
use hezheng_core::ids::LeafIndex;
use hezheng_core::number::{AuthorityCode, CertificateNumber, IdKind, InstitutionNumber, Uscc};
use hezheng_core::qr::PageAddress;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_core::statement::{Claims, StatementDraft, UnverifiedStatement};
use hezheng_core::time::{Date, Time};
use hezheng_keys::insecure::insecure_private_key;
use hezheng_keys::{PrivateKey, Signer};
use hezheng_pdf::{CertificatePage, Fonts, Template};

const FAMILY_NAMES: [char; 20] = [
    '王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林', '何', '郭', '马',
    '罗',
];
const GIVEN_NAMES: [char; 30] = [
    '伟', '芳', '娜', '秀', '英', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '明', '超',
    '霞', '平', '刚', '桂', '兰', '文', '辉', '鑫', '宇', '浩', '然',
];
const PROGRAMMES: [&str; 5] =
    ["电工（四级）", "养老护理员（五级）", "中式烹调师（三级）", "焊工（五级）", "育婴员（五级）"];
const IDENTITY_NUMBER: &str = "130102199001010003";

/// Who makes them.
pub(crate) struct School {
    pub(crate) key: PrivateKey,
    pub(crate) registry_key: PrivateKey,
    pub(crate) uscc: Uscc,
    authority: AuthorityCode,
    pub(crate) number: InstitutionNumber,
    page: PageAddress,
    pub(crate) template: Template,
    pub(crate) fonts: Fonts,
}

/// A statement that a school signed, with what it says.
pub(crate) struct Signed {
    index: u32,
    claims: Claims,
    number: CertificateNumber,
    statement: Vec<u8>,
}

impl School {
    pub(crate) fn new() -> Result<Self> {
        let template = Template::built_in()?;
        Ok(Self {
            key: insecure_private_key("bench school"),
            registry_key: insecure_private_key("bench countersign"),
            uscc: "0123456789ABCDEFGHJKLMNPQRTUWXY"
                .chars()
                .find_map(|check| Uscc::parse(&format!("91130100BENCH0001{check}")).ok())
                .context("a 统一社会信用代码")?,
            authority: AuthorityCode::parse("130100").map_err(|error| anyhow!("{error:?}"))?,
            number: InstitutionNumber::parse("0001").map_err(|error| anyhow!("{error:?}"))?,
            page: PageAddress::parse("https://zs.example.cn").map_err(|error| anyhow!("{error:?}"))?,
            fonts: Fonts::from_system(&template)?,
            template,
        })
    }

    /// What the school does before it registers.
    pub(crate) fn sign(&self, index: u32) -> Result<Signed> {
        let issued = Date::from_ymd(2026, 10, 25).unwrap_or_default();
        let number = CertificateNumber::new(&self.authority, issued.year(), &self.number, index + 1);
        let number = number.map_err(|error| anyhow!("{error:?}"))?;
        let claims = claims(index as usize, issued);
        let draft = StatementDraft::new(self.key.kid(), &self.uscc, &number, &claims);
        let draft = draft.map_err(|rule| anyhow!("a statement: {rule:?}"))?;
        let statement = draft.finish(&self.key.sign(&draft.to_be_signed()));
        Ok(Signed { index, claims, number, statement })
    }

    /// What the registry answers.
    pub(crate) fn countersign(&self, signed: &Signed) -> Result<Vec<u8>> {
        let statement = UnverifiedStatement::decode(&signed.statement).map_err(|rule| anyhow!("{rule:?}"))?;
        let verified = statement.verify_signature(&self.key.public_key()).context("a signature")?;
        let leaf = LeafIndex(1_000_000 + u64::from(signed.index));
        let draft = verified.register(self.registry_key.kid(), Time(1_792_900_000), leaf);
        Ok(draft.finish(&self.registry_key.sign(draft.to_be_signed())))
    }

    /// The PDF of a registered statement.
    pub(crate) fn print(&self, signed: &Signed, registered: &[u8]) -> Result<Vec<u8>> {
        let claims = &signed.claims;
        let page = CertificatePage {
            number: signed.number.to_string(),
            holder: claims.holder.clone(),
            id_kind: 1,
            id_text: IDENTITY_NUMBER.into(),
            programme: claims.programme.clone(),
            training: claims.training,
            issued: claims.issued,
            class_hours: claims.class_hours,
            occupation_code: claims.occupation_code.clone(),
            skill_level: Some(5),
            class_filing: claims.class_filing.clone(),
            institution: "石家庄市启明职业培训学校".into(),
            authority: "石家庄市人力资源和社会保障局".into(),
            check_code: CheckCode::of(&signed.statement).to_string(),
            qr_text: self.page.qr_text(registered),
            address: self.page.host().into(),
            portrait: None,
            seal: None,
            reissued: false,
        };
        Ok(hezheng_pdf::render(&self.template, &self.fonts, &page, registered)?)
    }
}

fn claims(index: usize, issued: Date) -> Claims {
    let pick = |names: &[char], place: usize| names.get(place % names.len().max(1)).copied().unwrap_or('王');
    let holder = [pick(&FAMILY_NAMES, index), pick(&GIVEN_NAMES, 7 * index), pick(&GIVEN_NAMES, 13 * index)];
    Claims {
        holder: holder.iter().collect(),
        id_kind: IdKind::ResidentId,
        id_tail: IDENTITY_NUMBER.get(14..).unwrap_or_default().into(),
        programme: PROGRAMMES.get(index % PROGRAMMES.len()).copied().unwrap_or_default().into(),
        training: (Date(issued.0 - 30), Date(issued.0 - 1)),
        issued,
        class_hours: Some(80),
        occupation_code: Some("4-10-01-03".into()),
        skill_level: Some(5),
        class_filing: Some(format!("130100-2026-{:06}", index / 40)),
        portrait_sha256: None,
        number_scheme: None,
    }
}
