//! What a process costs: CPU seconds, elapsed seconds, peak memory.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A process that has ended well.
pub struct Run {
    pub cpu: f64,
    pub seconds: f64,
    pub peak_mb: f64,
    pub printed: String,
}

/// Runs a program to its end.
pub fn run(program: &Path, words: &[&str]) -> Run {
    let before = cpu_of_children();
    let began = Instant::now();
    let mut child = Command::new(program)
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || std::io::read_to_string(&mut out).unwrap());
    let status = format!("/proc/{}/status", child.id());
    let mut peak_mb = 0.0_f64;
    let ended = loop {
        peak_mb = peak_mb.max(peak(&status));
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(ended.success(), "{} failed", program.display());
    Run {
        cpu: cpu_of_children() - before,
        seconds: began.elapsed().as_secs_f64(),
        peak_mb,
        printed: reader.join().unwrap(),
    }
}

/// CPU seconds of all children that were waited for, from the kernel's ticks of 10 ms.
fn cpu_of_children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(13) + ticks(14)) / 100.0
}

/// The largest resident memory so far, in megabytes.
fn peak(status: &str) -> f64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1000.0
}

/// A Python of its own with these packages; kept between runs. None when that fails.
pub fn python_with(packages: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("attribution-python");
    let python = folder.join("bin/python");
    let done = |command: &mut Command| {
        command
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !python.exists() && !done(Command::new("python3").args(["-m", "venv"]).arg(&folder)) {
        return None;
    }
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    let is_ready = done(
        Command::new(&python)
            .args(install)
            .args(packages.split(' ')),
    );
    is_ready.then_some(python)
}
