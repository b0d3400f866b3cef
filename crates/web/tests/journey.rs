//! One certificate from application to the end of its days, as a client of the cloud API sees it: every description
//! on the way, with the texts and numbers that clients read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_web::settings::Settings;
use serde_json::{Value, json};
use support::{NOW, Sight, build, world};

/// Fields that Terraform reads without looking for null.
const NEVER_NULL: [&str; 12] = [
    "CertificateId",
    "ProjectId",
    "Alias",
    "CertificateType",
    "ProductZhName",
    "Domain",
    "Status",
    "CertBeginTime",
    "CertEndTime",
    "InsertTime",
    "OwnerUin",
    "ValidityPeriod",
];

#[tokio::test]
async fn a_certificate_is_described_in_every_stage() {
    let world = build(Settings::default(), true).await;
    let wish = json!({"DomainName": "www.shop.org", "DvAuthMethod": "DNS_", "CsrEncryptAlgo": "ECC",
        "CsrKeyParameter": "prime256v1", "Alias": "front", "ValidityPeriod": "3", "PackageType": "83"});
    let mut right = wish.clone();
    right["DvAuthMethod"] = json!("DNS");
    assert_eq!(world.call("ApplyCertificate", wish).await.code(), "InvalidParameter");
    let id = world.call("ApplyCertificate", right).await.good()["CertificateId"].clone();
    let one = json!({"CertificateId": id});

    let waiting = world.call("DescribeCertificate", one.clone()).await.good();
    assert_eq!((&waiting["Status"], &waiting["StatusMsg"]), (&json!(0), &json!("PENDING-DCV")));
    assert_eq!((&waiting["From"], &waiting["PackageType"]), (&json!("trustasia"), &json!("83")));
    assert_eq!(waiting["PackageTypeName"], "TrustAsia C1 DV Free");
    assert_eq!(waiting["ValidityPeriod"], "3");
    let detail = &waiting["DvAuthDetail"];
    assert_eq!(detail["DvAuthDomain"], "shop.org");
    let proofs = detail["DvAuths"].as_array().unwrap();
    assert!(proofs.iter().all(|proof| proof["DvAuthVerifyType"] == "TXT"));
    assert_eq!(proofs[0]["DvAuthKey"], detail["DvAuthKey"]);
    assert!(detail["DvAuthKey"].as_str().unwrap().starts_with("_dnsauth."));

    let looked = world.call("CheckCertificateDomainVerification", one.clone()).await.good();
    let seen = &looked["VerificationResults"][0];
    assert_eq!(
        (&seen["LocalCheck"], &seen["CaCheck"], &seen["Issued"]),
        (&json!(-1), &json!(-1), &json!(false))
    );
    assert!(!seen["LocalCheckFailReason"].as_str().unwrap().is_empty());
    let again = world.call("CheckCertificateDomainVerification", one.clone()).await.good();
    assert_eq!(again["VerificationResults"][0]["Frequently"], true);

    world.eyes.set(Sight::Proof);
    world.clock.set(NOW + 60);
    world.call("CompleteCertificate", one.clone()).await.good();
    let issued = world.call("DescribeCertificateDetail", one.clone()).await.good();
    assert_eq!((&issued["Status"], &issued["StatusName"]), (&json!(1), &json!("Issued")));
    assert_eq!(issued["DvAuthDetail"]["DvAuthKey"], Value::Null);
    assert_eq!(issued["DvAuthDetail"]["DvAuthKeySubDomain"], "");
    let public = issued["CertificatePublicKey"].as_str().unwrap();
    assert_eq!(public.matches("BEGIN CERTIFICATE").count(), 2, "leaf and intermediate");
    assert!(issued["CertificatePrivateKey"].as_str().unwrap().contains("PRIVATE KEY"));
    assert!(issued["RootCert"]["Standard"].as_str().unwrap().contains("BEGIN CERTIFICATE"));
    assert_eq!(issued["CertChainInfo"].as_array().unwrap().len(), 3);
    assert!(!issued["SubjectAltName"].as_array().unwrap().contains(&json!("www.shop.org")));
    assert!(issued["SubmittedData"]["CsrContent"].as_str().unwrap().contains("CERTIFICATE REQUEST"));
    assert_eq!((&issued["CertType"], &issued["DomainType"]), (&json!("DV"), &json!(1)));

    let archive = world.call("DownloadCertificate", one.clone()).await.good();
    assert_eq!(archive["ContentType"], "application/zip");
    let zip = STANDARD.decode(archive["Content"].as_str().unwrap()).unwrap();
    assert!(zip.starts_with(b"PK"));
    let mut odd = one.clone();
    odd["PfxProfile"] = json!("ancient");
    assert_eq!(world.call("DownloadCertificate", odd).await.code(), "InvalidParameter");
    let mut typed = one.clone();
    typed["ServiceType"] = json!("lighttpd");
    let refused = world.call("DescribeDownloadCertificateUrl", typed.clone()).await;
    assert_eq!(refused.code(), "FailedOperation.CertificateDownloadServiceTypeNotSupport");
    typed["ServiceType"] = json!("tomcat");
    let link = world.call("DescribeDownloadCertificateUrl", typed).await.good();
    let url = link["DownloadCertificateUrl"]
        .as_str()
        .unwrap()
        .strip_prefix("https://127.0.0.1:8443")
        .unwrap()
        .to_owned();
    assert!(world.get(&url).await.starts_with(b"PK"));
    let mut changed = url.clone();
    changed.pop();
    assert!(!world.get(&changed).await.starts_with(b"PK"));
    world.clock.set(NOW + 60 + 7 * 86_400);
    assert!(!world.get(&url).await.starts_with(b"PK"), "a link that never ends");
    world.clock.set(NOW + 60);

    let listed = world.call("DescribeCertificates", json!({"CertificateStatus": [1]})).await.good();
    let row = &listed["Certificates"][0];
    for field in NEVER_NULL {
        assert!(!row[field].is_null(), "{field}");
    }
    let nulls: Vec<&String> =
        row.as_object().unwrap().iter().filter(|(_, value)| value.is_null()).map(|(name, _)| name).collect();
    assert_eq!(nulls, ["HostingConfig"]);
    assert!(row["SubjectAltName"].as_array().unwrap().contains(&json!("www.shop.org")));
    assert_eq!((&row["BoundResource"], &row["SupportDownloadType"]["TOMCAT"]), (&json!([]), &json!(true)));
    assert_eq!(row["InsertTime"], chancery_domain::time::Timestamp(NOW).cloud_text());

    assert_eq!(
        world.call("DeleteCertificate", one.clone()).await.code(),
        "FailedOperation.CannotBeDeletedIssued"
    );
    world.clock.set(NOW + 60 + 91 * 86_400);
    let ended = world.call("DescribeCertificate", one.clone()).await.good();
    assert_eq!((&ended["Status"], &ended["Deployable"]), (&json!(3), &json!(false)));
    let deleted =
        world.call("DeleteCertificates", json!({"CertificateIds": [id], "IsSync": true})).await.good();
    assert_eq!(deleted["Success"], json!([id]));
    let task = deleted["CertTaskIds"][0]["TaskId"].clone();
    let told = world.call("DescribeDeleteCertificatesTaskResult", json!({"TaskIds": [task]})).await.good();
    assert_eq!(told["DeleteTaskResult"][0]["Status"], 1);
    assert_eq!(world.call("DescribeCertificate", one).await.code(), "FailedOperation.CertificateNotFound");

    let logs = world
        .call("DescribeCertificateOperateLogs", json!({"StartTime": "2026-01-01 00:00:00", "Limit": 1000}))
        .await
        .good();
    let kinds: Vec<&str> =
        logs["OperateLogs"].as_array().unwrap().iter().map(|line| line["Type"].as_str().unwrap()).collect();
    for kind in ["delete", "issued", "domainValidationPassed", "apply"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(logs["OperateLogs"][0]["Uin"], world.key.account.to_string());
}

#[tokio::test]
async fn a_csr_record_is_saved_changed_generated_and_deleted() {
    let world = world().await;
    let draft = json!({"City": "Jena", "Country": "DE", "Department": "IT", "Domain": "shop.org",
        "Email": "a@shop.org", "EncryptAlgo": "RSA", "Generate": false, "KeyParameter": "2048",
        "Organization": "Shop", "Province": "TH", "Remark": "first"});
    let id = world.call("CreateCSR", draft).await.good()["Id"].clone();
    let shown = world.call("DescribeCSR", json!({"CSRId": id})).await.good();
    assert_eq!(
        (&shown["Status"], &shown["CSR"], &shown["Remarks"]),
        (&json!(0), &Value::Null, &json!("first"))
    );
    let change = json!({"CSRId": id, "KeyParameter": "secp384r1", "Remark": "second", "Generate": true});
    world.call("ModifyCSR", change).await.good();
    let shown = world.call("DescribeCSR", json!({"CSRId": id})).await.good();
    assert_eq!(
        (&shown["Status"], &shown["EncryptAlgo"], &shown["KeyParameter"]),
        (&json!(1), &json!("ECC"), &json!("secp384r1"))
    );
    assert!(shown["CSR"].as_str().unwrap().contains("BEGIN CERTIFICATE REQUEST"));
    assert!(shown["PrivateKey"].as_str().unwrap().contains("PRIVATE KEY"));
    let late = world.call("ModifyCSR", json!({"CSRId": id, "Remark": "third", "Generate": true})).await;
    assert_eq!(late.code(), "FailedOperation.InvalidParam", "{}", late.text);
    let listed = world.call("DescribeCSRSet", json!({"EncryptAlgo": "ECC", "Domain": "shop"})).await.good();
    assert_eq!((&listed["Total"], &listed["Set"][0]["Id"]), (&json!(1), &id));
    assert_eq!(world.call("DescribeCSRSet", json!({"EncryptAlgo": "RSA"})).await.good()["Total"], 0);
    let gone = world.call("BatchDeleteCSR", json!({"CSRIds": [id]})).await.good();
    assert_eq!(gone["Success"], json!([id]));
    assert_eq!(world.call("DescribeCSR", json!({"CSRId": id})).await.code(), "InvalidParameter.InvalidCSRId");
}

#[tokio::test]
async fn aliases_projects_and_packages_answer() {
    let world = world().await;
    let wish = json!({"DomainName": "shop.org", "DvAuthMethod": "FILE", "CsrEncryptAlgo": "ECC"});
    let id = world.call("ApplyCertificate", wish).await.good()["CertificateId"].clone();
    world.call("ModifyCertificateAlias", json!({"CertificateId": id, "Alias": "例 shop"})).await.good();
    let moved = world
        .call("ModifyCertificateProject", json!({"CertificateIdList": [id, "aaaaaaaa"], "ProjectId": "7"}));
    let moved = moved.await.good();
    assert_eq!(
        (&moved["SuccessCertificates"], &moved["FailCertificates"]),
        (&json!([id]), &json!(["aaaaaaaa"]))
    );
    let row = &world.call("DescribeCertificates", json!({"ProjectId": 7})).await.good()["Certificates"][0];
    assert_eq!(
        (&row["Alias"], &row["ProjectId"], &row["VerifyType"]),
        (&json!("例 shop"), &json!("7"), &json!("FILE"))
    );
    let packages = world.call("DescribePackages", json!({"Limit": 20})).await.good();
    assert_eq!((&packages["Packages"], &packages["TotalCount"]), (&json!([]), &json!(0)));
    let cancelled = world.call("CancelAuditCertificate", json!({"CertificateId": id})).await.good();
    assert_eq!(cancelled["Result"], true);
    let row = &world.call("DescribeCertificates", json!({"CertificateStatus": [7]})).await.good()["Certificates"]
        [0];
    assert_eq!((&row["CertificateId"], &row["StatusName"]), (&id, &json!("Cancelled")));
}

#[tokio::test]
async fn an_issued_certificate_can_be_uploaded_elsewhere() {
    let world = build(Settings::default(), true).await;
    world.eyes.set(Sight::Proof);
    let wish = json!({"DomainName": "shop.org", "DvAuthMethod": "DNS", "CsrEncryptAlgo": "ECC"});
    let id = world.call("ApplyCertificate", wish).await.good()["CertificateId"].clone();
    world.call("CompleteCertificate", json!({"CertificateId": id})).await.good();
    let detail = world.call("DescribeCertificateDetail", json!({"CertificateId": id})).await.good();
    let (chain, key) = (&detail["CertificatePublicKey"], &detail["CertificatePrivateKey"]);
    let other = &world.other;

    let absent =
        world.call_as(other, "CheckCertificateExist", json!({"CertificatePublicKey": chain})).await.good();
    assert_eq!(absent["RepeatCertId"], "");
    let upload = json!({"CertificatePublicKey": chain, "CertificatePrivateKey": key, "Alias": "copy",
        "Repeatable": false, "CertificateUse": "CLB, CDN", "Tags": [{"TagKey": "a", "TagValue": "b"}]});
    let first = world.call_as(other, "UploadCertificate", upload.clone()).await.good();
    assert_eq!(first["RepeatCertId"], "");
    world.clock.set(NOW + 1);
    let second = world.call_as(other, "UploadCertificate", upload).await.good();
    assert_eq!(
        (&second["CertificateId"], &second["RepeatCertId"]),
        (&first["CertificateId"], &first["CertificateId"])
    );
    let present =
        world.call_as(other, "CheckCertificateExist", json!({"CertificatePublicKey": chain})).await.good();
    assert_eq!(present["RepeatCertId"], first["CertificateId"]);

    let listed = world.call_as(other, "DescribeCertificates", json!({"FilterSource": "upload"})).await.good();
    let row = &listed["Certificates"][0];
    assert_eq!((&row["Status"], &row["From"], &row["Alias"]), (&json!(1), &json!("upload"), &json!("copy")));
    for field in NEVER_NULL {
        assert!(!row[field].is_null(), "{field}");
    }
    let checked =
        world.call_as(other, "CheckCertificateChain", json!({"CertificateChain": chain})).await.good();
    assert_eq!((checked["IsValid"].clone(), checked["Chains"].as_array().unwrap().len()), (json!(true), 2));

    let text = chain.as_str().unwrap();
    for (what, public, private, code) in [
        ("no PEM", "junk", Some(key.clone()), "FailedOperation.CertificateParseError"),
        ("no key", text, None, "InvalidParameter.WithDetailReason"),
        ("key junk", text, Some(json!("junk")), "InvalidParameter.WithDetailReason"),
    ] {
        let mut wish = json!({"CertificatePublicKey": public});
        if let Some(private) = private {
            wish["CertificatePrivateKey"] = private;
        }
        let answer = world.call_as(other, "UploadCertificate", wish).await;
        assert_eq!(answer.code(), code, "{what}: {}", answer.text);
    }
    let deleted =
        world.call_as(other, "DeleteCertificate", json!({"CertificateId": first["CertificateId"]})).await;
    assert_eq!(deleted.good()["DeleteResult"], true);
}
