//! A file of journeys, resampled from a small one with a fixed seed.

use std::io::{BufWriter, Write};
use std::path::Path;

use analysis::attribution::Seeded;

struct Row<'a> {
    path: &'a str,
    touchpoints: u64,
    conversions: u32,
    nulls: u32,
    value: f64,
}

/// Writes so many journeys, each of one end, drawn by how often they were seen; two of three are two
/// joined. Answers the number of touchpoints.
pub fn resample(paths: &str, journeys: u64, file: &Path) -> u64 {
    let rows: Vec<Row<'_>> = paths.lines().skip(1).map(row).collect();
    let mut running = Vec::new();
    let mut sum = 0_u64;
    for row in &rows {
        sum += u64::from(row.conversions + row.nulls);
        running.push(sum);
    }
    let mut random = Seeded::new(4711);
    let mut out = BufWriter::with_capacity(1 << 20, std::fs::File::create(file).unwrap());
    writeln!(
        out,
        "path,total_conversions,total_conversion_value,total_null"
    )
    .unwrap();
    let mut touchpoints = 0;
    for number in 0..journeys {
        let mut draw = || {
            let drawn = random.below(sum as usize) as u64;
            let row = &rows[running.partition_point(|sum| *sum <= drawn)];
            let end = random.below((row.conversions + row.nulls) as usize);
            (row, end < row.conversions as usize)
        };
        let (row, is_won) = draw();
        touchpoints += row.touchpoints;
        if number % 3 > 0 {
            let (before, _) = draw();
            touchpoints += before.touchpoints;
            write!(out, "{} > ", before.path).unwrap();
        }
        match is_won {
            true => writeln!(
                out,
                "{},1,{:.3},0",
                row.path,
                row.value / f64::from(row.conversions)
            ),
            false => writeln!(out, "{},0,0,1", row.path),
        }
        .unwrap();
    }
    out.flush().unwrap();
    touchpoints
}

fn row(line: &str) -> Row<'_> {
    let cells: Vec<&str> = line.split(',').collect();
    Row {
        path: cells[0],
        touchpoints: cells[0].split('>').count() as u64,
        conversions: cells[1].parse().unwrap(),
        value: cells[2].parse().unwrap(),
        nulls: cells[3].parse().unwrap(),
    }
}
