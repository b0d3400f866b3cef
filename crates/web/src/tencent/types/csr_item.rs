//! A row of the CSR list.

use crate::answer;

answer! {
    /// One CSR record.
    pub struct CsrItem {
        city: String = "City",
        country: String = "Country",
        create_time: String = "CreateTime",
        department: String = "Department",
        domain: String = "Domain",
        email: String = "Email",
        encrypt_algo: String = "EncryptAlgo",
        id: i64 = "Id",
        key_parameter: String = "KeyParameter",
        organization: String = "Organization",
        owner_uin: String = "OwnerUin",
        province: String = "Province",
        remarks: String = "Remarks",
        status: i64 = "Status",
    }
}
