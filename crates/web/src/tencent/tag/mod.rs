//! The stub of the service `tag`, version `2018-08-13`: just what Terraform's certificate resource asks for.

pub mod describe_resource_tags_by_resource_ids;
pub mod modify_resource_tags;
mod resource;

use crate::tencent::actions::actions;

actions! {
    "DescribeResourceTagsByResourceIds" Reads describe_resource_tags_by_resource_ids;
    "ModifyResourceTags" Changes modify_resource_tags;
}
