//! The program itself as people run it: commands, and a server of its own that can be killed.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::Wire;

/// The program and the data it works on.
pub struct Program {
    binary: &'static str,
    data: PathBuf,
    database: Option<String>,
}

impl Program {
    /// The program at the path (`env!("CARGO_BIN_EXE_unisono")`) with its data folder; PostgreSQL
    /// instead of the embedded database when its address is given.
    pub fn new(binary: &'static str, data: &Path, database: Option<String>) -> Self {
        let data = data.to_owned();
        Self {
            binary,
            data,
            database,
        }
    }

    /// A command on the data, which must succeed; answers what it printed.
    pub fn run(&self, words: &[&str]) -> String {
        self.run_with(words, "")
    }

    /// A command on the data with this on its standard input.
    pub fn run_with(&self, words: &[&str], input: &str) -> String {
        let mut command = self.command(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        // A command that reads nothing closes its input; that is no fault.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let out = child.wait_with_output().expect("the program ends");
        let errors = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "unisono {words:?}: {errors}");
        String::from_utf8(out.stdout).expect("text")
    }

    /// A command on the data however it ends, with a locale such as `de_DE.UTF-8`.
    pub fn outcome(&self, words: &[&str], locale: &str) -> Outcome {
        let out = self
            .command(words)
            .env("LC_ALL", locale)
            .env_remove("UNISONO_LANGUAGE")
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        Outcome {
            code: out.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&out.stdout).into_owned(),
            errors: String::from_utf8_lossy(&out.stderr).into_owned(),
        }
    }

    /// The folder with its data.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A command with `--json`, its answer read.
    pub fn json(&self, words: &[&str]) -> Value {
        let words = [words, &["--json"]].concat();
        let text = self.run(&words);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{words:?}: {error}: {text}"))
    }

    /// Starts the server on a free port and waits until it can work.
    pub fn serve(&self) -> Served {
        let began = Instant::now();
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let mut process = command
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut log = BufReader::new(process.stderr.take().expect("its log"));
        let mut line = String::new();
        let address = loop {
            line.clear();
            let read = log.read_line(&mut line).expect("its log");
            assert!(read > 0, "the server ended");
            if let Some((_, address)) = line.split_once("listening on http://") {
                let end = address.find(|c: char| c.is_whitespace() || c == '\u{1b}');
                break address[..end.unwrap_or(address.len())].to_owned();
            }
        };
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let ready = Wire::connect(&address).get("/readyz");
        assert_eq!(ready.status, 200, "{}", ready.text());
        let ready_ms = began.elapsed().as_secs_f64() * 1000.0;
        Served {
            process,
            address,
            ready_ms,
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.binary);
        command.args(words).env("UNISONO_DATA", &self.data);
        match &self.database {
            Some(url) => command.env("UNISONO_DATABASE", url),
            None => command.env_remove("UNISONO_DATABASE"),
        };
        command
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    /// 0, 1 (failed) or 2 (usage).
    pub code: i32,
    /// What it printed for the caller.
    pub out: String,
    /// What it said on standard error.
    pub errors: String,
}

/// A running server; killed when dropped.
pub struct Served {
    process: Child,
    /// Host and port.
    pub address: String,
    /// Milliseconds from the start of the process to the first answer.
    pub ready_ms: f64,
}

impl Served {
    /// A new connection to it.
    pub fn connect(&self) -> Wire {
        Wire::connect(&self.address)
    }

    /// Ends it without warning, as a power cut does.
    pub fn kill(mut self) {
        self.process.kill().expect("a running server");
        self.process.wait().expect("its end");
    }

    /// Processor time that it has used so far, seconds.
    pub fn cpu_seconds(&self) -> f64 {
        cpu_seconds(self.process.id())
    }

    /// How often its threads have given the processor to others so far, or were made to.
    pub fn switches(&self) -> u64 {
        let tasks = format!("/proc/{}/task", self.process.id());
        let tasks = std::fs::read_dir(tasks).into_iter().flatten().flatten();
        let status =
            tasks.filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok());
        let of = |text: String| -> u64 {
            let lines = text.lines().filter(|l| l.contains("ctxt_switches"));
            let counts = lines.filter_map(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok());
            counts.sum()
        };
        status.map(of).sum()
    }

    /// Resident memory in megabytes.
    pub fn resident_mb(&self) -> f64 {
        let status = format!("/proc/{}/status", self.process.id());
        let text = std::fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or("");
        let kb = line
            .split_whitespace()
            .nth(1)
            .and_then(|n| n.parse::<f64>().ok());
        kb.unwrap_or(0.0) / 1024.0
    }
}

/// Processor time that a process has used so far, seconds.
pub fn cpu_seconds(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name, which may hold spaces: user and system time are the 12th and 13th word, in
    // hundredths of a second on every Linux.
    let words = text.rsplit(')').next().unwrap_or("").split_whitespace();
    let ticks = words.skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
