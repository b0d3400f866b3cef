//! Addresses that are never contacted unless the operator allows it (must never happen, number 22).

pub use chancery_domain::special_address::{SpecialBlock, special};
use ipnet::IpNet;
use std::net::IpAddr;

/// Whether the address may be contacted under these settings.
pub fn may_contact(address: IpAddr, allow_private_addresses: bool, allowed_networks: &[IpNet]) -> bool {
    allow_private_addresses
        || special(address).is_none()
        || allowed_networks.iter().any(|network| network.contains(&address))
}
