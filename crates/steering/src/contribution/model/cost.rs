//! What a row cost, and what came of it: contribution for each unit of money.
//!
//! Only what was recorded at touchpoints is a cost here. What is not recorded is not known, which is not
//! nothing; and money is not set against a contribution that is not proven.

use serde::Serialize;

use super::{Number, OfPlace, Standing};

/// What was recorded at the touchpoints of a row in the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Sum in minor units of the currency of the question.
    pub minor: i64,
    /// Touchpoints at which a cost is recorded; none: nothing is known.
    pub touchpoints: i64,
}

/// The costs of all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// One for each row, that of "unknown" last; together they are all that was recorded.
    pub rows: Vec<Cost>,
    /// Touchpoints whose cost is in another currency; they are not added.
    pub elsewhere: i64,
}

impl Costs {
    /// All rows together.
    #[must_use]
    pub fn total(&self) -> Cost {
        let sum = |a: Cost, b: &Cost| Cost {
            minor: a.minor + b.minor,
            touchpoints: a.touchpoints + b.touchpoints,
        };
        self.rows.iter().fold(Cost::default(), sum)
    }
}

/// What came of a cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Return {
    /// Of money: units that each unit of cost contributed. Of outcomes that are counted: minor units that
    /// one of them cost.
    Told(Number),
    /// No cost above nothing is recorded.
    NotCollected,
    /// The contribution is not proven.
    Unproven,
    /// It is proven that no outcome came of it, so none has a cost.
    NoGain,
}

impl Return {
    /// Its word where there is no number.
    #[must_use]
    pub fn cannot(&self) -> Option<&'static str> {
        match self {
            Return::Told(_) => None,
            Return::NotCollected => Some("not_collected"),
            Return::Unproven => Some("not_proven"),
            Return::NoGain => Some("no_gain"),
        }
    }
}

/// What came of the cost of a row.
#[must_use]
pub fn returned(cost: &Cost, effect: &OfPlace, is_money: bool) -> Return {
    if cost.minor <= 0 {
        return Return::NotCollected;
    }
    let proven = effect
        .contribution
        .filter(|_| effect.standing == Standing::Shown);
    let (Some(number), cost) = (proven, cost.minor as f64) else {
        return Return::Unproven;
    };
    if is_money {
        return Return::Told(Number {
            value: number.value / cost,
            ci: number.ci.map(|(low, high)| (low / cost, high / cost)),
        });
    }
    match number.ci {
        Some((low, _)) if low <= 0.0 => Return::NoGain,
        _ => Return::Told(Number {
            value: cost / number.value,
            ci: number.ci.map(|(low, high)| (cost / high, cost / low)),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(standing: Standing, value: f64, ci: (f64, f64)) -> OfPlace {
        OfPlace {
            contribution: Some(Number {
                value,
                ci: Some(ci),
            }),
            standing,
            grade: 'B',
            exposed: 20,
            controls: 20,
            naive: None,
            adjusted: None,
            failed: Vec::new(),
        }
    }

    const COST: Cost = Cost {
        minor: 200,
        touchpoints: 4,
    };

    #[test]
    fn money_is_told_for_each_unit_and_outcomes_at_their_cost() {
        let proven = effect(Standing::Shown, 1_000.0, (400.0, 1_600.0));
        let told = |value, ci| {
            Return::Told(Number {
                value,
                ci: Some(ci),
            })
        };
        assert_eq!(returned(&COST, &proven, true), told(5.0, (2.0, 8.0)));
        let counted = effect(Standing::Shown, 10.0, (5.0, 20.0));
        assert_eq!(returned(&COST, &counted, false), told(20.0, (10.0, 40.0)));
    }

    #[test]
    fn what_is_not_known_is_never_nothing() {
        let open = effect(Standing::Open, 10.0, (-5.0, 20.0));
        assert_eq!(returned(&COST, &open, true), Return::Unproven);
        let proven = effect(Standing::Shown, 10.0, (5.0, 20.0));
        let free = Cost::default();
        assert_eq!(returned(&free, &proven, true), Return::NotCollected);
        let harm = effect(Standing::Shown, -10.0, (-20.0, -5.0));
        assert_eq!(returned(&COST, &harm, false), Return::NoGain);
        assert!(matches!(returned(&COST, &harm, true), Return::Told(n) if n.value < 0.0));
    }
}
