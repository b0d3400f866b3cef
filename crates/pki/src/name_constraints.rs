//! The name constraints extension (RFC 5280 section 4.2.1.10) for DNS names and addresses.

use crate::asn1::{Asn1Error, Reader, oid, tag, writer};
use chancery_domain::hierarchy::{IpNetwork, NameConstraints};

/// `GeneralName` dNSName.
const DNS: u8 = 0x82;
/// `GeneralName` iPAddress.
const ADDRESS: u8 = 0x87;

/// The extension, critical as RFC 5280 wants it; nothing when there are no constraints.
pub fn extension(constraints: &NameConstraints) -> Vec<u8> {
    if constraints.is_empty() {
        return Vec::new();
    }
    let permitted = subtrees(0, &constraints.permitted_dns, &constraints.permitted_ip);
    let excluded = subtrees(1, &constraints.excluded_dns, &constraints.excluded_ip);
    writer::extension(oid::NAME_CONSTRAINTS, true, &writer::sequence(&[&permitted, &excluded]))
}

/// Reads the extension's value. Kinds of names other than these two are passed over: nothing here certifies them.
///
/// # Errors
/// [`Asn1Error`] when it is not well formed.
pub fn read(value: &[u8]) -> Result<NameConstraints, Asn1Error> {
    let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
    let mut found = NameConstraints::default();
    for (number, dns, addresses) in [
        (0, &mut found.permitted_dns, &mut found.permitted_ip),
        (1, &mut found.excluded_dns, &mut found.excluded_ip),
    ] {
        let Some(list) = fields.optional(tag::context(number))? else { continue };
        let mut list = list.reader();
        while !list.is_empty() {
            let base = list.expect(tag::SEQUENCE)?.reader().next_element()?;
            match base.tag {
                DNS => dns.push(
                    String::from_utf8(base.content.to_vec())
                        .map_err(|_| Asn1Error::Value)?
                        .trim_start_matches('.')
                        .to_owned(),
                ),
                ADDRESS => addresses.push(IpNetwork::from_octets(base.content).ok_or(Asn1Error::Value)?),
                _ => {}
            }
        }
    }
    Ok(found)
}

/// `[number] GeneralSubtrees`; nothing when there are none. `minimum` is left out, being 0.
fn subtrees(number: u8, dns: &[String], addresses: &[IpNetwork]) -> Vec<u8> {
    let mut list = Vec::new();
    for name in dns {
        list.extend(writer::sequence(&[&writer::element(DNS, name.as_bytes())]));
    }
    for network in addresses {
        list.extend(writer::sequence(&[&writer::element(ADDRESS, &network.octets())]));
    }
    if list.is_empty() { list } else { writer::element(tag::context(number), &list) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn constraints_survive_their_der() {
        let network = |text: &str| IpNetwork::try_from(text.to_owned()).unwrap();
        let constraints = NameConstraints {
            permitted_dns: vec!["example.org".into()],
            excluded_dns: vec!["secret.example.org".into()],
            permitted_ip: vec![network("10.0.0.0/8")],
            excluded_ip: vec![network("2001:db8::/32")],
        };
        let whole = extension(&constraints);
        let mut fields = Reader::only(&whole, tag::SEQUENCE).unwrap().reader();
        fields.expect(tag::OID).unwrap();
        assert!(fields.expect(tag::BOOLEAN).unwrap().boolean().unwrap());
        assert_eq!(read(fields.expect(tag::OCTET_STRING).unwrap().content).unwrap(), constraints);
        assert!(extension(&NameConstraints::default()).is_empty());
    }
}
