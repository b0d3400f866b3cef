//! `DescribeResourceTagsByResourceIds`: the tags of several certificates.

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::ports::CertificateFilter;
use chancery_app::{App, Ctx, certificate};
use chancery_domain::ids::CertificateId;

parameters! {
    /// Input of `DescribeResourceTagsByResourceIds`.
    pub struct Input {
        service_type: String = "ServiceType",
        resource_prefix: String = "ResourcePrefix",
        resource_ids: Vec<String> = "ResourceIds",
        resource_region: Option<String> = "ResourceRegion",
        offset: Option<u64> = "Offset",
        limit: Option<u64> = "Limit",
    }
}

answer! {
    /// Answer of `DescribeResourceTagsByResourceIds`.
    pub struct Output {
        total_count: u64 = "TotalCount",
        offset: u64 = "Offset",
        limit: u64 = "Limit",
        tags: Vec<TagResource> = "Tags",
    }
}

answer! {
    /// One tag of one certificate.
    pub struct TagResource {
        tag_key: String = "TagKey",
        tag_value: String = "TagValue",
        resource_id: String = "ResourceId",
        service_type: String = "ServiceType",
    }
}

/// The tags of the caller's own certificates; other resources, and other people's, have none.
///
/// # Errors
/// Only the register's.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let certificates = input.service_type == "ssl" && input.resource_prefix == "certificate";
    let ids: Vec<CertificateId> = match certificates {
        true => input.resource_ids.iter().filter_map(|id| id.parse().ok()).collect(),
        false => Vec::new(),
    };
    let wanted = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let filter = CertificateFilter { ids: Some(ids), ..CertificateFilter::default() };
    let listed =
        certificate::list(app, ctx, certificate::ListInput { filter, limit: Some(wanted), expiring: false })
            .await?;
    let mut tags = Vec::new();
    for item in listed.items {
        for tag in item.tags {
            tags.push(TagResource {
                tag_key: tag.key,
                tag_value: tag.value,
                resource_id: item.id.to_string(),
                service_type: "ssl".to_owned(),
            });
        }
    }
    let total = u64::try_from(tags.len()).unwrap_or(u64::MAX);
    let (offset, limit) = (input.offset.unwrap_or(0), input.limit.unwrap_or(total));
    let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
    let taken = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Output {
        total_count: total,
        offset,
        limit,
        tags: tags.into_iter().skip(skipped).take(taken).collect(),
    })
}
