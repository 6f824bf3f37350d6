//! Codes that come one by one: tables grow from flat ones to hashed ones on the way.

use super::super::hash::Seeded;
use super::*;

/// Journeys of which each may have codes up to its own number, until there are so many codes.
fn journeys(codes: u32) -> Vec<(Vec<u32>, Ends)> {
    let mut random = Seeded::new(5);
    let mut journey = |last: u32| {
        let length = 1 + random.below(6);
        let mut list: Vec<u32> = (0..length)
            .map(|_| random.below(last as usize + 1) as u32)
            .collect();
        list.push(last);
        let ends = Ends {
            group: random.below(64) as u8,
            conversions: random.below(2) as i64,
            nulls: random.below(3) as i64,
            value: 0.0,
        };
        (list, ends)
    };
    (0..codes).map(&mut journey).collect()
}

fn counted(
    order: u8,
    journeys: &[(Vec<u32>, Ends)],
    width: impl Fn(usize) -> usize,
) -> Transitions {
    let mut all = Transitions::new(order);
    for (at, (codes, ends)) in journeys.iter().enumerate() {
        all.widen(width(at));
        all.count(codes, ends);
    }
    all
}

#[test]
fn tables_that_grow_with_the_codes_hold_what_is_not_empty() {
    for (order, codes) in [(1, 130), (1, 600), (2, 40), (2, 70), (3, 40), (4, 20)] {
        let journeys = journeys(codes);
        let grown = counted(order, &journeys, |at| at + 1);
        let at_once = counted(order, &journeys, |_| codes as usize);
        assert!(!grown.is_full(), "{order} {codes}");
        assert_eq!(grown.sums(codes as usize), at_once.sums(codes as usize));
        let most = journeys.len() * 8;
        assert!(
            grown.moves.hashed() <= most && grown.won.hashed() <= most,
            "{order} {codes}"
        );
    }
}

#[test]
fn a_flat_table_merged_into_a_hashed_one_brings_what_is_not_empty() {
    let (few, many) = (journeys(12), journeys(90));
    for order in 1..=4 {
        let flat = counted(order, &few, |_| 12);
        let mut sum = counted(order, &many, |_| 90);
        let map: Vec<u32> = (0..12).map(|code| 80 - code).collect();
        sum.merge(&flat, &map);
        let moved = |(codes, ends): &(Vec<u32>, Ends)| {
            let codes = codes.iter().map(|code| map[*code as usize]).collect();
            (codes, *ends)
        };
        let all: Vec<(Vec<u32>, Ends)> =
            many.iter().cloned().chain(few.iter().map(moved)).collect();
        assert!(!sum.is_full(), "{order}");
        assert_eq!(sum.sums(90), counted(order, &all, |_| 90).sums(90));
        assert!(sum.moves.hashed() <= all.len() * 8, "{order}");
    }
}
