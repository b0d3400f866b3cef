//! Names that may be certified below an authority (RFC 5280 section 4.2.1.10).

use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;

/// Subtrees of names. A kind of name of which no subtree is permitted by name is not limited, other than by what is
/// excluded.
#[derive(Clone, PartialEq, Eq, Default, Deserialize, Debug)]
#[serde(deny_unknown_fields, default)]
pub struct NameConstraints {
    /// DNS names permitted: the name itself and everything below it.
    pub permitted_dns: Vec<String>,
    /// DNS names excluded, likewise.
    pub excluded_dns: Vec<String>,
    /// Addresses permitted.
    pub permitted_ip: Vec<IpNetwork>,
    /// Addresses excluded.
    pub excluded_ip: Vec<IpNetwork>,
}

impl NameConstraints {
    /// Whether nothing is constrained.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a DNS name may be certified. A wildcard stands for a name one label longer, so its base decides.
    pub fn allows_dns(&self, name: &str) -> bool {
        let name = name.strip_prefix("*.").unwrap_or(name);
        let within = |subtree: &String| {
            subtree.is_empty()
                || name.eq_ignore_ascii_case(subtree)
                || name
                    .len()
                    .checked_sub(subtree.len() + 1)
                    .and_then(|at| name.get(at..))
                    .and_then(|tail| tail.strip_prefix('.'))
                    .is_some_and(|tail| tail.eq_ignore_ascii_case(subtree))
        };
        !self.excluded_dns.iter().any(within)
            && (self.permitted_dns.is_empty() || self.permitted_dns.iter().any(within))
    }

    /// Whether an address may be certified.
    pub fn allows_ip(&self, address: IpAddr) -> bool {
        !self.excluded_ip.iter().any(|network| network.contains(address))
            && (self.permitted_ip.is_empty() || self.permitted_ip.iter().any(|n| n.contains(address)))
    }
}

/// A network of addresses, written `10.0.0.0/8` or `2001:db8::/32`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize, Debug)]
#[serde(try_from = "String")]
pub struct IpNetwork {
    base: IpAddr,
    prefix: u8,
}

impl IpNetwork {
    /// A network from its first address and the number of leading bits that are fixed; nothing when further bits of
    /// the address are set, or there are not so many bits.
    pub fn new(base: IpAddr, prefix: u8) -> Option<Self> {
        let network = IpNetwork { base, prefix };
        let (address, mask) = (bits(base), network.mask_bits()?);
        (address & !mask == 0).then_some(network)
    }

    /// Whether an address lies in it.
    pub fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.base.is_ipv4()
            && self.mask_bits().is_some_and(|mask| bits(address) & mask == bits(self.base))
    }

    /// Address and mask, as the extension writes them: 8 octets for IPv4, 32 for IPv6.
    pub fn octets(self) -> Vec<u8> {
        let mask = self.mask_bits().unwrap_or_default();
        match self.base {
            IpAddr::V4(base) => {
                let low = u32::try_from(mask & u128::from(u32::MAX)).unwrap_or_default();
                [base.octets(), low.to_be_bytes()].concat()
            }
            IpAddr::V6(base) => [base.octets(), mask.to_be_bytes()].concat(),
        }
    }

    /// From address and mask; nothing when the mask has a hole or the length is another.
    pub fn from_octets(octets: &[u8]) -> Option<Self> {
        let (base, ones, length) = if let Ok(eight) = <[u8; 8]>::try_from(octets) {
            let [a, b, c, d, mask @ ..] = eight;
            let mask = u32::from_be_bytes(mask);
            (IpAddr::from([a, b, c, d]), mask.leading_ones(), mask.count_ones())
        } else {
            let (base, mask) = octets.split_at_checked(16)?;
            let mask = u128::from_be_bytes(<[u8; 16]>::try_from(mask).ok()?);
            (IpAddr::from(<[u8; 16]>::try_from(base).ok()?), mask.leading_ones(), mask.count_ones())
        };
        if ones != length {
            return None;
        }
        Self::new(base, u8::try_from(ones).ok()?)
    }

    /// The fixed bits, at the low end for IPv4.
    fn mask_bits(self) -> Option<u128> {
        let width: u32 = if self.base.is_ipv4() { 32 } else { 128 };
        let free = width.checked_sub(u32::from(self.prefix))?;
        let all = if width == 32 { u128::from(u32::MAX) } else { u128::MAX };
        Some(all & u128::MAX.checked_shl(free).unwrap_or(0))
    }
}

/// The address as a number.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

impl fmt::Display for IpNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}

impl TryFrom<String> for IpNetwork {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let read = || {
            let (base, prefix) = text.split_once('/')?;
            IpNetwork::new(base.parse().ok()?, prefix.parse().ok()?)
        };
        read().ok_or_else(|| {
            format!(
                "{text:?} is not a network; write it as \"10.0.0.0/8\", the bits after the prefix being zero"
            )
        })
    }
}
