//! `DescribeCSRSet`: lists CSR records.

use crate::tencent::types::csr_item::CsrItem;
use crate::tencent::view::csr as view;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::csr::ListInput;
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, csr};
use chancery_domain::key::KeyFamily;

parameters! {
    /// Input of `DescribeCSRSet`.
    pub struct Input {
        domain: Option<String> = "Domain",
        encrypt_algo: Option<String> = "EncryptAlgo",
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeCSRSet`.
    pub struct Output {
        set: Vec<CsrItem> = "Set",
        total: u64 = "Total",
    }
}

/// Lists, newest first.
///
/// # Errors
/// [`Code::InvalidParameter`] for an unknown `EncryptAlgo`; see [`csr::list`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let wanted = ListInput {
        domain: ids::filled(input.domain),
        family: family(input.encrypt_algo.as_deref())?,
        offset: ids::offset(input.offset),
        limit: input.limit,
    };
    let page = csr::list(app, ctx, wanted).await?;
    Ok(Output { set: page.items.iter().map(view::row).collect(), total: page.total })
}

fn family(text: Option<&str>) -> Result<Option<KeyFamily>, Failure> {
    match text {
        None | Some("") => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("RSA") => Ok(Some(KeyFamily::Rsa)),
        Some(text) if text.eq_ignore_ascii_case("ECC") => Ok(Some(KeyFamily::Ecc)),
        Some(text) if text.eq_ignore_ascii_case("SM2") => Ok(Some(KeyFamily::Sm2)),
        Some(_) => Err(Failure::new(Code::InvalidParameter, "EncryptAlgo: must be RSA or ECC.")),
    }
}
