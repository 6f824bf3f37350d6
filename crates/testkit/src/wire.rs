//! One connection to a running server, spoken to byte by byte: nothing retries, nothing hides.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// A connection that stays open; cookies are kept.
pub struct Wire {
    stream: BufReader<TcpStream>,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

impl Wire {
    /// Connects to a host and port.
    pub fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        let limit = Some(Duration::from_secs(60));
        stream.set_read_timeout(limit).expect("a socket");
        Self {
            stream: BufReader::new(stream),
            address: address.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// GET.
    pub fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[("accept", "text/html")], b"")
    }

    /// GET with a bearer token.
    pub fn get_with(&mut self, path: &str, token: &str) -> Reply {
        self.send(
            "GET",
            path,
            &[("authorization", &format!("Bearer {token}"))],
            b"",
        )
    }

    /// POST of a form.
    pub fn post(&mut self, path: &str, form: &str) -> Reply {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send("POST", path, &[kind], form.as_bytes())
    }

    /// POST of JSON with further headers.
    pub fn post_json(&mut self, path: &str, headers: &[(&str, &str)], value: &Value) -> Reply {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.send("POST", path, &headers, value.to_string().as_bytes())
    }

    /// Any request with exactly these headers besides host, cookies and length.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.address);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        if !cookies.is_empty() {
            request.push_str(&format!("cookie: {}\r\n", cookies.join("; ")));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let bytes = [request.as_bytes(), body].concat();
        self.stream
            .get_mut()
            .write_all(&bytes)
            .expect("the server reads");
        self.reply()
    }

    fn reply(&mut self) -> Reply {
        let first = self.line();
        let status = first.split(' ').nth(1).and_then(|n| n.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {first:?}"));
        let mut headers = BTreeMap::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let (name, value) = (name.to_ascii_lowercase(), value.trim());
            if name == "set-cookie"
                && let Some((key, value)) = value.split(';').next().and_then(|p| p.split_once('='))
            {
                self.cookies.insert(key.to_owned(), value.to_owned());
            }
            headers.insert(name, value.to_owned());
        }
        let body = self.body(&headers);
        Reply {
            status,
            headers,
            body,
        }
    }

    fn body(&mut self, headers: &BTreeMap<String, String>) -> Vec<u8> {
        let mut body = Vec::new();
        if headers
            .get("transfer-encoding")
            .is_some_and(|v| v.contains("chunked"))
        {
            loop {
                let size = usize::from_str_radix(self.line().trim(), 16).expect("a chunk");
                let mut chunk = vec![0; size + 2];
                self.stream.read_exact(&mut chunk).expect("a chunk");
                body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    return body;
                }
            }
        }
        let length = headers.get("content-length").and_then(|v| v.parse().ok());
        body.resize(length.unwrap_or(0), 0);
        self.stream.read_exact(&mut body).expect("the body");
        body
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream
            .read_line(&mut line)
            .expect("the server answers");
        line.trim_end().to_owned()
    }
}
