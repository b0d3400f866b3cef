//! Why a review is refused, by code, with what to do about it (F5): every cause of seed 000 "Causes and Handling Methods
//! for Certificate Review Failures", and those that letters and calls bring with them.

use serde::{Deserialize, Serialize};

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $code:literal $text:literal $remedy:literal;)*) => {
        /// The cause of a refusal.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
        #[serde(rename_all = "kebab-case")]
        pub enum RefusalCause { $($(#[$doc])* $name),* }

        impl RefusalCause {
            /// Every cause.
            pub const ALL: &'static [RefusalCause] = &[$(RefusalCause::$name),*];

            /// A stable code for programs.
            pub fn code(self) -> &'static str {
                match self { $(RefusalCause::$name => $code),* }
            }

            /// What is wrong, in a sentence.
            pub fn text(self) -> &'static str {
                match self { $(RefusalCause::$name => $text),* }
            }

            /// What the applicant does about it.
            pub fn remedy(self) -> &'static str {
                match self { $(RefusalCause::$name => $remedy),* }
            }
        }
    };
}

causes! {
    // (F5, seed 000 "Verification file configuration error")
    /// The proof file is served over HTTP only, while HTTPS answers without it.
    FileMissingOverHttps "file-missing-over-https"
        "the validation file is served over HTTP, but HTTPS answers without it"
        "serve the file over HTTP and HTTPS alike, or switch HTTPS off until the name is validated";
    /// The server answers the file's address with an error.
    FileErrorStatus "file-error-status"
        "the server answers the address of the validation file with an error status"
        "serve the file with status 200 to everyone, and check access rules and rewrites";
    /// The file's address redirects.
    FileRedirected "file-redirected"
        "the address of the validation file redirects elsewhere"
        "serve the file directly at its address, without a redirect";
    /// A CDN serves an older state in other regions.
    FileNotOnCdn "file-not-on-cdn"
        "a content delivery network in front of the site does not serve the validation file in every region"
        "bring the file to all nodes of the network, pause it for a while, or validate by DNS";
    // (F5, seed 000 "DNS configuration error")
    /// The record has another value.
    DnsValueWrong "dns-value-wrong"
        "the DNS record for validation has another value than the one shown"
        "set host and value exactly as shown in the application";
    /// The provider answers for hosts that do not exist.
    DnsUnexpectedAnswer "dns-unexpected-answer"
        "the name server answers for host names that have no record, so that the record looked for is hidden"
        "add the record for validation explicitly, and remove catch-all answers for its host";
    /// The record came after the three days.
    DnsTooLate "dns-too-late"
        "the DNS record for validation was not there within the three calendar days"
        "submit again and add the record within three calendar days";
    /// Name servers of some regions still give the old answer.
    DnsNotEverywhere "dns-not-everywhere"
        "the DNS record for validation is not seen in every region; dynamic or regional answers have not caught up"
        "have all name servers of the zone give the record, in all regions";
    // (F5, seed 000 "Empty or invalid company phone number")
    /// No telephone number.
    PhoneMissing "phone-missing"
        "the telephone number of the organisation is missing"
        "enter a number by which the organisation can be reached";
    /// No usable telephone number.
    PhoneInvalid "phone-invalid"
        "the telephone number of the organisation is not valid, or is not the organisation's"
        "enter a number under which the organisation is publicly listed";
    // (F5, seed 000 "CSR file already used in other orders")
    /// The CSR, or its key, was used before.
    CsrReused "csr-reused"
        "the CSR was used in another order"
        "make a new key and CSR for each order";
    // (F5, seed 000 "Incorrect format of the domain name bound with the certificate")
    /// A name is malformed.
    NameMalformed "name-malformed"
        "a domain name is longer than 64 characters, or has other characters than letters, digits and hyphens"
        "correct the names in the application and in the CSR";
    // (F5, seed 000 "Empty or incorrect primary domain name")
    /// The CSR has no common name.
    CommonNameMissing "common-name-missing"
        "the common name of the CSR is empty"
        "set it to one of the names of the certificate, or have the CSR made online";
    /// The CSR's common name is none of the names.
    CommonNameNotBound "common-name-not-bound"
        "the common name of the CSR is none of the names of the certificate"
        "set it to one of the names of the certificate, or have the CSR made online";
    // (F5, seed 000 "Domain name security review failure")
    /// A name holds a word that is refused.
    NameSensitiveWord "name-sensitive-word"
        "a domain name holds a word that the security review refuses"
        "choose another host name, or an OV or EV certificate";
    /// A name ends in a suffix that is refused.
    NameSensitiveSuffix "name-sensitive-suffix"
        "a domain name ends in a suffix that the security review refuses"
        "choose another primary domain, or an OV or EV certificate";
    // Letters (F2).
    /// The letter cannot be read.
    LetterUnreadable "letter-unreadable"
        "the letter is blurred, cut off or cannot be opened"
        "scan the whole page again and upload it";
    /// The letter has no seal or signature.
    LetterNotSealed "letter-not-sealed"
        "the letter is not signed or does not bear the official seal"
        "sign and seal the letter, scan it and upload it again";
    /// The letter says something else than the application.
    LetterDiffers "letter-differs"
        "the letter does not agree with the application"
        "download the letter filled in for this application and have that one signed";
    // Organisation and call (F1, F3).
    /// No register knows the organisation.
    OrganizationNotFound "organization-not-found"
        "the organisation was not found in a public register under this name"
        "enter the full name and registration number as they stand in the register";
    /// The register says something else.
    OrganizationDiffers "organization-differs"
        "the details of the organisation do not agree with the public register"
        "correct name, address and registration number, or have the register corrected";
    /// The person could not be reached.
    NotReached "not-reached"
        "nobody could be reached to confirm the application"
        "see that the person named can be reached during business hours, and submit again";
    /// The person does not stand by the application.
    NotConfirmed "not-confirmed"
        "the person who was called did not confirm the application"
        "have the person named confirm the application, or name another";
    /// The person may not act for the organisation.
    NotAuthorized "not-authorized"
        "the person named is not authorised to apply for the organisation"
        "name a person who is, or send a letter of authority";
    /// Another cause; the note says which.
    Other "other"
        "the application was refused"
        "see the reviewer's note, correct what it names, and submit again";
}

impl RefusalCause {
    /// The cause with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        RefusalCause::ALL.iter().copied().find(|cause| cause.code() == code)
    }

    /// Cause, particulars and remedy for the applicant.
    pub fn explain(self, note: &str) -> String {
        let note = note.trim();
        let particulars = if note.is_empty() { String::new() } else { format!(" ({note})") };
        format!("{}{particulars}; {}", self.text(), self.remedy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    // F5: causes and remedies are all distinguishable by code.
    #[test]
    fn every_cause_has_a_code_a_text_and_a_remedy_of_its_own() {
        let codes: BTreeSet<&str> = RefusalCause::ALL.iter().map(|c| c.code()).collect();
        let texts: BTreeSet<&str> = RefusalCause::ALL.iter().map(|c| c.text()).collect();
        assert_eq!((codes.len(), texts.len()), (RefusalCause::ALL.len(), RefusalCause::ALL.len()));
        for cause in RefusalCause::ALL {
            assert_eq!(RefusalCause::from_code(cause.code()), Some(*cause));
            let json = serde_json::to_value(cause).expect("json");
            assert_eq!(json, cause.code(), "stored under its code");
            assert!(!cause.remedy().is_empty());
            assert!(cause.explain(" seen at 9 ").contains("(seen at 9); "));
        }
        assert_eq!(RefusalCause::from_code("no such"), None);
    }

    // F5: the six headings of seed 000 and the cases below them.
    #[test]
    fn the_causes_of_the_seed_are_there() {
        for code in [
            "file-missing-over-https",
            "file-error-status",
            "file-redirected",
            "file-not-on-cdn",
            "dns-value-wrong",
            "dns-unexpected-answer",
            "dns-too-late",
            "dns-not-everywhere",
            "phone-missing",
            "phone-invalid",
            "csr-reused",
            "name-malformed",
            "common-name-missing",
            "common-name-not-bound",
            "name-sensitive-word",
            "name-sensitive-suffix",
        ] {
            assert!(RefusalCause::from_code(code).is_some(), "{code}");
        }
    }
}
