//! The outside world of the load: a name server that gives every name the loopback address and no CAA record, and a
//! web server that answers http-01 for one account key. As little work as possible, since they share the machine.

use anyhow::Result;
use parking_lot::RwLock;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The running servers; they stop when this is dropped.
pub struct Outside {
    /// The name server.
    pub dns: SocketAddr,
    /// The web server.
    pub http: SocketAddr,
    thumbprint: Arc<RwLock<String>>,
    _stop: DropGuard,
}

impl Outside {
    /// Starts both on free ports.
    pub async fn start() -> Result<Self> {
        let stop = CancellationToken::new();
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (dns, http) = (socket.local_addr()?, listener.local_addr()?);
        let thumbprint = Arc::new(RwLock::new(String::new()));
        tokio::spawn(until(stop.clone(), name_server(socket)));
        tokio::spawn(until(stop.clone(), web_server(listener, thumbprint.clone())));
        Ok(Outside { dns, http, thumbprint, _stop: stop.drop_guard() })
    }

    /// Whose key authorizations the web server gives.
    pub fn answer_for(&self, thumbprint: &str) {
        *self.thumbprint.write() = thumbprint.to_owned();
    }
}

async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = stop.cancelled() => {}
    }
}

async fn name_server(socket: UdpSocket) {
    let mut buffer = [0; 1_500];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        if let Some(answer) = buffer.get(..length).and_then(answer) {
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

/// The answer to one question: 127.0.0.1 for type A, nothing for the others (RFC 1035 section 4.1).
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let mut end = 12;
    loop {
        let length = usize::from(*question.get(end)?);
        end += 1 + length;
        if length == 0 {
            break;
        }
    }
    let kind = question.get(end..end + 2)?;
    let is_address = kind == [0, 1];
    let mut out = question.get(..end + 4)?.to_vec();
    // Response, authoritative, recursion available; one question, one or no answer.
    out.get_mut(2..12)?.copy_from_slice(&[0x85, 0x80, 0, 1, 0, u8::from(is_address), 0, 0, 0, 0]);
    if is_address {
        out.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
    }
    Some(out)
}

async fn web_server(listener: TcpListener, thumbprint: Arc<RwLock<String>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, thumbprint.clone()));
    }
}

async fn serve(mut stream: TcpStream, thumbprint: Arc<RwLock<String>>) {
    let mut buffer = [0; 2_048];
    let Ok(length) = stream.read(&mut buffer).await else { return };
    let head = String::from_utf8_lossy(buffer.get(..length).unwrap_or_default());
    let path = head.split(' ').nth(1).unwrap_or_default();
    let token = path.rsplit('/').next().unwrap_or_default();
    let body = format!("{token}.{}", thumbprint.read());
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let _ = stream.write_all(answer.as_bytes()).await;
}
