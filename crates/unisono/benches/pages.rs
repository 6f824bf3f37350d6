//! How fast pages are answered: the release server on the demo company, beside a static file.
//!
//! Prints the server time as seen over one loopback connection (median, 95 of 100, slowest), the
//! cold start and the resident memory. `--requests N` changes the number of requests per page.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

use testkit::{Program, Wire};

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
    let program = Program::new(UNISONO, &folder.path().join("data"), None);
    let began = Instant::now();
    program.run(&["demo"]);
    let seconds = began.elapsed().as_secs_f64();
    println!("demo company (size s)   {seconds:8.1} s    target 60");

    let starts = (0..5).map(|_| program.serve().ready_ms).collect();
    println!(
        "cold start (median of 5){:8.0} ms   target 500",
        middle(starts, 0.5)
    );

    let server = program.serve();
    let mut wire = signed_in(&program, &server.address);
    std::thread::sleep(Duration::from_secs(3));
    let idle = server.resident_mb();
    println!("resident memory, idle   {idle:8.0} MB   target 150\n");
    println!("page                    p50 ms    p95 ms    max ms       KB  target");
    for (name, address, below, target) in PAGES {
        let paths = addresses(&mut wire, address, below);
        if paths.is_empty() {
            println!("{name:20} no such page");
            continue;
        }
        let (times, kilobytes) = measure(&mut wire, &paths, requests());
        let part = |share| middle(times.clone(), share);
        let (p50, p95, max) = (part(0.5), part(0.95), part(1.0));
        println!("{name:20} {p50:9.2} {p95:9.2} {max:9.2} {kilobytes:8.1} {target:7.0}");
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

/// A new owner, signed in by the link of the invitation.
fn signed_in(program: &Program, address: &str) -> Wire {
    let email = "bench@example.test";
    let words = [
        "member", "create", "--email", email, "--name", "Bench", "--role", "owner",
    ];
    let made = program.json(&words);
    let link = made["link"].as_str().unwrap();
    let path = link.splitn(4, '/').nth(3).unwrap();
    let mut wire = Wire::connect(address);
    let form = "password=Vier+Lanes+sind+eine+Melodie+4711";
    let answer = wire.post(&format!("/{path}"), form);
    assert_eq!(answer.status, 303, "{}", answer.text());
    wire
}

/// The addresses to measure: the page itself, or the records that it links to.
fn addresses(wire: &mut Wire, page: &str, below: &str) -> Vec<String> {
    let answer = wire.get(if page.is_empty() { "/" } else { page });
    if answer.status != 200 {
        return Vec::new();
    }
    if below.is_empty() && !page.is_empty() {
        return vec![page.to_owned()];
    }
    let html = answer.text();
    let start = if page.is_empty() { "/assets/" } else { below };
    let links = html
        .split("=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next());
    let is_record = |link: &&str| {
        let id = link.strip_prefix(start).unwrap_or("");
        id.len() >= 13 && !id.contains(['/', '?', '#'])
    };
    let mut found: Vec<String> = links.filter(is_record).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found.truncate(if page.is_empty() { 1 } else { 50 });
    found
}

/// Milliseconds of each request, going through the addresses in turn, and the mean size in KB.
fn measure(wire: &mut Wire, paths: &[String], requests: usize) -> (Vec<f64>, f64) {
    for path in paths.iter().cycle().take(20) {
        wire.get(path);
    }
    let (mut times, mut bytes) = (Vec::new(), 0);
    for path in paths.iter().cycle().take(requests) {
        let began = Instant::now();
        let answer = wire.get(path);
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        assert_eq!(answer.status, 200, "{path}");
        bytes += answer.body.len();
    }
    (times, bytes as f64 / 1024.0 / requests as f64)
}
