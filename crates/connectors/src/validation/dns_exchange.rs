//! One question to one name server over UDP, and over TCP where that is not enough (RFC 1035, RFC 6891, RFC 7766).
//!
//! For look-ups without DNSSEC: a fresh socket for each question or for the questions of one look, a random message id, and letters of random case in
//! the question (0x20), which the answer has to repeat. Nothing outlives the question.

use super::dns_message::Answer;
use chancery_domain::validation::Finding;
use chancery_pki::chance;
use hickory_proto::rr::{Name, RecordType};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// Octets of a message's header (RFC 1035 section 4.1.1).
const HEADER: usize = 12;
/// Datagrams up to this size are asked for; what is larger comes over TCP (DNS flag day 2020).
const DATAGRAM: u16 = 1_232;
/// Room for a datagram from a server that sends more than it was asked for.
const ROOM: usize = 4_096;
/// Datagrams sent; a lost one leaves time for another.
const SENT_MAX: u32 = 2;
/// Random octets: the message id, and one bit for each letter of the longest name.
const CHANCE: usize = 2 + 32;

/// A question as it goes on the wire.
struct Question {
    bytes: Vec<u8>,
    /// End of the question section; what stands between the header and it comes back unchanged.
    end: usize,
}

/// What an arriving message is.
enum Fit {
    /// The answer.
    Answer,
    /// The answer of a server that loses letter case.
    Folded,
    /// Not the answer: late, forged or broken.
    Stranger,
}

impl Question {
    fn new(owner: &Name, record_type: RecordType) -> Result<Self, Finding> {
        let chance: [u8; CHANCE] =
            chance::bytes().map_err(|error| Finding::ConnectionFailed { detail: error.to_string() })?;
        let (id, mut cases) = (chance.iter().take(2), bits(chance.get(2..).unwrap_or_default()));
        let mut bytes: Vec<u8> = id.copied().collect();
        // Recursion desired; one question; one additional record.
        bytes.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
        for label in owner.iter() {
            bytes.push(u8::try_from(label.len()).unwrap_or(0));
            for byte in label {
                let flip = byte.is_ascii_alphabetic() && cases.next().unwrap_or(false);
                bytes.push(if flip { byte ^ 0x20 } else { *byte });
            }
        }
        bytes.push(0);
        bytes.extend(u16::from(record_type).to_be_bytes());
        bytes.extend([0, 1]);
        let end = bytes.len();
        // OPT (RFC 6891 section 6.1.2): root, type 41, datagram size, no flags, no options.
        bytes.extend([0, 0, 41]);
        bytes.extend(DATAGRAM.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 0, 0]);
        Ok(Question { bytes, end })
    }

    fn fit(&self, answer: &[u8]) -> Fit {
        let part = |bytes: &[u8], range: std::ops::Range<usize>| bytes.get(range).map(<[u8]>::to_vec);
        let same_id = part(answer, 0..2).is_some_and(|id| Some(id) == part(&self.bytes, 0..2));
        let is_answer = answer.get(2).is_some_and(|flags| flags & 0x80 != 0);
        let (asked, told) = (self.bytes.get(HEADER..self.end), answer.get(HEADER..self.end));
        match (asked, told) {
            (Some(asked), Some(told)) if same_id && is_answer && asked == told => Fit::Answer,
            (Some(asked), Some(told)) if same_id && is_answer && asked.eq_ignore_ascii_case(told) => {
                Fit::Folded
            }
            // An error may come without the question (RFC 1035 section 4.1.1 leaves it open for FORMERR).
            (Some(_), None) if same_id && is_answer && answer.len() == HEADER => Fit::Folded,
            _ => Fit::Stranger,
        }
    }
}

fn bits(bytes: &[u8]) -> impl Iterator<Item = bool> {
    bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1))
}

/// Asks and waits for the answer, `limit` at most.
pub(super) async fn exchange(
    server: SocketAddr,
    owner: &Name,
    record_type: RecordType,
    limit: Duration,
) -> Result<Answer, Finding> {
    let question = Question::new(owner, record_type)?;
    let bytes = match over_udp(server, &question, limit).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => over_tcp(server, &question, limit).await?,
        // Some networks let only TCP pass. A server that does not listen at all is a silent one.
        Err(Finding::ConnectionRefused) => {
            over_tcp(server, &question, limit).await.map_err(|_| silent(limit))?
        }
        Err(other) => return Err(other),
    };
    Answer::read(&bytes).map_err(|error| Finding::ConnectionFailed {
        detail: format!("the name server's answer cannot be read: {error}"),
    })
}

/// Asks several questions through one socket, each in one datagram, and waits for all answers, `limit` at most.
///
/// For the questions of one look, which then cost little more than one. What is not answered whole and plainly stays
/// `None`, to be asked by [`exchange`].
pub(super) async fn together(
    server: SocketAddr,
    wanted: &[(Name, RecordType)],
    limit: Duration,
) -> Vec<Option<Answer>> {
    let mut answers: Vec<Option<Answer>> = wanted.iter().map(|_| None).collect();
    // Every failure here is met again, and told, by the single question.
    let _ = timeout(limit, gather(server, wanted, &mut answers)).await;
    answers
}

async fn gather(
    server: SocketAddr,
    wanted: &[(Name, RecordType)],
    answers: &mut [Option<Answer>],
) -> Result<(), Finding> {
    let questions = wanted
        .iter()
        .map(|(owner, record_type)| Question::new(owner, *record_type))
        .collect::<Result<Vec<_>, _>>()?;
    let socket = connected(server).await?;
    for question in &questions {
        socket.send(&question.bytes).await.map_err(failed)?;
    }
    let mut open = questions.len();
    let mut buffer = vec![0; ROOM];
    while open > 0 {
        let length = socket.recv(&mut buffer).await.map_err(failed)?;
        let bytes = buffer.get(..length).unwrap_or_default();
        for (question, answer) in questions.iter().zip(answers.iter_mut()) {
            if answer.is_some() {
                continue;
            }
            match question.fit(bytes) {
                Fit::Stranger => continue,
                Fit::Answer if !is_truncated(bytes) => *answer = Answer::read(bytes).ok(),
                Fit::Answer | Fit::Folded => {}
            }
            open = open.saturating_sub(1);
            break;
        }
    }
    Ok(())
}

/// A socket of its own port that hears this server only.
async fn connected(server: SocketAddr) -> Result<UdpSocket, Finding> {
    let local: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(local).await.map_err(failed)?;
    socket.connect(server).await.map_err(failed)?;
    Ok(socket)
}

/// The answer, or nothing when it has to be fetched over TCP.
async fn over_udp(
    server: SocketAddr,
    question: &Question,
    limit: Duration,
) -> Result<Option<Vec<u8>>, Finding> {
    let socket = connected(server).await?;
    let mut buffer = vec![0; ROOM];
    for _ in 0..SENT_MAX {
        socket.send(&question.bytes).await.map_err(failed)?;
        let answer = timeout(limit / SENT_MAX, async {
            loop {
                let length = socket.recv(&mut buffer).await?;
                let bytes = buffer.get(..length).unwrap_or_default();
                match question.fit(bytes) {
                    Fit::Stranger => {}
                    Fit::Folded => return Ok(None),
                    Fit::Answer if is_truncated(bytes) => return Ok(None),
                    Fit::Answer => return Ok(Some(bytes.to_vec())),
                }
            }
        });
        if let Ok(answer) = answer.await {
            return answer.map_err(failed);
        }
    }
    Err(silent(limit))
}

/// RFC 1035 section 4.1.1, TC.
fn is_truncated(answer: &[u8]) -> bool {
    answer.get(2).is_some_and(|flags| flags & 0x02 != 0)
}

/// A stream holds at most 65,535 octets of one message.
async fn over_tcp(server: SocketAddr, question: &Question, limit: Duration) -> Result<Vec<u8>, Finding> {
    let answer = timeout(limit, async {
        let mut stream = TcpStream::connect(server).await?;
        let length = u16::try_from(question.bytes.len()).unwrap_or(0);
        stream.write_all(&[&length.to_be_bytes()[..], &question.bytes].concat()).await?;
        let length = stream.read_u16().await?;
        let mut answer = vec![0; usize::from(length)];
        stream.read_exact(&mut answer).await?;
        Ok(answer)
    });
    let bytes = answer.await.map_err(|_| silent(limit))?.map_err(failed)?;
    match question.fit(&bytes) {
        // Over a stream nobody outside can put in an answer.
        Fit::Answer | Fit::Folded => Ok(bytes),
        Fit::Stranger => {
            Err(Finding::ConnectionFailed { detail: "the name server answered another question".to_owned() })
        }
    }
}

fn silent(limit: Duration) -> Finding {
    Finding::TimedOut { after_seconds: super::dns::whole_seconds(limit) }
}

fn failed(error: std::io::Error) -> Finding {
    match error.kind() {
        ErrorKind::ConnectionRefused => Finding::ConnectionRefused,
        _ => Finding::ConnectionFailed { detail: error.to_string() },
    }
}
