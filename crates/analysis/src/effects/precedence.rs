//! What comes only after what: consequences of an activity and what it needs to have happened before.
//!
//! A *consequence* of an activity comes only after it in at least 99 % of the cases that have both;
//! adjusting for it would take away a part of the effect. An activity *needs* another when at least 99 % of
//! its cases had the other before; it is then compared within the cases that have the other.

use super::first::First;

/// Share of cases from which an order counts as fixed.
const FIXED: f64 = 0.99;
/// Fewest cases with both from which an order can be read.
const LEAST: u32 = 20;

/// The fixed orders among activities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Precedence {
    /// For each activity, those that come only after it.
    pub(crate) consequences: Vec<Vec<usize>>,
    /// For each activity, those that it needs.
    pub(crate) needs: Vec<Vec<usize>>,
    /// For each pair, whether both orders are about as frequent (40 to 60 %).
    balanced: Vec<bool>,
}

impl Precedence {
    /// Whether neither of two activities tends to come before the other. An activity that needs another
    /// stands where that stands: what is balanced with the one is balanced with the other.
    pub(crate) fn is_balanced(&self, a: usize, b: usize) -> bool {
        let fixed =
            |a: usize, b: usize| self.consequences[a].contains(&b) || self.needs[a].contains(&b);
        if fixed(a, b) || fixed(b, a) {
            return false;
        }
        let balanced = |a: usize, b: usize| self.balanced[a * self.needs.len() + b];
        let of_needs = |a: usize, b: usize| self.needs[a].iter().any(|n| balanced(*n, b));
        balanced(a, b) || of_needs(a, b) || of_needs(b, a)
    }
}

/// Reads the fixed orders from the days of first occurrence, case by case.
pub(crate) fn find(first: &First, activities: usize) -> Precedence {
    let k = activities;
    if k == 0 {
        return Precedence::default();
    }
    let (mut after, mut same, mut cases) = (vec![0_u32; k * k], vec![0_u32; k * k], vec![0_u32; k]);
    for there in first.cases() {
        for (a, day) in there {
            let a = *a as usize;
            cases[a] += 1;
            for (b, other) in there.iter().filter(|(b, _)| *b as usize != a) {
                let at = a * k + *b as usize;
                after[at] += u32::from(other > day);
                same[at] += u32::from(other == day);
            }
        }
    }
    let pair = |a: usize, b: usize| Pair {
        after: after[a * k + b],
        before: after[b * k + a],
        same: same[a * k + b],
    };
    let others = |a: usize| (0..k).filter(move |b| *b != a);
    let consequences = |a| others(a).filter(|b| pair(a, *b).only_after()).collect();
    let needs = |b| {
        let always = |a: &usize| f64::from(pair(*a, b).shared()) >= FIXED * f64::from(cases[b]);
        others(b)
            .filter(|a| pair(*a, b).only_after() && always(a))
            .collect()
    };
    Precedence {
        consequences: (0..k).map(consequences).collect(),
        needs: (0..k).map(needs).collect(),
        balanced: (0..k * k)
            .map(|at| pair(at / k, at % k).balanced())
            .collect(),
    }
}

/// How often the second of two activities came after, before, or on the same moment as the first.
struct Pair {
    after: u32,
    before: u32,
    same: u32,
}

impl Pair {
    fn shared(&self) -> u32 {
        self.after + self.before + self.same
    }

    /// The same moment speaks for neither order, but must not be all there is.
    fn only_after(&self) -> bool {
        let all = f64::from(self.shared());
        self.shared() >= LEAST
            && f64::from(self.after + self.same) >= FIXED * all
            && f64::from(self.after) >= 0.5 * all
    }

    fn balanced(&self) -> bool {
        let ordered = f64::from(self.after + self.before);
        let share = f64::from(self.after) / ordered;
        self.after + self.before >= LEAST && (0.4..=0.6).contains(&share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO: f64 = f64::INFINITY;

    /// From the days of so many activities, case behind case.
    fn find(days: &[f64], activities: usize) -> Precedence {
        let mut occurrences = Vec::new();
        for (at, day) in days.iter().enumerate().filter(|(_, day)| **day < NO) {
            let (case, activity) = (at / activities, at % activities);
            occurrences.push((case as u32, activity as u32, *day));
        }
        let first = First::of(days.len() / activities.max(1), &occurrences);
        super::find(&first, activities)
    }

    #[test]
    fn a_demo_after_every_call_is_its_consequence_and_needs_it() {
        let mut first = Vec::new();
        for case in 0..200 {
            let day = f64::from(case);
            let demo = if case % 2 == 0 { day + 3.0 } else { NO };
            let webinar = match case % 20 {
                c if c % 4 < 2 => day - 1.0,
                c if c < 14 => day + 1.0,
                _ => day + 5.0,
            };
            first.extend([day, demo, webinar]);
        }
        let found = find(&first, 3);
        assert_eq!(found.consequences, [vec![1], vec![], vec![]]);
        assert_eq!(found.needs[1], [0]);
        assert!(found.needs[0].is_empty());
        assert!(found.is_balanced(0, 2) && found.is_balanced(2, 0));
        assert!(!found.is_balanced(0, 1), "a call and its demo");
        assert!(
            found.is_balanced(1, 2),
            "the demo stands where its call stands"
        );
    }

    #[test]
    fn a_few_cases_and_equal_moments_fix_no_order() {
        let few: Vec<f64> = (0..10).flat_map(|_| [1.0, 2.0]).collect();
        assert!(find(&few, 2).consequences[0].is_empty());
        let same: Vec<f64> = (0..100).flat_map(|_| [1.0, 1.0]).collect();
        assert!(find(&same, 2).consequences[0].is_empty());
        assert_eq!(find(&[], 0), Precedence::default());
    }
}
