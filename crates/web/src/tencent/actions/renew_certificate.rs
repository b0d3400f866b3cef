//! `RenewCertificate`, an action of ours: renews a paid certificate in its last days (K1, K2). The service that is modelled
//! does it in its console only.

use crate::secret::SecretText;
use crate::tencent::view::order as view;
use crate::tencent::view::renewal_key::RenewalKey;
use crate::tencent::view::{ids, proof};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::renewal::{self, Renew};
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `RenewCertificate`.
    pub struct Input {
        old_certificate_id: String = "OldCertificateId",
        time_span: Option<i64> = "TimeSpan",
        renew_algorithm_param: Option<String> = "RenewAlgorithmParam",
        renew_algorithm_type: Option<String> = "RenewAlgorithmType",
        renew_csr: Option<String> = "RenewCsr",
        renew_gen_csr_method: Option<String> = "RenewGenCsrMethod",
        renew_key_pass: Option<SecretText> = "RenewKeyPass",
        verify_type: Option<String> = "VerifyType",
        auto_voucher: Option<i64> = "AutoVoucher",
        voucher: Option<SecretText> = "Voucher",
        gift_use: Option<String> = "GiftUse",
        package_ids: Option<Vec<String>> = "PackageIds",
    }
}

answer! {
    /// Answer of `RenewCertificate`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        deal_id: String = "DealId",
    }
}

/// Renews: pays, carries the application over, and submits it.
///
/// # Errors
/// See [`renewal::renew`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let auto = match input.auto_voucher.unwrap_or(0) {
        0 => false,
        1 => true,
        _ => return Err(Failure::new(Code::InvalidParameter, "AutoVoucher: must be 0 or 1.")),
    };
    let key = RenewalKey {
        method: input.renew_gen_csr_method,
        algorithm: input.renew_algorithm_type,
        parameter: input.renew_algorithm_param,
        csr: input.renew_csr,
        password: input.renew_key_pass,
    };
    let renew = Renew {
        certificate: ids::certificate(&input.old_certificate_id)?,
        years: input.time_span.unwrap_or(1),
        key: key.choice()?,
        by_file: proof::by_file(input.verify_type.as_deref(), "VerifyType")?,
        means: view::means(input.package_ids, input.voucher, auto, input.gift_use.as_deref())?,
    };
    let renewed = renewal::renew(app, ctx, renew).await?;
    Ok(Output { certificate_id: renewed.certificate.to_string(), deal_id: renewed.order.to_string() })
}
