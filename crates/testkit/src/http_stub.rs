//! A web server that says exactly what a test wants, wrong or endless answers included, and keeps each request.

use anyhow::Result;
use parking_lot::Mutex;
use rustls::ServerConfig;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Longest request head read.
const REQUEST_HEAD_BYTES: usize = 16 * 1024;

/// What to send for one path.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Status 200 with this body.
    Content(String),
    /// This status without a body.
    Status(u16),
    /// A redirect with this status and `Location`.
    Redirect(u16, String),
    /// Status 200 and a body that never ends, as fast as the reader takes it.
    EndlessBody,
    /// Status 200 and one byte of body each interval, for ever.
    Drip(Duration),
    /// Bytes as they stand.
    Raw(Vec<u8>),
    /// Nothing; the connection stays open.
    Silence,
}

/// One request head as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Path and query of the request line.
    pub path: String,
    /// The whole head, request line and header lines.
    pub head: String,
}

impl Request {
    /// The value of a header, by name without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

#[derive(Default)]
struct Script {
    replies: HashMap<String, Reply>,
    requests: Vec<Request>,
    connections: usize,
}

/// The running server; it stops when dropped.
pub struct HttpStub {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    _tasks: JoinSet<()>,
}

impl HttpStub {
    /// Listens in plain HTTP at this address (port 0 for any free port). Unknown paths answer 404.
    pub async fn http(address: SocketAddr) -> Result<Self> {
        Self::start(address, None).await
    }

    /// Listens in TLS with this configuration.
    pub async fn https(address: SocketAddr, config: Arc<ServerConfig>) -> Result<Self> {
        Self::start(address, Some(TlsAcceptor::from(config))).await
    }

    async fn start(address: SocketAddr, tls: Option<TlsAcceptor>) -> Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(Mutex::new(Script::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, script.clone(), tls));
        Ok(Self { address, script, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the reply for one path.
    pub fn reply(&self, path: &str, reply: Reply) {
        self.script.lock().replies.insert(path.to_owned(), reply);
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.script.lock().requests.clone()
    }

    /// TCP connections accepted so far, whether or not a request came over them.
    pub fn connections(&self) -> usize {
        self.script.lock().connections
    }
}

async fn accept(listener: TcpListener, script: Arc<Mutex<Script>>, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while connections.try_join_next().is_some() {}
        script.lock().connections += 1;
        let (script, tls) = (script.clone(), tls.clone());
        connections.spawn(async move {
            // A client that hangs up early is what some tests are about.
            let _ = match tls {
                None => answer(stream, &script).await,
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => answer(stream, &script).await,
                    Err(error) => Err(error),
                },
            };
        });
    }
}

async fn answer(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    script: &Mutex<Script>,
) -> std::io::Result<()> {
    let Some(request) = read_head(&mut stream).await? else {
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            .await?;
        return stream.shutdown().await;
    };
    let reply = {
        let mut script = script.lock();
        let reply = script.replies.get(&request.path).cloned().unwrap_or(Reply::Status(404));
        script.requests.push(request);
        reply
    };
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n";
    match reply {
        Reply::Content(body) => {
            let text = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(text.as_bytes()).await?;
        }
        Reply::Status(status) => {
            let text = format!("HTTP/1.1 {status} Stub\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(text.as_bytes()).await?;
        }
        Reply::Redirect(status, location) => {
            let text = format!("HTTP/1.1 {status} Stub\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(text.as_bytes()).await?;
        }
        Reply::EndlessBody => {
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            loop {
                stream.write_all(&[b'x'; 4096]).await?;
            }
        }
        Reply::Drip(interval) => {
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            loop {
                stream.write_all(b"x").await?;
                stream.flush().await?;
                tokio::time::sleep(interval).await;
            }
        }
        Reply::Raw(bytes) => stream.write_all(&bytes).await?,
        Reply::Silence => std::future::pending().await,
    }
    stream.shutdown().await
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Request>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > REQUEST_HEAD_BYTES {
            return Ok(None);
        }
        match stream.read_u8().await {
            // A TLS greeting or other binary talk: no head will ever come.
            Ok(byte) if head.is_empty() && !byte.is_ascii_uppercase() => return Ok(None),
            Ok(byte) => head.push(byte),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    Ok(Some(Request { path, head }))
}
