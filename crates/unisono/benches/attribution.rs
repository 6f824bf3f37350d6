//! Credit of many journeys from a CSV file, beside ChannelAttribution (Python) in the same run.
//!
//! Prints CPU seconds and peak memory of both, the counting kernel against a bare loop, and the times
//! to solve. `--journeys N` sets the size (1,000,000 unless given); `--alone` leaves the comparison out.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

#[path = "attribution_parts/file.rs"]
mod file;
#[path = "attribution_parts/kernel.rs"]
mod kernel;
#[path = "attribution_parts/process.rs"]
mod process;

const UNISONO: &str = env!("CARGO_BIN_EXE_unisono");
const PATHS: &str = include_str!("../../analysis/tests/data/paths.csv");
const OTHER: &str = include_str!("attribution_parts/channel_attribution.py");
const MODELS: &str = "first,last,linear,shapley,markov:1,markov:2";

fn main() {
    kernel::measure();
    let words: Vec<String> = std::env::args().collect();
    let given = words.iter().position(|word| word == "--journeys");
    let journeys = given
        .and_then(|at| words.get(at + 1)?.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("journeys.csv");
    let touchpoints = file::resample(PATHS, journeys, &csv);
    let megabytes = std::fs::metadata(&csv).unwrap().len() / 1_000_000;
    println!("\n{journeys} journeys, {touchpoints} touchpoints, {megabytes} MB of CSV");

    let path = csv.to_str().unwrap();
    let words = [
        "analyze",
        "paths",
        path,
        "--nulls",
        "total_null",
        "--models",
        MODELS,
        "--json",
    ];
    let ours = process::run(Path::new(UNISONO), &words);
    report("unisono", &ours);
    println!(
        "  {:.1} M touchpoints per CPU second",
        touchpoints as f64 / ours.cpu / 1e6
    );
    if std::env::args().any(|word| word == "--alone") {
        return;
    }
    let Some(python) = process::python_with("ChannelAttribution==2.2.5 matplotlib pandas") else {
        println!("ChannelAttribution could not be installed: no comparison");
        return;
    };
    let script = folder.path().join("channel_attribution.py");
    std::fs::write(&script, OTHER).unwrap();
    let theirs = process::run(&python, &[script.to_str().unwrap(), path]);
    print!("{}", theirs.printed);
    report("ChannelAttribution", &theirs);
    // The script says what loading Python itself took: that is not its work.
    let loading = theirs
        .printed
        .lines()
        .find_map(|line| line.strip_prefix("loading"));
    let loading: f64 = loading.map_or(0.0, |rest| rest.trim().parse().unwrap());
    let ratio = (theirs.cpu - loading) / ours.cpu;
    println!("CPU of ChannelAttribution without loading Python / ours {ratio:6.1}   target 20");
}

fn report(name: &str, run: &process::Run) {
    println!(
        "{name:20} {:8.2} CPU s {:8.2} s {:8.0} MB peak   target 1000 MB",
        run.cpu, run.seconds, run.peak_mb
    );
}
