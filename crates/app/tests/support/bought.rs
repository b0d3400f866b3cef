//! Certificates that were bought and paid, put into the register by hand, and an applicant for them.

use super::World;
use chancery_app::order::{ApplicantDraft, CsrChoice, FillIn, OrganizationDraft};
use chancery_app::ports::Scope;
use chancery_domain::catalogue::quote;
use chancery_domain::certificate::{Application, Certificate, Origin, Stage, Usage};
use chancery_domain::ids::{CertificateId, OrderId, ProjectId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::order::{self, CertificateGoods, Goods, Order, ProductCode, Settlement, Wishes};
use chancery_domain::organization::{OrganizationDetails, OrganizationIdentity, Person, PersonIdentity};

/// A certificate of this product for so many names, bought and paid for one year.
pub async fn bought(world: &World, code: u32, names: usize) -> CertificateId {
    let (ctx, account) = (world.ctx.clone(), world.account);
    let product = world.app.catalogue.product(code).expect("product").clone();
    let id = CertificateId::from_chance(&ctx.entropy.bytes::<8>());
    let made = id.clone();
    world
        .app
        .store
        .write(Scope::Account(account), move |register| {
            let quote = quote(&product, names, 1).unwrap();
            let number = register.insert_order(&Order {
                id: OrderId(0),
                account,
                goods: Goods::Certificate(CertificateGoods {
                    product: ProductCode(code),
                    name_count: names,
                    years: 1,
                    term_days: 365,
                    certificate: Some(id.clone()),
                    wishes: Wishes::default(),
                }),
                quote,
                settlement: Settlement::Points(Vec::new()),
                stage: order::Stage::Paid { at: ctx.now },
                created_at: ctx.now,
            })?;
            let certificate = Certificate {
                id: id.clone(),
                account,
                origin: Origin::Applied(Application::bought(number, ProductCode(code), 365, names)),
                usage: Usage::Server,
                domain: String::new(),
                names: vec![],
                algorithm: None,
                algorithm_text: String::new(),
                alias: String::new(),
                project: ProjectId(0),
                tags: vec![],
                stage: Stage::AwaitingInformation,
                created_at: ctx.now,
                changed_at: ctx.now,
                password_chosen: false,
                key_held: false,
                notices_ignored: false,
            };
            register.insert_certificate(&certificate, &Default::default())?;
            Ok(())
        })
        .await
        .expect("bought");
    made
}

pub fn person() -> Person {
    Person {
        first_name: "San".into(),
        last_name: "Zhang".into(),
        position: "Manager".into(),
        department: "IT".into(),
        phone: "+86 755 8601 3388".into(),
        mail: "zhang@boutique.org".into(),
        identity: Some(PersonIdentity::Passport("E12345678".into())),
    }
}

pub fn organization(name: &str) -> ApplicantDraft {
    ApplicantDraft::Organization(Box::new(OrganizationDraft {
        organization: OrganizationDetails {
            name: name.into(),
            department: "IT".into(),
            country: "CN".into(),
            province: "Guangdong".into(),
            city: "Shenzhen".into(),
            address: "1 High Street".into(),
            postcode: "518000".into(),
            phone: "+86 755 8601 3388".into(),
            identity: Some(OrganizationIdentity::UnifiedCreditCode("91350100M000100Y43".into())),
        },
        administrator: person(),
        ..OrganizationDraft::default()
    }))
}

/// The information for these names, with a key made here.
pub fn information(id: &CertificateId, names: &[&str], applicant: ApplicantDraft) -> FillIn {
    FillIn {
        id: id.clone(),
        common_name: names.first().copied().unwrap_or_default().to_owned(),
        further_names: names.iter().skip(1).map(|name| (*name).to_owned()).collect(),
        by_file: false,
        csr: CsrChoice::Online { algorithm: KeyAlgorithm::P256, password: None },
        applicant,
        contact_mail: None,
        renews_itself: None,
    }
}
