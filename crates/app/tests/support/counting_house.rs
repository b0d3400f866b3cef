//! Money, orders and benefit points in the tests of a small service.

use super::{World, entropy};
use chancery_app::money::{GiftUse, Part, PaymentMeans, TopUp, top_up};
use chancery_app::order::{self, Buy, Means, Purchase};
use chancery_app::{Ctx, Failure, account};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::benefit::Package;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId, OrderId, PackageId, RequestId};
use chancery_domain::ledger::Book;
use chancery_domain::money::Cents;
use chancery_domain::order::{Order, ProductCode, Wishes};

/// SecureSite OV: one name, 836 dollars a year.
pub const OV: u32 = 6;
/// SecureSite OV Multi-Domain: two names included.
pub const OV_MULTI: u32 = 58;

/// What buys one certificate from the balances.
pub fn purchase(product: u32, name_count: usize, years: i64) -> Purchase {
    let means = Means::Money(PaymentMeans::default());
    Purchase { product: ProductCode(product), name_count, years, wishes: Wishes::default(), means }
}

/// The same, paid later.
pub fn later(product: u32) -> Purchase {
    Purchase { means: Means::Later, ..purchase(product, 1, 1) }
}

/// The same, paid with points.
pub fn with_points(product: u32, packages: &[&PackageId]) -> Purchase {
    let means = Means::Points(packages.iter().map(|id| (*id).clone()).collect());
    Purchase { means, ..purchase(product, 1, 1) }
}

impl World {
    /// Staff's circumstances.
    pub fn operator(&self) -> Ctx {
        Ctx { actor: Actor::operator(), ..self.ctx.clone() }
    }

    /// The tenant's circumstances so many seconds later.
    pub fn after(&self, seconds: i64) -> Ctx {
        Ctx { now: self.ctx.now.plus_seconds(seconds), ..self.ctx.clone() }
    }

    /// Another tenant.
    pub async fn stranger(&self) -> Ctx {
        let made = account::create(&self.app, &self.operator(), "stranger").await.unwrap();
        let role = Role::Tenant { account: made.account, key: made.secret_id };
        let request_id = RequestId("stranger".into());
        Ctx { actor: Actor { role, source: None }, now: self.ctx.now, request_id, entropy: entropy() }
    }

    pub async fn top_up(&self, cash: i64, gift: i64) {
        self.top_up_of(self.account, cash, gift).await;
    }

    pub async fn top_up_of(&self, account: AccountId, cash: i64, gift: i64) {
        let part = Part { cash: Cents(cash), gift: Cents(gift) };
        top_up(&self.app, &self.operator(), TopUp { account, part, reference: None }).await.unwrap();
    }

    /// Cash and gift balance.
    pub async fn balances(&self) -> (i64, i64) {
        let account = self.account;
        let balances = self.read(move |register| Ok(register.balances(account)?)).await;
        (balances.of(Book::Cash).0, balances.of(Book::Gift).0)
    }

    pub async fn buy(&self, items: Vec<Purchase>, token: Option<&str>) -> Result<order::Bought, Failure> {
        order::buy(&self.app, &self.ctx, Buy { items, token: token.map(str::to_owned) }).await
    }

    /// Buys one certificate.
    pub async fn bought(&self, item: Purchase) -> (OrderId, CertificateId) {
        let bought = self.buy(vec![item], None).await.unwrap();
        let [(order, Some(certificate))] = bought.orders.as_slice() else { panic!("{bought:?}") };
        (*order, certificate.clone())
    }

    /// Orders one certificate to be paid later.
    pub async fn ordered(&self) -> OrderId {
        let bought = self.buy(vec![later(OV)], None).await.unwrap();
        let [(order, None)] = bought.orders.as_slice() else { panic!("{bought:?}") };
        *order
    }

    pub async fn order(&self, id: OrderId) -> Order {
        self.read(move |register| Ok(register.order(id)?)).await.unwrap()
    }

    /// How many orders the tenant has.
    pub async fn orders(&self) -> u64 {
        order::list(&self.app, &self.ctx, order::ListInput::default()).await.unwrap().total
    }

    pub async fn package(&self, id: &PackageId) -> Package {
        let id = id.clone();
        self.read(move |register| Ok(register.package(&id)?)).await.unwrap()
    }

    pub async fn certificate(&self, id: &CertificateId) -> Certificate {
        let id = id.clone();
        self.read(move |register| Ok(register.certificate(&id)?)).await.unwrap()
    }

    /// Gives up what was bought, before or after its information was submitted.
    pub async fn cancel(&self, id: &CertificateId) {
        order::cancel(&self.app, &self.ctx, id, order::Cancel::Order).await.unwrap();
    }

    /// Cash first.
    pub fn gift_last() -> Means {
        Means::Money(PaymentMeans { voucher: None, gift: GiftUse::Last })
    }
}
