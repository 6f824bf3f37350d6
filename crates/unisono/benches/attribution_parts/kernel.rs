//! The counting kernel beside a bare loop, and the times to solve and to update.

use std::hint::black_box;
use std::time::Instant;

use analysis::attribution::groups::GROUPS;
use analysis::attribution::{Aggregate, Journey, Journeys, Seeded, Spec, Splitter};

const JOURNEYS: usize = 2_000_000;

/// Prints every figure with its target.
pub fn measure() {
    counting();
    let journeys = random(20_000, 1000, 20);
    solve(
        "solve order 1, 1,000 activities",
        &sums(&journeys, "markov:1"),
        1000.0,
    );
    for order in 1..=4 {
        let target = if order <= 3 { 10.0 } else { 50.0 };
        let sums = of_paths(&format!("markov:{order}"));
        solve(&format!("solve order {order}, paths.csv"), &sums, target);
    }
    update();
}

fn best(times: usize, mut what: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..times {
        let began = Instant::now();
        what();
        best = best.min(began.elapsed().as_secs_f64());
    }
    best
}

fn random(journeys: usize, codes: usize, longest: usize) -> Journeys {
    let mut random = Seeded::new(1);
    let mut found = Journeys::default();
    for at in 0..journeys {
        let length = 1 + random.below(longest);
        let path: Vec<u32> = (0..length).map(|_| random.below(codes) as u32).collect();
        let is_won = random.below(4) == 0;
        let journey = Journey {
            codes: &path,
            conversions: u32::from(is_won),
            nulls: u32::from(!is_won),
            group: (at * 31 % GROUPS) as u8,
            ..Journey::default()
        };
        found.add(&journey, 1);
    }
    found
}

fn sums(journeys: &Journeys, model: &str) -> Aggregate {
    let mut sums = Aggregate::new(&[Spec::parse(model).unwrap()], false);
    sums.add_all(journeys);
    sums
}

/// Transitions of order 1 with groups, exits and totals, against the loop that only counts moves.
fn counting() {
    let journeys = random(JOURNEYS, 12, 13);
    let touchpoints: usize = journeys.iter().map(|journey| journey.codes.len()).sum();
    let (mut bare, mut grouped) = (f64::INFINITY, f64::INFINITY);
    // In turns, so that a busy machine is busy for both.
    for _ in 0..15 {
        bare = bare.min(best(1, || bare_loop(&journeys)));
        grouped = grouped.min(best(1, || {
            black_box(sums(&journeys, "markov:1"));
        }));
    }
    let speed = |seconds: f64| touchpoints as f64 / seconds / 1e6;
    println!(
        "bare transition loop            {:8.0} M touchpoints/s",
        speed(bare)
    );
    println!(
        "counting with 64 groups         {:8.0} M touchpoints/s",
        speed(grouped)
    );
    println!(
        "share of the bare speed         {:8.0} %   target 60",
        bare / grouped * 100.0
    );
}

/// Counts moves between at most 15 codes, nothing else.
fn bare_loop(journeys: &Journeys) {
    let mut moves = vec![0_i64; 16 * 16];
    for journey in journeys.iter() {
        let mut state = 0;
        for code in journey.codes {
            let next = *code as usize + 1;
            moves[(state << 4 | next) & 255] += 1;
            state = next;
        }
        moves[(state << 4) & 255] += 1;
    }
    black_box(&moves);
}

fn of_paths(model: &str) -> Aggregate {
    let (mut names, mut codes) = (Splitter::new(b">"), Vec::new());
    let mut sums = Aggregate::new(&[Spec::parse(model).unwrap()], false);
    for (line, number) in super::PATHS.lines().skip(1).zip(0..) {
        let cells: Vec<&str> = line.split(',').collect();
        names.split(cells[0].as_bytes(), &mut codes);
        let journey = Journey {
            codes: &codes,
            conversions: cells[1].parse().unwrap(),
            value: cells[2].parse().unwrap(),
            nulls: cells[3].parse().unwrap(),
            ..Journey::default()
        };
        sums.add_line(&journey, number);
    }
    sums
}

fn solve(name: &str, sums: &Aggregate, target: f64) {
    let point = best(5, || {
        black_box(sums.result(0, false).unwrap());
    });
    println!("{name:32}{:8.2} ms   target {target}", point * 1000.0);
}

/// One journey more, and the point results of order 1 anew.
fn update() {
    let journeys = random(50_000, 64, 12);
    let mut sums = sums(&journeys, "markov:1");
    let seconds = best(20, || {
        sums.add(&journeys.journey(7));
        black_box(sums.result(0, false).unwrap());
        sums.remove(&journeys.journey(7));
    });
    println!(
        "one journey more, 64 activities {:8.2} ms   target 1",
        seconds * 1000.0
    );
}
