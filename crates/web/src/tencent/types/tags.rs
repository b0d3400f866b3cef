//! Tags on certificates and CSRs; also an input.

use crate::{answer, parameters};
use chancery_domain::certificate::Tag;

parameters! {
    /// A tag as received.
    pub struct TagInput {
        tag_key: String = "TagKey",
        tag_value: String = "TagValue",
    }
}

answer! {
    /// A tag.
    pub struct Tags {
        tag_key: String = "TagKey",
        tag_value: String = "TagValue",
    }
}

impl From<TagInput> for Tag {
    fn from(tag: TagInput) -> Self {
        Tag { key: tag.tag_key, value: tag.tag_value }
    }
}
