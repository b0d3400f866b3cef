//! A connection to PostgreSQL that is cut just while a unit commits: the answer tells what became of it.

use crate::samples::NOW;
use crate::support::on_postgres;
use chancery_app::Code;
use chancery_app::ports::{Replay, Scope, Store};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// What the proxy does with the next `COMMIT`.
const PASS: u8 = 0;
/// It reaches the server, but the server's answer is lost.
const LOSE_ANSWER: u8 = 1;
/// It never reaches the server.
const LOSE_REQUEST: u8 = 2;

#[test]
fn a_commit_whose_answer_was_lost_is_answered_truly() {
    on_postgres(|db| async move {
        let (url, next) = proxy(&db.url).await;
        let store = Store::new(chancery_store::open(&url, Path::new("")).await.unwrap());
        for (number, mode) in
            [LOSE_ANSWER, LOSE_REQUEST, PASS, LOSE_REQUEST, LOSE_ANSWER].into_iter().enumerate()
        {
            next.store(mode, Ordering::SeqCst);
            let signature = format!("s{number}");
            let unit =
                move |r: &mut dyn chancery_app::ports::Register| Ok(r.claim_signature(&signature, NOW)?);
            let answer = store.write(Scope::System, unit).await;
            assert_eq!(next.load(Ordering::SeqCst), PASS, "the proxy saw the commit");
            let again = db.write(move |r| Ok(r.claim_signature(&format!("s{number}"), NOW)?)).await;
            if mode == LOSE_REQUEST {
                assert_eq!(answer.unwrap_err().code, Code::StorageUnavailable);
                assert_eq!(again, Replay::First);
            } else {
                assert_eq!(answer.unwrap(), Replay::First);
                assert_eq!(again, Replay::Unanswered);
            }
        }
    });
}

/// Starts a proxy before the server of `url`; returns the URL through it and the switch for the next commit.
async fn proxy(url: &str) -> (String, Arc<AtomicU8>) {
    let config: Config = url.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let password =
        config.get_password().map(|p| format!(":{}", String::from_utf8_lossy(p))).unwrap_or_default();
    let user = config.get_user().unwrap_or("postgres");
    let through = format!("postgres://{user}{password}@127.0.0.1:{port}/{}", config.get_dbname().unwrap());
    let next = Arc::new(AtomicU8::new(PASS));
    let switch = next.clone();
    tokio::spawn(async move {
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let host = config.get_hosts().first().cloned();
        while let Ok((client, _)) = listener.accept().await {
            let (host, next) = (host.clone(), next.clone());
            tokio::spawn(async move {
                match host {
                    Some(Host::Unix(dir)) => {
                        let socket = dir.join(format!(".s.PGSQL.{port}"));
                        pass(client, UnixStream::connect(socket).await.unwrap(), &next).await;
                    }
                    Some(Host::Tcp(name)) => {
                        pass(client, TcpStream::connect((name, port)).await.unwrap(), &next).await;
                    }
                    None => panic!("the URL names no host"),
                }
            });
        }
    });
    (through, switch)
}

/// Passes bytes on until one side closes, or the connection is cut at a commit.
async fn pass(mut client: TcpStream, mut server: impl AsyncRead + AsyncWrite + Unpin, next: &AtomicU8) {
    let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let request = &asked[..length];
                // With the zero byte after it, unlike the word in `READ COMMITTED`.
                let commits = request.windows(7).any(|w| w == b"COMMIT\0");
                let mode = if commits { next.swap(PASS, Ordering::SeqCst) } else { PASS };
                if mode == LOSE_REQUEST || server.write_all(request).await.is_err() {
                    return;
                }
                if mode == LOSE_ANSWER {
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
