//! The page of the one certificate, and its PDF file as the product makes it.

use hezheng_core::qr::PageAddress;
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::statement::check_code::CheckCode;
use hezheng_hostile::World;
use hezheng_hostile::world::{NUMBER, claims};
use hezheng_pdf::{CertificatePage, Fonts, Template, render};
use std::sync::LazyLock;

/// The address that the page names.
pub(crate) const HOST: &str = "zs.example.cn";

/// What the page says.
pub(crate) fn page() -> CertificatePage {
    let (claims, world) = (claims(), World::get());
    let bare = UnverifiedStatement::decode(&world.statement).expect("it was drafted").bare();
    CertificatePage {
        number: NUMBER.into(),
        holder: claims.holder,
        id_kind: 1,
        id_text: format!("**************{}", claims.id_tail),
        programme: claims.programme,
        training: claims.training,
        issued: claims.issued,
        class_hours: claims.class_hours,
        occupation_code: claims.occupation_code,
        skill_level: claims.skill_level.and_then(|level| u8::try_from(level).ok()),
        class_filing: claims.class_filing,
        institution: "石家庄市启明职业培训学校".into(),
        authority: "石家庄市人力资源和社会保障局".into(),
        check_code: CheckCode::of(&bare).to_string(),
        qr_text: PageAddress::parse(&format!("https://{HOST}")).expect("an address").qr_text(&world.registered),
        address: HOST.into(),
        portrait: None,
        seal: None,
        reissued: false,
    }
}

/// The PDF file of this page, with this attachment.
pub(crate) fn pdf(page: &CertificatePage, attachment: &[u8]) -> Vec<u8> {
    static TEMPLATE: LazyLock<(Template, Fonts)> = LazyLock::new(|| {
        let template = Template::built_in().expect("the built-in template");
        let fonts = Fonts::from_system(&template).expect("install the Debian package fonts-lxgw-wenkai");
        (template, fonts)
    });
    let (template, fonts) = &*TEMPLATE;
    render(template, fonts, page, attachment).expect("the page can be made")
}
