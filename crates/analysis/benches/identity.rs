//! How well and how fast duplicates are found: given files with known truth, and a generated million.
//!
//! `./bench identity --data FOLDER` measures the files of FOLDER that it knows (dataset3.csv,
//! dataset4a.csv with dataset4b.csv, dach20k.csv); the folder can also stand in UNISONO_IDENTITY_DATA.
//! `--records N` changes the size of the generated table, `--errors N` shows N wrong pairs of each kind.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod dach;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use analysis::identity::batch::{self, Options, TrueEntities};
use analysis::identity::online::{Decision, Index};
use analysis::identity::{Given, Model, Record, Shape, Table, columns};

struct Wishes {
    data: Option<PathBuf>,
    records: usize,
    errors: usize,
    only: Option<String>,
}

/// A file: its lines for showing, its records, the truth.
#[derive(Default)]
struct File {
    lines: Vec<String>,
    records: Vec<Record>,
    truth: Vec<String>,
    columns: Vec<columns::Column>,
}

fn main() {
    let wishes = wishes();
    if let Some(folder) = &wishes.data {
        for (name, files, truth) in [
            ("dach20k", &["dach20k.csv"][..], "ent_id"),
            ("febrl1", &["dataset1.csv"][..], "rec_id"),
            ("febrl2", &["dataset2.csv"][..], "rec_id"),
            ("febrl3", &["dataset3.csv"][..], "rec_id"),
            ("febrl4", &["dataset4a.csv", "dataset4b.csv"][..], "rec_id"),
        ] {
            if wishes.only.as_ref().is_none_or(|only| only == name) {
                measure(name, folder, files, truth, &wishes);
            }
        }
    }
    if wishes.only.is_none() {
        let whole = generated(wishes.records, wishes.errors);
        generated(wishes.records / 50, 0);
        online(whole);
    }
}

/// A generated table: time and memory of normalising and comparing, without the time of making it.
fn generated(records: usize, errors: usize) -> Table {
    let mut generator = dach::Generator::new(7);
    let (mut table, mut file, mut normalising) = (Table::default(), File::default(), 0.0);
    let mut processor = 0.0;
    while table.rows.len() < records {
        let part = generator.part(20_000.min(records - table.rows.len()));
        let given: Vec<Given<'_>> = part
            .iter()
            .map(|(values, _)| Given {
                values: values.iter().map(|(c, v)| (*c, v.as_str())).collect(),
            })
            .collect();
        let (start, used) = (Instant::now(), processor_time());
        table.extend(&given);
        normalising += start.elapsed().as_secs_f64();
        processor += processor_time() - used;
        file.truth
            .extend(part.iter().map(|(_, person)| person.to_string()));
        if errors > 0 {
            let shown = |values: &Vec<(columns::Column, String)>| {
                values
                    .iter()
                    .map(|(_, v)| v.as_str())
                    .collect::<Vec<_>>()
                    .join("|")
            };
            file.lines
                .extend(part.iter().map(|(values, _)| shown(values)));
        }
    }
    let (start, used) = (Instant::now(), processor_time());
    let outcome = batch::run(&table, Shape::Business, &Options::default());
    let comparing = start.elapsed().as_secs_f64();
    processor += processor_time() - used;
    let peak = peak_memory();
    let truth = TrueEntities::new(file.truth.iter().map(String::as_str), None);
    let figures = truth.figures(&outcome);
    let pairs: u64 = outcome.passes.iter().map(|pass| pass.pairs).sum();
    println!(
        "generated: {} records, {normalising:.1} s normalising + {comparing:.1} s comparing {pairs} pairs ({processor:.1} s of processor time), peak {peak:.2} GB, P {:.4} R {:.4}, review R {:.4} ({} questions)",
        table.rows.len(),
        figures.precision,
        figures.recall,
        figures.review_recall,
        outcome.reviews.len(),
    );
    let left_out: u64 = outcome.passes.iter().map(|pass| pass.left_out).sum();
    println!("  pairs left out of blocks that were too large: {left_out}");
    if errors > 0 {
        let options = Options {
            truth: Some(&truth),
            ..Options::default()
        };
        let outcome = batch::run(&table, Shape::Business, &options);
        println!(
            "  blocking recall {:.4}",
            outcome.blocking_recall.unwrap_or(0.0)
        );
        show(&table, &file, &outcome, None, errors);
    }
    table
}

/// Processor time of this process in seconds (Linux, 100 ticks a second).
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = behind
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// The largest resident memory of this process in GB (Linux).
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap_or("");
    let kb: f64 = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(0.0);
    kb / 1024.0 / 1024.0
}

/// How long a decision about one new record takes, its normalising included.
fn online(table: Table) {
    let known = table.rows.len().min(1_000_000);
    drop(table);
    let mut generator = dach::Generator::new(7);
    let mut index = Index::new(Model::untrained(Shape::Business, known));
    let start = Instant::now();
    while index.len() < known {
        for (values, person) in generator.part(20_000.min(known - index.len())) {
            let given = Given {
                values: values.iter().map(|(c, v)| (*c, v.as_str())).collect(),
            };
            index.insert(index.len() as u64, u64::from(person), &Record::read(&given));
        }
    }
    let filling = start.elapsed().as_secs_f64();
    let fresh = dach::Generator::new(8).part(10_000);
    let (mut normal, mut decide, mut kinds) = (0.0, Vec::with_capacity(fresh.len()), [0; 3]);
    for (values, _) in &fresh {
        let given = Given {
            values: values.iter().map(|(c, v)| (*c, v.as_str())).collect(),
        };
        let start = Instant::now();
        let record = Record::read(&given);
        normal += start.elapsed().as_secs_f64() * 1e6;
        let start = Instant::now();
        let decision = index.decide(&record);
        decide.push(start.elapsed().as_secs_f64() * 1e6);
        kinds[match decision {
            Decision::Attach(_) => 0,
            Decision::Review(_) => 1,
            Decision::New => 2,
        }] += 1;
    }
    decide.sort_by(f64::total_cmp);
    let mean = decide.iter().sum::<f64>() / decide.len() as f64;
    println!(
        "online: {known} known ({filling:.1} s to fill, peak {:.2} GB), new records: normalise {:.1} µs, decide mean {mean:.1} µs, median {:.1}, 99 of 100 {:.1} ({} attached, {} asked, {} new)",
        peak_memory(),
        normal / fresh.len() as f64,
        decide[decide.len() / 2],
        decide[decide.len() * 99 / 100],
        kinds[0],
        kinds[1],
        kinds[2],
    );
}

fn wishes() -> Wishes {
    let mut wishes = Wishes {
        data: std::env::var_os("UNISONO_IDENTITY_DATA").map(PathBuf::from),
        records: 1_000_000,
        errors: 0,
        only: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--data" => wishes.data = words.next().map(PathBuf::from),
            "--records" => wishes.records = words.next().unwrap().parse().unwrap(),
            "--errors" => wishes.errors = words.next().unwrap().parse().unwrap(),
            "--only" => wishes.only = words.next(),
            _ => {}
        }
    }
    wishes
}

fn read(path: &Path, truth: &str, into: &mut File) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let columns = columns::of_headers(headers.iter(), Some(truth));
    into.columns.extend(columns.iter().flatten());
    let truth = headers.iter().position(|h| h.trim() == truth).unwrap();
    for row in reader.records() {
        let row = row.unwrap();
        let values = columns
            .iter()
            .zip(&row)
            .filter_map(|(c, v)| Some(((*c)?, v)))
            .collect();
        into.records.push(Record::read(&Given { values }));
        into.truth.push(entity(&row[truth]));
        into.lines.push(row.iter().collect::<Vec<_>>().join("|"));
    }
}

/// FEBRL names records `rec-12-org`, `rec-12-dup-0`: the entity is `rec-12`.
fn entity(text: &str) -> String {
    let end = text.find("-org").or_else(|| text.find("-dup-"));
    text[..end.unwrap_or(text.len())].to_owned()
}

fn measure(name: &str, folder: &Path, files: &[&str], truth: &str, wishes: &Wishes) {
    let start = Instant::now();
    let mut file = File::default();
    let mut sides = Vec::new();
    for (side, path) in (0u8..).zip(files) {
        let path = folder.join(path);
        if !path.exists() {
            return;
        }
        read(&path, truth, &mut file);
        sides.resize(file.records.len(), side);
    }
    let sides = (files.len() > 1).then_some(sides.as_slice());
    let read = start.elapsed().as_secs_f64();
    let mut table = Table::default();
    file.records.iter().for_each(|record| table.push(record));
    let shape = Shape::of(&file.columns);
    let truth = TrueEntities::new(file.truth.iter().map(String::as_str), sides);
    let options = Options {
        sides,
        truth: Some(&truth),
        ..Options::default()
    };
    let outcome = batch::run(&table, shape, &options);
    let figures = truth.figures(&outcome);
    let largest =
        outcome
            .clusters
            .iter()
            .fold(HashMap::new(), |mut sizes: HashMap<u32, u32>, c| {
                *sizes.entry(*c).or_default() += 1;
                sizes
            });
    println!(
        "{name} ({}): {} records, P {:.4} R {:.4} F1 {:.5}, largest {}, review R {:.4} ({} questions), blocking R {:.4}, prior {:.2}, {:.2} s ({read:.2} reading)",
        shape.key(),
        table.rows.len(),
        figures.precision,
        figures.recall,
        figures.f1,
        largest.values().max().unwrap_or(&0),
        figures.review_recall,
        outcome.reviews.len(),
        outcome.blocking_recall.unwrap_or(0.0),
        outcome.model.prior_bits,
        start.elapsed().as_secs_f64(),
    );
    if wishes.errors > 0 {
        show(&table, &file, &outcome, sides, wishes.errors);
    }
}

/// Weights, passes and wrong pairs, for looking at.
fn show(table: &Table, file: &File, outcome: &batch::Outcome, sides: Option<&[u8]>, errors: usize) {
    for pass in &outcome.passes {
        println!(
            "  {:22} {:9} pairs {:9} new {:7} links {:9} left out, recall {:.4}",
            pass.key,
            pass.pairs,
            pass.new_pairs,
            pass.new_links,
            pass.left_out,
            pass.recall.unwrap_or(0.0)
        );
    }
    let model = &outcome.model;
    for (at, comparison) in model.shape.comparisons().iter().enumerate() {
        for (level, l) in comparison.levels().iter().enumerate() {
            let c = model.levels[at][level + 1];
            println!(
                "  {:28} m {:.5} u {:.7} bits {:6.2}",
                l.key,
                c.m,
                c.u,
                (c.m / c.u).log2()
            );
        }
    }
    let n = file.truth.len();
    let (mut wrong, mut missed) = (0, 0);
    let mut by: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut clusters: HashMap<u32, Vec<usize>> = HashMap::new();
    for at in 0..n {
        by.entry(&file.truth[at]).or_default().push(at);
        clusters.entry(outcome.clusters[at]).or_default().push(at);
    }
    let pairs = |groups: Vec<&Vec<usize>>| -> Vec<(usize, usize)> {
        let mut all: Vec<(usize, usize)> = groups
            .iter()
            .flat_map(|g| {
                g.iter()
                    .enumerate()
                    .flat_map(|(i, a)| g[i + 1..].iter().map(|b| (*a, *b)))
            })
            .filter(|(a, b)| sides.is_none_or(|s| s[*a] != s[*b]))
            .collect();
        all.sort_by_key(|(a, b)| (a * 7919 + b * 104_729) % 100_003);
        all
    };
    let print = |what: &str, a: usize, b: usize| {
        let w = batch::explain(table, model, a, b);
        println!("  {what}\n    {}\n    {}", file.lines[a], file.lines[b]);
        let parts: Vec<String> = w
            .evidence
            .iter()
            .filter_map(|e| Some(format!("{} {:.1}{:+.1}", e.level?, e.bits, e.rarity_bits)))
            .collect();
        println!(
            "    {:.1} = {:.1} + {}",
            w.bits,
            w.prior_bits,
            parts.join(" + ")
        );
    };
    for (a, b) in pairs(clusters.values().collect()) {
        if file.truth[a] != file.truth[b] && wrong < errors {
            wrong += 1;
            print("WRONG", a, b);
        }
    }
    for (a, b) in pairs(by.values().collect()) {
        if outcome.clusters[a] != outcome.clusters[b] && missed < errors {
            missed += 1;
            print("MISSED", a, b);
        }
    }
}
