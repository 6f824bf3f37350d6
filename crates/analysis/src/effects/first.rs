//! When each activity first occurred in each case.

/// Of each case the activities that occurred, with the day of the first time.
#[derive(Clone, Debug, Default)]
pub(crate) struct First {
    /// Where each case begins, and the end.
    starts: Vec<usize>,
    /// Activity and day, case behind case and in the order of activities.
    days: Vec<(u32, f64)>,
}

impl First {
    /// From occurrences as case, activity and day.
    pub(crate) fn of(cases: usize, occurrences: &[(u32, u32, f64)]) -> Self {
        let mut starts = vec![0; cases + 1];
        for (case, ..) in occurrences {
            starts[*case as usize + 1] += 1;
        }
        for case in 0..cases {
            starts[case + 1] += starts[case];
        }
        let (mut next, mut all) = (starts.clone(), vec![(0, 0.0); occurrences.len()]);
        for (case, activity, day) in occurrences {
            let place = &mut next[*case as usize];
            all[*place] = (*activity, *day);
            *place += 1;
        }
        let mut first = Self {
            starts: Vec::with_capacity(cases + 1),
            days: Vec::with_capacity(all.len()),
        };
        for case in 0..cases {
            let own = &mut all[starts[case]..starts[case + 1]];
            own.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            first.starts.push(first.days.len());
            for occurrence in own.chunk_by(|a, b| a.0 == b.0) {
                first.days.push(occurrence[0]);
            }
        }
        first.starts.push(first.days.len());
        first
    }

    /// The same cases in another order: `order` has where each was.
    pub(crate) fn ordered(&self, order: &[usize]) -> Self {
        let mut ordered = Self {
            starts: Vec::with_capacity(self.starts.len()),
            days: Vec::with_capacity(self.days.len()),
        };
        ordered.starts.push(0);
        for case in order {
            ordered.days.extend_from_slice(self.of_case(*case));
            ordered.starts.push(ordered.days.len());
        }
        ordered
    }

    /// Number of cases.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The activities of a case, in their order, with their days.
    pub(crate) fn of_case(&self, case: usize) -> &[(u32, f64)] {
        &self.days[self.starts[case]..self.starts[case + 1]]
    }

    /// The activities of every case in turn.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &[(u32, f64)]> {
        self.starts
            .windows(2)
            .map(|ends| &self.days[ends[0]..ends[1]])
    }

    /// The day of an activity in a case; infinite where it did not occur.
    pub(crate) fn day(&self, case: usize, activity: usize) -> f64 {
        let mut own = self.of_case(case).iter();
        let found = own.find(|(a, _)| *a as usize == activity);
        found.map_or(f64::INFINITY, |(_, day)| *day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_day_of_each_activity_is_kept() {
        let first = First::of(3, &[(2, 1, 5.0), (0, 1, 4.0), (2, 0, 7.0), (2, 1, 3.0)]);
        assert_eq!(first.of_case(0), [(1, 4.0)]);
        assert_eq!(first.of_case(1), []);
        assert_eq!(first.of_case(2), [(0, 7.0), (1, 3.0)]);
        assert_eq!(first.cases().map(<[_]>::len).collect::<Vec<_>>(), [1, 0, 2]);
        assert_eq!((first.day(2, 1), first.day(1, 0)), (3.0, f64::INFINITY));
    }
}
