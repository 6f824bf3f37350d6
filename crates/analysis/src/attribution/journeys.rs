//! Journeys: one as the models see it, and many as flat columns.

/// Places of touchpoints with a meaning of their own in a journey, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    /// The touchpoint that made the person a lead.
    pub lead: Option<u32>,
    /// The touchpoint that opened the deal.
    pub deal: Option<u32>,
    /// The touchpoint that won the deal.
    pub won: Option<u32>,
}

/// One journey: the touchpoints of a company before an outcome, in the order of time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Journey<'a> {
    /// Codes of the touchpoints (activity, channel, department …); touchpoints at the same instant
    /// stand in the order of their ids.
    pub codes: &'a [u32],
    /// When each touchpoint was, in milliseconds; empty when only the order is known.
    pub times: &'a [i64],
    /// When the outcome was, or until when an open journey was watched, in milliseconds.
    pub end: i64,
    /// Touchpoints with a meaning of their own.
    pub milestones: Milestones,
    /// How often the journey ended in the outcome.
    pub conversions: u32,
    /// How often the same journey ended without.
    pub nulls: u32,
    /// Value of all its outcomes, in whatever unit the caller counts.
    pub value: f64,
    /// The group of companies for intervals, below [`super::groups::GROUPS`].
    pub group: u8,
}

/// What a journey brings to one group of companies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) group: u8,
    pub(super) conversions: i64,
    pub(super) nulls: i64,
    pub(super) value: f64,
}

impl Ends {
    /// Whether there is an outcome or a value to share.
    pub(super) fn is_won(&self) -> bool {
        self.conversions != 0 || self.value != 0.0
    }
}

impl Journey<'_> {
    /// All ends of the journey, for its group; negative with the sign −1.
    pub(super) fn ends(&self, sign: i64) -> Ends {
        Ends {
            group: self.group,
            conversions: sign * i64::from(self.conversions),
            nulls: sign * i64::from(self.nulls),
            value: sign as f64 * self.value,
        }
    }
}

/// Many journeys as flat columns, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Journeys {
    codes: Vec<u32>,
    times: Vec<i64>,
    starts: Vec<usize>,
    lengths: Vec<u32>,
    values: Vec<i64>,
    outcomes: Vec<(u32, u32)>,
    ends: Vec<i64>,
    groups: Vec<u8>,
    milestones: Vec<Milestones>,
}

/// How much a window left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Touchpoints before the window.
    pub touchpoints: usize,
    /// Touchpoints in all.
    pub of: usize,
}

impl Journeys {
    /// Adds a journey that ended in one outcome and of which only the order is known.
    pub fn push(&mut self, codes: &[u32], value_minor: i64) {
        let journey = Journey {
            codes,
            conversions: 1,
            ..Journey::default()
        };
        self.add(&journey, value_minor);
    }

    /// Adds a journey with its value in minor units (that of the journey itself is not used). Times
    /// count when every journey has them.
    pub fn add(&mut self, journey: &Journey<'_>, value_minor: i64) {
        self.starts.push(self.codes.len());
        self.lengths.push(journey.codes.len() as u32);
        self.codes.extend_from_slice(journey.codes);
        self.times.extend_from_slice(journey.times);
        self.values.push(value_minor);
        self.outcomes.push((journey.conversions, journey.nulls));
        self.ends.push(journey.end);
        self.groups.push(journey.group);
        self.milestones.push(journey.milestones);
    }

    /// Number of journeys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no journey.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The codes of all touchpoints, one journey behind the other.
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Value of a journey in minor units.
    #[must_use]
    pub fn value_minor(&self, at: usize) -> i64 {
        self.values[at]
    }

    /// Value of all journeys in minor units.
    #[must_use]
    pub fn total_minor(&self) -> i64 {
        self.values.iter().sum()
    }

    /// A journey of the columns; its value is in minor units.
    #[must_use]
    pub fn journey(&self, at: usize) -> Journey<'_> {
        let range = self.starts[at]..self.starts[at] + self.lengths[at] as usize;
        let is_timed = self.times.len() == self.codes.len();
        Journey {
            codes: &self.codes[range.clone()],
            times: if is_timed { &self.times[range] } else { &[] },
            end: self.ends[at],
            milestones: self.milestones[at],
            conversions: self.outcomes[at].0,
            nulls: self.outcomes[at].1,
            value: self.values[at] as f64,
            group: self.groups[at],
        }
    }

    /// Every journey in turn.
    pub fn iter(&self) -> impl Iterator<Item = Journey<'_>> {
        (0..self.len()).map(|at| self.journey(at))
    }

    /// Codes and ends of every journey: what counting needs.
    pub(super) fn ends(&self) -> impl Iterator<Item = (&[u32], Ends)> {
        let numbers = self.outcomes.iter().zip(&self.values).zip(&self.groups);
        let mut rest = self.codes.as_slice();
        numbers
            .zip(&self.lengths)
            .map(move |(((outcomes, value), group), length)| {
                let codes;
                (codes, rest) = rest.split_at(*length as usize);
                let ends = Ends {
                    group: *group,
                    conversions: i64::from(outcomes.0),
                    nulls: i64::from(outcomes.1),
                    value: *value as f64,
                };
                (codes, ends)
            })
    }

    /// The same journeys without touchpoints earlier than `window_ms` milliseconds before the end, and
    /// how many were left out. Without times nothing is left out.
    #[must_use]
    pub fn within(&self, window_ms: i64) -> (Self, Cut) {
        let mut kept = Self::default();
        let mut cut = Cut::default();
        for (at, journey) in self.iter().enumerate() {
            let from = journey.end.saturating_sub(window_ms);
            let skip = journey.times.partition_point(|time| *time < from);
            cut.touchpoints += skip;
            cut.of += journey.codes.len();
            let moved = |place: Option<u32>| place?.checked_sub(skip as u32);
            let part = Journey {
                codes: &journey.codes[skip..],
                times: journey.times.get(skip..).unwrap_or(&[]),
                milestones: Milestones {
                    lead: moved(journey.milestones.lead),
                    deal: moved(journey.milestones.deal),
                    won: moved(journey.milestones.won),
                },
                ..journey
            };
            kept.add(&part, self.values[at]);
        }
        (kept, cut)
    }
}
