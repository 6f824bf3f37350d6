//! How well the planted effects of the demo company come back: the questions asked in memory over many
//! seeds. For each question: the truth, how often the interval holds it, how often the sign is right, how
//! often the interval leaves out no effect and how often that is a finding among all questions of the
//! company, the band of the estimates, and what the naive numbers say. At the end how many runs have a
//! finding, and how many intervals stand out among those of all runs together.
//!
//! `--seeds N` (20), `--size s|l` (l), `--only KEY` (one question), `--fewer N` (only questions of at most so
//! many cases), `--shuffled` (outcomes in another order: nothing may be found), `--orders N` (so many other
//! orders of each company), `--without NAME` (a confounder left out: the grade must fall).
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::time::Instant;

use analysis::effects::q_values;
use connect::demo::{Plan, Scale, histories};
use steering::questions::{ALL, Adjusted, Answer, Cases, FALSE_SHARE, Measure, Question, cases_of};

#[derive(Default)]
struct Row {
    truth: f64,
    inside: u32,
    right: u32,
    beyond: u32,
    found: u32,
    asked: u32,
    cases: usize,
    exposed: usize,
    estimates: Vec<f64>,
    naive: Vec<f64>,
    grades: BTreeMap<String, u32>,
    faults: Vec<String>,
}

/// What is asked.
struct Asked {
    shuffled: bool,
    /// Orders of the outcomes of each company.
    orders: u64,
    /// Most cases of a question.
    fewer: usize,
    without: Option<String>,
    only: Option<String>,
}

/// What came of all runs.
#[derive(Default)]
struct All {
    rows: BTreeMap<usize, Row>,
    runs: u32,
    /// Runs with a finding.
    with_finding: u32,
    /// p-values of all runs.
    p: Vec<f64>,
}

fn main() {
    let number = |name: &str| word(name).map(|n| n.parse::<u64>().unwrap());
    let scale = Scale::parse(&word("--size").unwrap_or("l".to_owned())).unwrap();
    let asked = Asked {
        shuffled: std::env::args().any(|a| a == "--shuffled"),
        orders: number("--orders").unwrap_or(1),
        fewer: number("--fewer").map_or(usize::MAX, |n| usize::try_from(n).unwrap()),
        without: word("--without"),
        only: word("--only"),
    };
    let mut all = All::default();
    for seed in 1..=number("--seeds").unwrap_or(20) {
        let began = Instant::now();
        let plan = Plan {
            seed,
            ..Plan::new(scale, "2026-11-01".parse().unwrap())
        };
        let (company, setting, truth) = histories(&plan);
        let made = began.elapsed().as_secs_f64();
        let wanted =
            |q: &dyn Question| asked.only.as_deref().is_none_or(|key| key == q.about().key);
        let wanted = ALL.iter().enumerate().filter(|(_, q)| wanted(**q));
        let cases: Vec<(usize, Cases)> = wanted
            .map(|(n, question)| (n, cases_of(*question, &company, &setting)))
            .filter(|(_, cases)| cases.len() <= asked.fewer)
            .collect();
        let truth = |question: &dyn Question| match asked.shuffled {
            true => null(question),
            false => truth.of_question(question.about().key).unwrap(),
        };
        for order in 0..asked.orders {
            all.run(&asked, &cases, (seed, order), &truth);
        }
        println!(
            "seed {seed}: made in {made:.1} s, asked in {:.1} s",
            began.elapsed().as_secs_f64() - made
        );
    }
    print(&all.rows);
    let stand_out = q_values(&all.p)
        .iter()
        .filter(|q| **q <= FALSE_SHARE)
        .count();
    println!(
        "{} of {} runs with a finding; {stand_out} of {} intervals stand out among those of all runs",
        all.with_finding,
        all.runs,
        all.p.len()
    );
}

impl All {
    /// Asks a company, or one order of its outcomes.
    fn run(
        &mut self,
        asked: &Asked,
        cases: &[(usize, Cases)],
        (seed, order): (u64, u64),
        truth: &dyn Fn(&dyn Question) -> f64,
    ) {
        let left_out: Vec<&str> = asked.without.iter().map(String::as_str).collect();
        let mut tests = Vec::new();
        for (n, cases) in cases {
            let question = ALL[*n];
            let answer = match asked.shuffled {
                true => {
                    let cases = cases.clone().shuffled(seed + 1_000 * order);
                    cases.answer(question, &left_out, seed)
                }
                false => cases.answer(question, &left_out, seed),
            };
            let row = self.rows.entry(*n).or_default();
            tests.extend(
                row.add(question, truth(question), answer)
                    .map(|test| (*n, test)),
            );
        }
        // As the product does: a finding must stand out among all questions of the company.
        let p: Vec<f64> = tests.iter().map(|(_, (p, _))| *p).collect();
        let mut is_any = false;
        for ((n, (_, is_beyond)), q) in tests.iter().zip(q_values(&p)) {
            let stands_out = *is_beyond && q <= FALSE_SHARE;
            self.rows.entry(*n).or_default().found += u32::from(stands_out);
            is_any |= stands_out;
        }
        self.runs += 1;
        self.with_finding += u32::from(is_any);
        self.p.extend(p);
    }
}

fn null(question: &dyn Question) -> f64 {
    if question.about().measure == Measure::Points {
        0.0
    } else {
        1.0
    }
}

impl Row {
    /// Takes in an answer; gives its p-value and whether its interval leaves out no effect.
    fn add(
        &mut self,
        question: &dyn Question,
        truth: f64,
        answer: Option<Answer>,
    ) -> Option<(f64, bool)> {
        self.asked += 1;
        self.truth = truth;
        let Some(answer) = answer else {
            self.faults.push("no cases".to_owned());
            return None;
        };
        self.cases = answer.cases;
        self.exposed = answer.effect.exposed;
        let points = question.about().measure == Measure::Points;
        let naive = if points {
            answer.effect.naive_difference
        } else {
            answer.effect.naive_ratio
        };
        self.naive.extend(naive);
        let adjusted = match &answer.effect.adjusted {
            Ok(adjusted) => adjusted,
            Err(reason) => {
                self.faults.push(format!("{reason:?}"));
                return None;
            }
        };
        let effect = &adjusted.exposed;
        let (value, (low, high)) = match points {
            true => (effect.difference, effect.ci),
            false => (
                effect.ratio.unwrap_or(f64::NAN),
                effect.ratio_ci.unwrap_or((f64::NAN, f64::NAN)),
            ),
        };
        let null = null(question);
        self.inside += u32::from(low <= truth && truth <= high);
        self.right += u32::from((value - null) * (truth - null) > 0.0);
        let is_beyond = low > null || high < null;
        self.beyond += u32::from(is_beyond);
        self.estimates.push(value);
        let grade = answer.grade.map_or("-".to_owned(), |g| format!("{g:?}"));
        *self.grades.entry(grade).or_default() += 1;
        let p = Adjusted::from(effect).p_shown(question.about().measure);
        p.is_finite().then_some((p, is_beyond))
    }
}

fn print(rows: &BTreeMap<usize, Row>) {
    println!(
        "\n{:26} {:>7} {:>8} {:>7} {:>6} {:>6} {:>6} {:>6}  {:>6} {:>6} {:>6}  {:>6}  grades",
        "question",
        "cases",
        "exposed",
        "truth",
        "inside",
        "sign",
        "beyond",
        "found",
        "p5",
        "p50",
        "p95",
        "naive"
    );
    for (n, row) in rows {
        let mut sorted = row.estimates.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |q: f64| {
            sorted
                .get(((sorted.len().max(1) - 1) as f64 * q).round() as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        let naive = row.naive.iter().sum::<f64>() / row.naive.len().max(1) as f64;
        println!(
            "{:26} {:>7} {:>8} {:>7.2} {:>6} {:>6} {:>6} {:>6}  {:>6.2} {:>6.2} {:>6.2}  {:>6.2}  {:?} {:?}",
            ALL[*n].about().key,
            row.cases,
            row.exposed,
            row.truth,
            row.inside,
            row.right,
            row.beyond,
            row.found,
            at(0.05),
            at(0.5),
            at(0.95),
            naive,
            row.grades,
            row.faults
        );
    }
}

fn word(name: &str) -> Option<String> {
    std::env::args().skip_while(|a| a != name).nth(1)
}
