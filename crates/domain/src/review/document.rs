//! Documents that applicants upload: their kinds, what is kept about them, and what refuses one.

use crate::ids::{AccountId, CertificateId, DocumentId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a document is, by its content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// A photograph or scan.
    Jpeg,
    /// A picture.
    Png,
    /// A picture.
    Gif,
    /// A document of pages.
    Pdf,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [DocumentKind; 4] =
        [DocumentKind::Jpeg, DocumentKind::Png, DocumentKind::Gif, DocumentKind::Pdf];

    /// A stable word, also the ending of its file's name.
    pub fn code(self) -> &'static str {
        match self {
            DocumentKind::Jpeg => "jpeg",
            DocumentKind::Png => "png",
            DocumentKind::Gif => "gif",
            DocumentKind::Pdf => "pdf",
        }
    }
}

/// What a document is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentPurpose {
    /// The confirmation letter of an application (F2).
    ConfirmLetter,
    /// The letter or stamped form of a revocation (I2).
    RevokeLetter,
}

impl DocumentPurpose {
    /// Every purpose.
    pub const ALL: [DocumentPurpose; 2] = [DocumentPurpose::ConfirmLetter, DocumentPurpose::RevokeLetter];

    /// A stable word.
    pub fn code(self) -> &'static str {
        match self {
            DocumentPurpose::ConfirmLetter => "confirm-letter",
            DocumentPurpose::RevokeLetter => "revoke-letter",
        }
    }
}

/// A stored document, without its content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Document {
    /// Its number, given by the register.
    pub id: DocumentId,
    /// Whose it is.
    pub account: AccountId,
    /// Which certificate it is about.
    pub certificate: CertificateId,
    /// What it is for.
    pub purpose: DocumentPurpose,
    /// What it is.
    pub kind: DocumentKind,
    /// Octets of its content.
    pub bytes: i64,
    /// SHA-256 of its content, lower-case hex; its content is sealed under this name.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: Timestamp,
}

/// What a document is held against; from the rules on reviews.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentLimits {
    /// Octets at least.
    pub bytes_min: usize,
    /// Octets at most.
    pub bytes_max: usize,
    /// Kinds that are taken.
    pub kinds: Vec<DocumentKind>,
    /// Width times height of a picture at most.
    pub pixels_max: u64,
    /// Pictures in one GIF at most.
    pub frames_max: usize,
    /// Objects of a PDF at most.
    pub pdf_objects_max: usize,
    /// Pages of a PDF at most.
    pub pdf_pages_max: usize,
    /// Octets that all streams of a PDF unpack to at most.
    pub pdf_unpacked_bytes_max: usize,
}

/// Why a document is not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DocumentError {
    /// Too small to be a scan.
    #[error("the file has {bytes} bytes; a letter has at least {least}")]
    TooSmall {
        /// Octets found.
        bytes: usize,
        /// Octets at least.
        least: usize,
    },
    /// Too large.
    #[error(
        "the file has {bytes} bytes; at most {most} are taken: scan it in grey or with a lower resolution"
    )]
    TooLarge {
        /// Octets found.
        bytes: usize,
        /// Octets at most.
        most: usize,
    },
    /// By its content none of the kinds known, whatever its name.
    #[error("by its content the file is none of {wanted}, whatever its name says")]
    Unknown {
        /// The kinds that are taken, in words.
        wanted: String,
    },
    /// A kind that this product does not take.
    #[error("the file is a {found} by its content; for this product {wanted} are taken")]
    KindNotTaken {
        /// What it is.
        found: &'static str,
        /// The kinds that are taken, in words.
        wanted: String,
    },
    /// It begins like a kind and does not go on so.
    #[error("the file begins like a {kind} but is damaged or something else: {detail}")]
    Damaged {
        /// What it begins like.
        kind: &'static str,
        /// What is wrong.
        detail: &'static str,
    },
    /// It would unpack to far more than a letter needs.
    #[error("the file unpacks to more than a letter needs ({what}, at most {most}); scan it anew")]
    Bomb {
        /// What is too much.
        what: &'static str,
        /// The limit.
        most: u64,
    },
    /// It can do things when it is opened.
    #[error("the file holds {what}; send a plain scan without it")]
    Active {
        /// What it holds.
        what: &'static str,
    },
    /// It cannot be read without a password.
    #[error("the file is encrypted; send it without a password or restrictions")]
    Encrypted,
}

impl DocumentLimits {
    /// The kinds that are taken, in words.
    pub fn kinds_in_words(&self) -> String {
        self.kinds.iter().map(|kind| kind.code().to_uppercase()).collect::<Vec<_>>().join(", ")
    }

    /// The size is within the limits.
    ///
    /// # Errors
    /// [`DocumentError::TooSmall`], [`DocumentError::TooLarge`].
    pub fn check_size(&self, bytes: usize) -> Result<(), DocumentError> {
        if bytes < self.bytes_min {
            return Err(DocumentError::TooSmall { bytes, least: self.bytes_min });
        }
        if bytes > self.bytes_max {
            return Err(DocumentError::TooLarge { bytes, most: self.bytes_max });
        }
        Ok(())
    }
}
