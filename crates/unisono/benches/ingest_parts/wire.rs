//! A connection that stays open and reads no more of an answer than it must.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Connection {
    address: String,
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            address: address.to_owned(),
            stream,
            buffer: Vec::with_capacity(4096),
        }
    }

    /// The status of the answer; `None` when the server hung up without one.
    pub async fn post(&mut self, request: &[u8]) -> Option<u16> {
        // Who is turned away early may find the door shut while it still speaks: the answer counts.
        let written = self.stream.write_all(request).await.is_ok();
        let answer = self.answer().await;
        match answer {
            Some((status, stays)) if stays && written => Some(status),
            answer => {
                *self = Self::open(&self.address.clone()).await;
                answer.map(|(status, _)| status)
            }
        }
    }

    /// Status, and whether the connection stays open.
    async fn answer(&mut self) -> Option<(u16, bool)> {
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await.unwrap_or(0) == 0 {
                return None;
            }
            let Some(end) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") else {
                continue;
            };
            let head = String::from_utf8_lossy(&self.buffer[..end]);
            let length = head
                .lines()
                .find_map(|l| l.strip_prefix("content-length: "));
            let length: usize = length.and_then(|n| n.parse().ok()).unwrap_or(0);
            if self.buffer.len() >= end + 4 + length {
                let status = head.split(' ').nth(1)?.parse().ok()?;
                return Some((status, !head.contains("connection: close")));
            }
        }
    }
}
