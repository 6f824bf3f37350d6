//! How fast pages are answered: the release server on the demo company, beside a static file.
//!
//! Prints the server time as seen over one loopback connection (median, 95 of 100, slowest), the
//! cold start and the resident memory. `--requests N` changes the number of requests per page.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const UNISONO: &str = env!("CARGO_BIN_EXE_unisono");
/// Pages, their addresses (or the list from which records are taken) and the target in ms.
const PAGES: &[(&str, &str, &str, f64)] = &[
    ("static file", "", "", 50.0),
    ("home", "/", "", 50.0),
    ("person", "/people", "/people/", 50.0),
    ("company", "/companies", "/companies/", 50.0),
    ("list of people", "/people", "", 50.0),
    ("list of companies", "/companies", "", 50.0),
    ("deal", "/deals", "/deals/", 50.0),
    ("board", "/deals", "", 50.0),
    ("timeline", "/timeline", "", 50.0),
    ("dashboard", "/dashboard", "", 150.0),
    ("search", "/search?q=M%C3%BCller", "", 50.0),
];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let began = Instant::now();
    run(&["demo", "--data", data.to_str().unwrap()]);
    println!(
        "demo company (size s)   {:8.1} s",
        began.elapsed().as_secs_f64()
    );

    let starts: Vec<f64> = (0..5).map(|_| Server::start(&data).ready_ms).collect();
    println!(
        "cold start (median of 5){:8.0} ms   target 500",
        middle(starts, 0.5)
    );

    let server = Server::start(&data);
    let mut client = Client::signed_in(&server, &data);
    std::thread::sleep(Duration::from_secs(3));
    let idle = server.resident_mb();
    println!("resident memory, idle   {idle:8.0} MB   target 150\n");
    println!(
        "{:20} {:>9} {:>9} {:>9} {:>8} {:>7}",
        "page", "p50 ms", "p95 ms", "max ms", "KB", "target"
    );
    for (name, address, below, target) in PAGES {
        let paths = client.addresses(address, below);
        if paths.is_empty() {
            println!("{name:20} no such page");
            continue;
        }
        let (times, bytes) = client.measure(&paths, requests());
        println!(
            "{name:20} {:9.2} {:9.2} {:9.2} {:8.1} {target:7.0}",
            middle(times.clone(), 0.5),
            middle(times.clone(), 0.95),
            middle(times, 1.0),
            bytes as f64 / 1024.0,
        );
    }
    println!("\nresident memory, after  {:8.0} MB", server.resident_mb());
}

fn requests() -> usize {
    let words: Vec<String> = std::env::args().collect();
    let at = words.iter().position(|w| w == "--requests");
    at.and_then(|at| words.get(at + 1)?.parse().ok())
        .unwrap_or(300)
}

/// The value below which the share of all values lies.
fn middle(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = ((values.len() as f64 * share).ceil() as usize).clamp(1, values.len());
    values[at - 1]
}

fn run(words: &[&str]) -> String {
    let out = Command::new(UNISONO).args(words).output().unwrap();
    assert!(
        out.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// The server, ended when dropped.
struct Server {
    process: Child,
    address: String,
    ready_ms: f64,
}

impl Server {
    /// Starts it and waits until it answers its first request.
    fn start(data: &Path) -> Self {
        let began = Instant::now();
        let mut process = Command::new(UNISONO)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(
                log.read_line(&mut line).unwrap() > 0,
                "the server did not start"
            );
            if let Some((_, address)) = line.split_once("listening on http://") {
                break address.trim().trim_end_matches("\u{1b}[0m").to_owned();
            }
        };
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let mut client = Client::new(&address);
        assert_eq!(client.get("/readyz").status, 200);
        let ready_ms = began.elapsed().as_secs_f64() * 1000.0;
        Self {
            process,
            address,
            ready_ms,
        }
    }

    fn resident_mb(&self) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let text = std::fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("");
        let kb: f64 = line
            .split_whitespace()
            .nth(1)
            .and_then(|n| n.parse().ok())
            .unwrap_or(0.0);
        kb / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One connection that is kept open.
struct Client {
    stream: BufReader<TcpStream>,
    address: String,
    cookies: BTreeMap<String, String>,
}

struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Client {
    fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let (stream, address) = (BufReader::new(stream), address.to_owned());
        Self {
            stream,
            address,
            cookies: BTreeMap::new(),
        }
    }

    /// A new owner, signed in by the link of the invitation.
    fn signed_in(server: &Server, data: &Path) -> Self {
        let link = run(&[
            "member",
            "create",
            "--data",
            data.to_str().unwrap(),
            "--email",
            "bench@example.test",
            "--name",
            "Bench",
            "--role",
            "owner",
        ]);
        let path = link.trim().splitn(4, '/').nth(3).unwrap().to_owned();
        let mut client = Self::new(&server.address);
        let form = "password=Vier+Lanes+sind+eine+Melodie+4711";
        let answer = client.send("POST", &format!("/{path}"), form);
        assert_eq!(
            answer.status,
            303,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        client
    }

    fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    fn send(&mut self, method: &str, path: &str, form: &str) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            self.address,
            cookies.join("; "),
            form.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> Answer {
        let status = self.line().split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked) = (0usize, false);
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap(),
                "transfer-encoding" => chunked = value.contains("chunked"),
                "set-cookie" => {
                    let pair = value
                        .split(';')
                        .next()
                        .and_then(|pair| pair.trim().split_once('='));
                    let (name, value) = pair.unwrap();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        let mut body = Vec::new();
        while chunked {
            let size = usize::from_str_radix(self.line().trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            self.stream.read_exact(&mut chunk).unwrap();
            body.extend_from_slice(&chunk[..size]);
            chunked = size > 0;
        }
        let mut rest = vec![0; length];
        self.stream.read_exact(&mut rest).unwrap();
        body.extend_from_slice(&rest);
        Answer { status, body }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The addresses to measure: the page itself, or the records that it links to.
    fn addresses(&mut self, page: &str, below: &str) -> Vec<String> {
        let shown = if page.is_empty() { "/sign-in" } else { page };
        let answer = Client::get_following(self, shown);
        let html = String::from_utf8_lossy(&answer.body).into_owned();
        let linked = |start: &str| -> Vec<String> {
            let links = html
                .split("=\"")
                .skip(1)
                .filter_map(|part| part.split('"').next());
            let fits = |link: &&str| {
                link.strip_prefix(start)
                    .is_some_and(|id| id.len() >= 13 && !id.contains(['/', '?']))
            };
            let mut found: Vec<String> = links.filter(fits).map(str::to_owned).collect();
            found.sort();
            found.dedup();
            found
        };
        match (page, below) {
            _ if answer.status != 200 => Vec::new(),
            ("", _) => linked("/assets/").into_iter().take(1).collect(),
            (_, "") => vec![page.to_owned()],
            _ => linked(below),
        }
    }

    /// Someone signed in is led away from the sign-in page; the home page has the same assets.
    fn get_following(&mut self, path: &str) -> Answer {
        let answer = self.get(path);
        if answer.status == 303 {
            self.get("/")
        } else {
            answer
        }
    }

    /// Milliseconds of each request, going through the addresses in turn, and the mean size.
    fn measure(&mut self, paths: &[String], requests: usize) -> (Vec<f64>, usize) {
        for path in paths.iter().cycle().take(20) {
            self.get(path);
        }
        let (mut times, mut bytes) = (Vec::new(), 0);
        for path in paths.iter().cycle().take(requests) {
            let began = Instant::now();
            let answer = self.get(path);
            times.push(began.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(answer.status, 200, "{path}");
            bytes += answer.body.len();
        }
        (times, bytes / requests)
    }
}
