//! Which days are business days, on the common axis of days.

/// Business days as a running count over whole days.
#[derive(Clone, Debug)]
pub struct BusinessDays {
    first: i64,
    /// Number of business days from `first` up to and including each day.
    count: Vec<u32>,
    /// Weekday of day 0, Monday 0, for days outside of the count.
    monday_offset: i64,
}

impl BusinessDays {
    /// Monday to Friday, when day 0 is the weekday given (Monday 0).
    #[must_use]
    pub fn weekdays(of_day_zero: u8) -> Self {
        Self {
            first: 0,
            count: Vec::new(),
            monday_offset: i64::from(of_day_zero),
        }
    }

    /// The business days among `open`, the first of which is day `first`; Monday to Friday outside, when
    /// day 0 is the weekday given.
    #[must_use]
    pub fn of(first: i64, open: &[bool], of_day_zero: u8) -> Self {
        let mut sum = 0;
        let count = open.iter().map(|open| {
            sum += u32::from(*open);
            sum
        });
        Self {
            first,
            count: count.collect(),
            monday_offset: i64::from(of_day_zero),
        }
    }

    /// Business days after the day of `from` up to and including the day of `to`.
    #[must_use]
    pub fn between(&self, from: f64, to: f64) -> i64 {
        self.until(to.floor() as i64) - self.until(from.floor() as i64)
    }

    /// Business days up to and including a day, counted from an arbitrary beginning.
    fn until(&self, day: i64) -> i64 {
        let last = self.first + self.count.len() as i64 - 1;
        let inside = day.clamp(self.first - 1, last.max(self.first - 1));
        let counted = match usize::try_from(inside - self.first) {
            Ok(at) => i64::from(self.count.get(at).copied().unwrap_or(0)),
            Err(_) => 0,
        };
        counted + self.weekdays_until(day) - self.weekdays_until(inside)
    }

    fn weekdays_until(&self, day: i64) -> i64 {
        let since_monday = day + self.monday_offset;
        since_monday.div_euclid(7) * 5 + (since_monday.rem_euclid(7) + 1).min(5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_between_two_days() {
        let days = BusinessDays::weekdays(0);
        assert_eq!(days.between(4.0, 8.0), 2, "Friday to Tuesday");
        assert_eq!(days.between(4.9, 7.1), 1, "Friday to Monday");
        assert_eq!(days.between(5.0, 6.0), 0, "the weekend");
        assert_eq!(days.between(-3.0, 0.0), 1, "Friday before to Monday");
        assert_eq!(days.between(8.0, 4.0), -2);
        assert_eq!(BusinessDays::weekdays(4).between(0.0, 4.0), 2);
        let with_holiday = BusinessDays::of(0, &[true, false, true], 0);
        assert_eq!(with_holiday.between(0.0, 3.0), 2, "Tuesday is a holiday");
        assert_eq!(with_holiday.between(-7.0, 9.0), 11);
    }
}
