//! A small authoritative name server on the loopback interface, over UDP and TCP, whose records tests change.

use crate::dns_records::{Misbehaviour, Question, Records, Transport, address, cname, name, txt};
use anyhow::{Context, Result, bail};
use hickory_proto::op::Message;
use hickory_proto::rr::{Name, RecordType};
use parking_lot::Mutex;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

/// Datagram size for a requester without EDNS (RFC 1035 section 4.2.1).
const PLAIN_DATAGRAM_BYTES: u16 = 512;

/// Tries to find one port that is free for UDP and for TCP.
const BIND_ATTEMPTS: usize = 20;

/// The running server; it stops when dropped.
pub struct DnsZoneServer {
    address: SocketAddr,
    records: Arc<Mutex<Records>>,
    _tasks: JoinSet<()>,
}

impl DnsZoneServer {
    /// Starts a server for these zones on a free port of 127.0.0.1. Other names are `REFUSED`.
    pub async fn start(zones: &[&str]) -> Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), zones).await
    }

    /// Starts a server at this address; port 0 stands for any free port.
    pub async fn start_at(address: SocketAddr, zones: &[&str]) -> Result<Self> {
        let records = Arc::new(Mutex::new(Records::new(zones)?));
        let (udp, tcp) = bind(address).await?;
        let address = udp.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(serve_udp(Arc::new(udp), records.clone()));
        tasks.spawn(serve_tcp(tcp, records.clone()));
        Ok(Self { address, records, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts these TXT values at a host, in place of those there.
    pub fn set_txt(&self, host: &str, values: &[&str]) -> Result<()> {
        self.set(host, values.iter().map(|value| txt(value)).collect(), RecordType::TXT)
    }

    /// Puts a CNAME record at a host.
    pub fn set_cname(&self, host: &str, target: &str) -> Result<()> {
        self.set(host, vec![cname(target)?], RecordType::CNAME)
    }

    /// Puts these addresses at a host: IPv4 as A, IPv6 as AAAA. Both earlier sets go.
    pub fn set_addresses(&self, host: &str, addresses: &[IpAddr]) -> Result<()> {
        self.remove(host, RecordType::A)?;
        self.remove(host, RecordType::AAAA)?;
        let host = name(host)?;
        self.records.lock().set(&host, addresses.iter().map(|one| address(*one)).collect());
        Ok(())
    }

    /// Removes all records of a type from a host.
    pub fn remove(&self, host: &str, record_type: RecordType) -> Result<()> {
        let host = name(host)?;
        self.records.lock().remove(&host, record_type);
        Ok(())
    }

    /// Answers this address for every name of the zones that has none of its own.
    pub fn answer_every_address(&self, address: IpAddr) {
        self.records.lock().answer_every_address(address);
    }

    /// TTL in seconds of the answers from now on (60 at first).
    pub fn set_ttl(&self, seconds: u32) {
        self.records.lock().set_ttl(seconds);
    }

    /// Misbehaves for one host, or behaves again with `None`.
    pub fn misbehave(&self, host: &str, how: Option<Misbehaviour>) -> Result<()> {
        let host = name(host)?;
        self.records.lock().misbehave(&host, how);
        Ok(())
    }

    /// Everything asked so far.
    pub fn questions(&self) -> Vec<Question> {
        self.records.lock().questions.clone()
    }

    fn set(&self, host: &str, data: Vec<hickory_proto::rr::RData>, record_type: RecordType) -> Result<()> {
        let host: Name = name(host)?;
        let mut records = self.records.lock();
        records.remove(&host, record_type);
        records.set(&host, data);
        Ok(())
    }
}

/// Binds one port for both transports.
async fn bind(address: SocketAddr) -> Result<(UdpSocket, TcpListener)> {
    for _ in 0..BIND_ATTEMPTS {
        let udp = UdpSocket::bind(address).await.with_context(|| format!("UDP {address}"))?;
        match TcpListener::bind(udp.local_addr()?).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) if address.port() != 0 => bail!("TCP {address}: {error}"),
            Err(_) => {}
        }
    }
    bail!("no port of {} is free for both UDP and TCP", address.ip())
}

async fn serve_udp(socket: Arc<UdpSocket>, records: Arc<Mutex<Records>>) {
    let mut buffer = vec![0; usize::from(u16::MAX)];
    let mut answers = JoinSet::new();
    loop {
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else { continue };
        while answers.try_join_next().is_some() {}
        let question = buffer.iter().copied().take(length).collect::<Vec<u8>>();
        let (socket, records) = (socket.clone(), records.clone());
        answers.spawn(async move {
            if let Some(bytes) = answer(&question, &records, Transport::Udp).await {
                // A requester that has gone away is no concern of a test server.
                let _ = socket.send_to(&bytes, from).await;
            }
        });
    }
}

async fn serve_tcp(listener: TcpListener, records: Arc<Mutex<Records>>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while connections.try_join_next().is_some() {}
        let records = records.clone();
        connections.spawn(async move {
            // The end of a connection is expected and needs no report.
            let _ = serve_connection(stream, records).await;
        });
    }
}

async fn serve_connection(mut stream: TcpStream, records: Arc<Mutex<Records>>) -> std::io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut question = vec![0; usize::from(length)];
        stream.read_exact(&mut question).await?;
        if let Some(bytes) = answer(&question, &records, Transport::Tcp).await {
            stream.write_u16(u16::try_from(bytes.len()).unwrap_or(u16::MAX)).await?;
            stream.write_all(&bytes).await?;
        }
    }
}

/// The answer to one message, or nothing for a silent name or an unreadable message.
async fn answer(bytes: &[u8], records: &Mutex<Records>, transport: Transport) -> Option<Vec<u8>> {
    let request = Message::from_vec(bytes).ok()?;
    let query = request.queries.first()?.clone();
    let (mut answer, misbehaviour) = {
        let mut records = records.lock();
        records.questions.push(Question {
            name: query.name().to_ascii().trim_end_matches('.').to_owned(),
            record_type: query.query_type(),
            transport,
        });
        (records.answer(&request.metadata, &query), records.misbehaviour(&query))
    };
    match misbehaviour {
        None => {}
        Some(Misbehaviour::Silent) => return None,
        Some(Misbehaviour::Delay(time)) => tokio::time::sleep(time.min(Duration::from_secs(60))).await,
        Some(Misbehaviour::Code(code)) => {
            answer.answers.clear();
            answer.authorities.clear();
            answer.metadata.response_code = code;
        }
        Some(Misbehaviour::FoldsCase) if transport == Transport::Udp => {
            for query in &mut answer.queries {
                query.set_name(query.name().to_lowercase());
            }
        }
        Some(Misbehaviour::FoldsCase) => {}
    }
    if let Some(edns) = &request.edns {
        answer.set_edns(edns.clone());
    }
    let bytes = answer.to_vec().ok()?;
    let room = request.edns.as_ref().map_or(PLAIN_DATAGRAM_BYTES, |edns| edns.max_payload());
    if transport == Transport::Udp && bytes.len() > usize::from(room.max(PLAIN_DATAGRAM_BYTES)) {
        // RFC 2181 section 9: the requester shall come again over TCP.
        answer.answers.clear();
        answer.authorities.clear();
        answer.metadata.truncation = true;
        return answer.to_vec().ok();
    }
    Some(bytes)
}
