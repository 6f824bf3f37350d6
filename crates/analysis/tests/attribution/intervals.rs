//! The jackknife against the bootstrap: within 25 %.

use analysis::attribution::{Line, Seeded};

use crate::data::{rows, sums};

/// Draws; the bootstrap's own error is then 1/sqrt(2 · 600) = 3 %.
const DRAWS: usize = 600;

/// A Poisson number with this mean: one draw of mean 1 by Knuth's method per unit.
fn poisson(mean: u32, random: &mut Seeded) -> u32 {
    let bound = (-1.0_f64).exp();
    let one = |random: &mut Seeded| {
        let (mut product, mut count) = (random.unit(), 0);
        while product > bound {
            product *= random.unit();
            count += 1;
        }
        count
    };
    (0..mean).map(|_| one(random)).sum()
}

#[test]
fn the_jackknife_agrees_with_the_bootstrap() {
    let models = ["markov:1", "linear"];
    let (rows, names) = rows();
    let mut random = Seeded::new(7);
    let mut draws: Vec<Vec<Vec<Line>>> = vec![Vec::new(); models.len()];
    for _ in 0..DRAWS {
        let mut drawn = rows.clone();
        for row in &mut drawn {
            let all = f64::from(row.conversions.max(1));
            row.conversions = poisson(row.conversions, &mut random);
            row.nulls = poisson(row.nulls, &mut random);
            row.value *= f64::from(row.conversions) / all;
        }
        let aggregate = sums(&drawn, &models);
        for (model, draws) in draws.iter_mut().enumerate() {
            draws.push(aggregate.result(model, false).unwrap());
        }
    }
    let aggregate = sums(&rows, &models);
    for (model, draws) in draws.iter().enumerate() {
        let found = aggregate.result(model, true).unwrap();
        for (code, name) in names
            .iter()
            .enumerate()
            .filter(|(code, _)| found[*code].conversions > 30.0)
        {
            let values: Vec<f64> = draws.iter().map(|lines| lines[code].conversions).collect();
            let mean = values.iter().sum::<f64>() / DRAWS as f64;
            let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
            let bootstrap = (squares / (DRAWS - 1) as f64).sqrt();
            let ratio = found[code].se_conversions.unwrap() / bootstrap;
            assert!(
                (0.75..=1.25).contains(&ratio),
                "{} {name}: {ratio}",
                models[model]
            );
        }
    }
}
