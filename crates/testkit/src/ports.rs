//! Ports for programs that cannot choose one by themselves.

use anyhow::{Result, bail};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};

/// Below those that Linux gives to outgoing connections and to listeners at port 0 (from 32768 on by default): nobody
/// takes such a port by chance between its choice and its use.
const RANGE: std::ops::Range<u16> = 10_000..32_000;

/// A port of the loopback interface that nothing uses at the moment, for TCP and UDP.
#[allow(clippy::disallowed_methods, reason = "a test's own port is no part of the product")]
pub fn free_port() -> Result<u16> {
    let mut chance = [0; 2];
    for _ in 0..1_000 {
        if aws_lc_rs::rand::fill(&mut chance).is_err() {
            bail!("no chance to choose a port by");
        }
        let port = RANGE.start + u16::from_ne_bytes(chance) % (RANGE.end - RANGE.start);
        let address = (Ipv4Addr::LOCALHOST, port);
        if let (Ok(_tcp), Ok(_udp)) = (TcpListener::bind(address), UdpSocket::bind(address)) {
            return Ok(port);
        }
    }
    bail!("no free port found")
}
