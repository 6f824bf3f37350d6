//! The journeys of `data/paths.csv` and the tables of exact answers.

use analysis::attribution::{Aggregate, Journey, Line, Spec};

pub const PATHS: &str = include_str!("../data/paths.csv");

/// A journey that owns its codes.
#[derive(Clone, Debug)]
pub struct Row {
    pub codes: Vec<u32>,
    pub conversions: u32,
    pub nulls: u32,
    pub value: f64,
    /// None: a line that stands for many journeys.
    pub group: Option<u8>,
}

impl Row {
    pub fn journey(&self) -> Journey<'_> {
        Journey {
            codes: &self.codes,
            conversions: self.conversions,
            nulls: self.nulls,
            value: self.value,
            group: self.group.unwrap_or(0),
            ..Journey::default()
        }
    }
}

/// The rows of the file and the names of its channels, sorted.
pub fn rows() -> (Vec<Row>, Vec<&'static str>) {
    let lines = || {
        PATHS
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>())
    };
    let split = |path: &'static str| path.split('>').map(str::trim);
    let mut names: Vec<&str> = lines().flat_map(|cells| split(cells[0])).collect();
    names.sort_unstable();
    names.dedup();
    let code = |name| names.binary_search(&name).unwrap() as u32;
    let rows = lines().map(|cells| Row {
        codes: split(cells[0]).map(code).collect(),
        conversions: cells[1].parse().unwrap(),
        value: cells[2].parse().unwrap(),
        nulls: cells[3].parse().unwrap(),
        group: None,
    });
    (rows.collect(), names)
}

/// The sums of rows for models by their words.
pub fn sums(rows: &[Row], models: &[&str]) -> Aggregate {
    let specs: Vec<Spec> = models
        .iter()
        .map(|word| Spec::parse(word).unwrap())
        .collect();
    let mut aggregate = Aggregate::new(&specs, true);
    for (row, seed) in rows.iter().zip(0..) {
        match row.group {
            Some(_) => aggregate.add(&row.journey()),
            None => aggregate.add_line(&row.journey(), seed),
        }
    }
    aggregate
}

/// The point results of one model.
pub fn lines(rows: &[Row], model: &str) -> Vec<Line> {
    sums(rows, &[model]).result(0, false).unwrap()
}

/// A column of a table of exact answers, in the order of its channels.
pub fn column(table: &str, name: &str) -> Vec<f64> {
    let mut lines = table
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>());
    let at = lines
        .next()
        .unwrap()
        .iter()
        .position(|head| *head == name)
        .unwrap();
    lines.map(|cells| cells[at].parse().unwrap()).collect()
}

/// Asserts equality within a share of the wanted number.
pub fn assert_near(found: f64, wanted: f64, share: f64, what: &str) {
    let error = (found - wanted).abs() / wanted.abs().max(1e-300);
    assert!(
        error <= share,
        "{what}: {found} instead of {wanted} ({error:e})"
    );
}
