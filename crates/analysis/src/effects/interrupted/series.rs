//! The months of a series and of its comparison group put beside each other.

use super::{Interrupted, LEAST_AFTER, LEAST_BEFORE, Month};

/// A month that is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub(super) at: i64,
    /// The rate.
    pub(super) value: f64,
    /// What was counted in.
    pub(super) of: f64,
    /// The rate of the comparison group; 0 without one.
    pub(super) comparison: f64,
    /// What the comparison group was counted in; 0 without one.
    pub(super) comparison_of: f64,
    /// The inverse of the variance of the difference, up to a common factor.
    pub(super) weight: f64,
}

/// Both series by month.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    /// The months of the series alone, in their order.
    pub(super) plain: Vec<Month>,
    /// The months that are compared, in their order.
    pub(super) values: Vec<Value>,
    /// Whether there is a comparison group.
    pub(super) compared: bool,
}

impl Joined {
    /// Compared months that are after.
    pub(super) fn after(&self, first: i64) -> usize {
        self.values.iter().filter(|m| m.at >= first).count()
    }

    /// The time before alone.
    pub(super) fn before(&self, first: i64) -> Self {
        let mut all = self.clone();
        all.plain.retain(|m| m.at < first);
        all.values.retain(|m| m.at < first);
        all
    }

    /// Whether nothing ever varies.
    pub(super) fn is_flat(&self) -> bool {
        let differences = || self.values.iter().map(|m| m.value - m.comparison);
        let (low, high) = differences().fold((f64::MAX, f64::MIN), |(low, high), d| {
            (low.min(d), high.max(d))
        });
        high - low <= 1e-12 * high.abs().max(low.abs())
    }
}

/// Largest variance of a comparison group, in variances of the series: above it the comparison adds more noise
/// than it takes away, and the series is better told alone.
const NOISIEST: f64 = 4.0;

/// Whether a comparison group counts enough to say something.
fn is_telling(pairs: &[(Month, Month)]) -> bool {
    let (p, q) = (
        overall(pairs, |pair| &pair.0),
        overall(pairs, |pair| &pair.1),
    );
    let own: f64 = pairs.iter().map(|(m, _)| p / m.of).sum();
    let others: f64 = pairs.iter().map(|(_, o)| q / o.of).sum();
    others > 0.0 && others <= NOISIEST * own
}

/// The rate of all months together.
fn overall(pairs: &[(Month, Month)], one: fn(&(Month, Month)) -> &Month) -> f64 {
    let sum = |(counted, of): (f64, f64), m: &Month| (counted + m.counted, of + m.of);
    let (counted, of) = pairs.iter().map(one).fold((0.0, 0.0), sum);
    if of > 0.0 { counted / of } else { 0.0 }
}

/// Least share of the months of a series that its comparison group must have too.
const COVERED: f64 = 0.8;

pub(super) fn joined(series: &Interrupted) -> Joined {
    let plain = tidy(&series.months);
    let others = tidy(&series.comparison);
    let pair = |m: &Month| {
        let found = others.binary_search_by_key(&m.at, |o| o.at).ok()?;
        Some((*m, others[found]))
    };
    let pairs: Vec<(Month, Month)> = plain.iter().filter_map(pair).collect();
    let after = pairs.iter().filter(|(m, _)| m.at >= series.first_after);
    let after = after.count();
    let compared = pairs.len() as f64 >= COVERED * plain.len() as f64
        && after >= LEAST_AFTER
        && pairs.len() - after >= LEAST_BEFORE
        && is_telling(&pairs);
    let nobody = |m: &Month| Month {
        counted: 0.0,
        of: 0.0,
        ..*m
    };
    let pairs = match compared {
        true => pairs,
        false => plain.iter().map(|m| (*m, nobody(m))).collect(),
    };
    Joined {
        values: values(&pairs),
        plain,
        compared,
    }
}

/// In the order of time, months of the same number added up, without those in which nothing could be counted.
fn tidy(months: &[Month]) -> Vec<Month> {
    let fine =
        |m: &&Month| m.counted.is_finite() && m.of.is_finite() && m.of > 0.0 && m.counted >= 0.0;
    let mut all: Vec<Month> = months.iter().filter(fine).copied().collect();
    // Equal months are added in an order that does not depend on the input either.
    all.sort_by(|a, b| {
        let rest = || a.of.total_cmp(&b.of).then(a.counted.total_cmp(&b.counted));
        a.at.cmp(&b.at).then_with(rest)
    });
    all.dedup_by(|next, kept| {
        let same = next.at == kept.at;
        if same {
            kept.counted += next.counted;
            kept.of += next.of;
        }
        same
    });
    all
}

/// Rates and weights: a rate of n varies by p/n, as counts do; a difference by the sum of both.
fn values(pairs: &[(Month, Month)]) -> Vec<Value> {
    let (p, q) = (
        overall(pairs, |pair| &pair.0),
        overall(pairs, |pair| &pair.1),
    );
    let value = |(m, other): &(Month, Month)| {
        let of_other = if other.of > 0.0 { q / other.of } else { 0.0 };
        let variance = p / m.of + of_other;
        Value {
            at: m.at,
            value: m.counted / m.of,
            of: m.of,
            comparison: if other.of > 0.0 {
                other.counted / other.of
            } else {
                0.0
            },
            comparison_of: other.of,
            weight: if variance > 0.0 { 1.0 / variance } else { m.of },
        }
    };
    let mut values: Vec<Value> = pairs.iter().map(value).collect();
    let mean = values.iter().map(|v| v.weight).sum::<f64>() / values.len().max(1) as f64;
    for v in &mut values {
        v.weight /= mean;
    }
    values
}
