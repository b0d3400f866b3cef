//! `ModifyResourceTags`: puts tags on a certificate and takes them off.

use super::resource;
use crate::tencent::types::tags::TagInput;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, certificate};
use chancery_domain::certificate::Tag;

parameters! {
    /// Input of `ModifyResourceTags`.
    pub struct Input {
        resource: String = "Resource",
        replace_tags: Option<Vec<TagInput>> = "ReplaceTags",
        delete_tags: Option<Vec<TagKeyInput>> = "DeleteTags",
    }
}

parameters! {
    /// The key of a tag to remove.
    pub struct TagKeyInput {
        tag_key: String = "TagKey",
    }
}

answer! {
    /// Answer of `ModifyResourceTags`: only the request id.
    pub struct Output {}
}

/// Changes the tags of one of the caller's certificates.
///
/// # Errors
/// See [`certificate::tag`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = resource::certificate(&input.resource)?;
    let put = input.replace_tags.unwrap_or_default();
    let put = put.into_iter().map(Tag::from).collect();
    let remove = input.delete_tags.unwrap_or_default().into_iter().map(|tag| tag.tag_key).collect();
    certificate::tag(app, ctx, &id, put, remove).await?;
    Ok(Output {})
}
