//! webpki's verdict on every certificate: its chain, each of its names, and the part of the list that it names.

use crate::Made;
use crate::revocation::Documents;
use crate::world::World;
use chancery_app::ports::Authority;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::collections::HashMap;
use std::time::Duration;
use webpki::{
    ALL_VERIFICATION_ALGS, CertRevocationList, EndEntityCert, Error, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, anchor_from_trusted_cert,
};

/// Panics with the first certificate that is refused, or revoked and not refused.
pub fn judge(world: &World, made: &[Made], documents: &Documents) {
    let lists: HashMap<_, CertRevocationList<'static>> = documents
        .lists
        .iter()
        .map(|(which, der)| (which.clone(), OwnedCertRevocationList::from_der(der).unwrap().into()))
        .collect();
    for one in made {
        let chain: Vec<CertificateDer<'static>> =
            world.authority.chain(&one.issuer).unwrap().into_iter().map(CertificateDer::from).collect();
        let (root, between) = chain.split_last().unwrap();
        let leaf = CertificateDer::from(one.der.as_slice());
        let end_entity = EndEntityCert::try_from(&leaf).unwrap();
        let list = &lists[&(one.issuer.clone(), one.shard, one.moment)];
        let outcome = |list: Option<&CertRevocationList<'_>>| {
            let lists: Vec<_> = list.into_iter().collect();
            let options = RevocationOptionsBuilder::new(&lists)
                .ok()
                .map(|builder| builder.with_depth(RevocationCheckDepth::EndEntity).build());
            let now = UnixTime::since_unix_epoch(Duration::from_secs(one.moment.0.unsigned_abs()));
            let anchors = [anchor_from_trusted_cert(root).unwrap()];
            let usage = KeyUsage::server_auth();
            let verified = end_entity.verify_for_usage(
                ALL_VERIFICATION_ALGS,
                &anchors,
                between,
                now,
                usage,
                options,
                None,
            );
            verified.map(drop)
        };
        outcome(None).unwrap_or_else(|error| panic!("webpki refuses {}: {error}", one.number));
        // Without a pointer there is no list to ask (short-lived certificates).
        if one.shard.is_some() {
            match (documents.revoked.contains(&one.serial), outcome(Some(list))) {
                (false, Ok(())) | (true, Err(Error::CertRevoked)) => {}
                (revoked, other) => panic!("{}: revoked {revoked}, webpki: {other:?}", one.number),
            }
        }
        for name in &one.names.dns {
            let name = ServerName::try_from(name.replace('*', "any")).unwrap();
            end_entity.verify_is_valid_for_subject_name(&name).unwrap();
        }
        for address in &one.names.ip {
            let name = ServerName::IpAddress((*address).into());
            end_entity.verify_is_valid_for_subject_name(&name).unwrap();
        }
    }
}
