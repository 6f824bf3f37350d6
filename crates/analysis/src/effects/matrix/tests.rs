//! Sums and products are those of plain rows.

use proptest::prelude::*;

use super::super::arranged::add_scaled;
use super::super::products::Products;
use super::*;

/// Columns of numbers or of 0 and 1, and weights.
fn drawn() -> impl Strategy<Value = (Vec<Vec<f64>>, Vec<f64>)> {
    (1_usize..6, 1_usize..150).prop_flat_map(|(columns, rows)| {
        let number = proptest::collection::vec(-3.0..3.0, rows);
        let yes = prop::sample::select(vec![0.0, 1.0]);
        let column = prop_oneof![number, proptest::collection::vec(yes, rows)];
        let weights = proptest::collection::vec(0.0..2.0, rows);
        (proptest::collection::vec(column, columns), weights)
    })
}

/// A row in the order of columns.
fn shown(x: &Matrix, row: Row<'_>) -> Vec<f64> {
    let mut one = x.nothing();
    row.add_to(&mut one, 1.0);
    x.in_order(&one)
}

/// What blocks of rows say is what each row says.
fn told_at_once(x: &Matrix, weights: &[f64]) -> Result<(), TestCaseError> {
    let beta: Vec<f64> = (0..x.columns).map(|at| 1.5 - at as f64).collect();
    let arranged = x.arranged(&beta);
    let (mut sums, mut wanted) = (x.nothing(), x.nothing());
    Block::each(x, 0..weights.len(), |block| {
        block.add_to(&mut sums, &block.told(weights));
    });
    for ((row, product), weight) in x.rows().zip(x.times(&beta)).zip(weights) {
        row.add_to(&mut wanted, *weight);
        prop_assert!((row.times(&arranged) - product).abs() < 1e-9);
    }
    for (sum, wanted) in x.in_order(&sums).iter().zip(x.in_order(&wanted)) {
        prop_assert!((sum - wanted).abs() < 1e-9);
    }
    Ok(())
}

proptest! {
    #[test]
    fn products_are_those_of_plain_rows((columns, weights) in drawn()) {
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let x = Matrix::of(&slices, weights.len());
        let plain = |row: usize| -> Vec<f64> {
            std::iter::once(1.0).chain(columns.iter().map(|c| c[row])).collect()
        };
        let p = columns.len() + 1;
        let (mut sums, mut wanted) = (Products::of(&x), vec![0.0; p * p]);
        let mut gradient = x.nothing();
        Block::each(&x, 0..weights.len(), |block| {
            let weights = block.told(&weights);
            sums.add(block, &weights);
            block.add_to(&mut gradient, &weights);
        });
        let mut moments = vec![0.0; p];
        let beta: Vec<f64> = (0..p).map(|at| at as f64 - 1.5).collect();
        for (at, row) in x.rows().enumerate() {
            let full = plain(at);
            add_scaled(&mut moments, &full, weights[at]);
            for a in 0..p {
                for b in 0..p {
                    wanted[a * p + b] += weights[at] * full[a] * full[b];
                }
            }
            prop_assert_eq!(&shown(&x, row), &full);
            let product: f64 = full.iter().zip(&beta).map(|(x, b)| x * b).sum();
            prop_assert!((row.times(&x.arranged(&beta)) - product).abs() < 1e-9);
            prop_assert!((x.times(&beta)[at] - product).abs() < 1e-9);
        }
        let some: Vec<usize> = (0..weights.len()).step_by(2).collect();
        let all: Vec<usize> = (0..weights.len()).collect();
        for some in [&some, &all] {
            let (part, places) = x.part(some, |column| column != 2);
            for (new, at) in some.iter().enumerate() {
                let (full, shown) = (plain(*at), shown(&part, part.row(new)));
                prop_assert!(places.iter().zip(&shown).all(|(place, value)| full[*place] == *value));
            }
            let weights: Vec<f64> = some.iter().map(|at| weights[*at]).collect();
            told_at_once(&part, &weights)?;
            told_at_once(&x.picked(some), &weights)?;
            // A part of a part with its rows in common.
            let (last, again) = part.part(&[some.len() - 1], |_| true);
            prop_assert_eq!((shown(&last, last.row(0)), again), (vec![1.0], vec![0]));
        }
        let more = x.with_yes(2, |at, said| said.extend([(at % 3 == 0).then_some(0), Some(1)].iter().flatten()));
        told_at_once(&more, &weights)?;
        let backwards: Vec<usize> = std::iter::once(0).chain((1..p + 2).rev()).collect();
        told_at_once(&more.ordered(&backwards), &weights)?;
        let (_, places) = x.part(&some, |column| column != 2);
        for column in 1..p {
            let varies = some.iter().any(|at| plain(*at)[column] != plain(some[0])[column]);
            prop_assert_eq!(places.contains(&column), varies && column != 2);
        }
        for (found, wanted) in sums.square(&x).iter().zip(&wanted) {
            prop_assert!((found - wanted).abs() < 1e-9);
        }
        for (found, wanted) in x.in_order(&gradient).iter().zip(&moments) {
            prop_assert!((found - wanted).abs() < 1e-9);
        }
    }
}
