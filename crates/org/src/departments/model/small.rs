//! Small departments: what a handful of people achieve is a figure about each of them.
//!
//! A figure of fewer than so many members is never shown (works councils have a say in it: § 87 (1) no. 6
//! BetrVG). Leaving such departments out is not enough, because the total minus all others gives them away.
//! So they are shown together, and with so many others that what is shown together stands for enough people.

use kernel::Id;

/// The departments that are shown together, of these with their enabled members in the fixed order; in that
/// order too.
///
/// Those with one member up to one below `smallest` are together. While they are still fewer people than
/// that, the next smallest department joins them, of equal ones the earlier. Departments without any member
/// stay by themselves: there is nobody to protect.
#[must_use]
pub fn shown_together(members: &[(Id, usize)], smallest: usize) -> Vec<Id> {
    let mut order: Vec<usize> = (0..members.len()).filter(|at| members[*at].1 > 0).collect();
    order.sort_by_key(|at| members[*at].1);
    let (mut joined, mut people) = (Vec::new(), 0);
    for at in order {
        let (_, n) = members[at];
        let is_small = n < smallest;
        if !is_small && (joined.is_empty() || people >= smallest) {
            break;
        }
        joined.push(at);
        people += n;
    }
    joined.sort_unstable();
    joined.into_iter().map(|at| members[at].0).collect()
}

/// The departments that are shown together today, and how many people they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// The departments, in the fixed order; none: all are shown one by one.
    pub departments: Vec<Id>,
    /// Their enabled members.
    pub members: usize,
    /// Fewest members that a department must have to be shown alone.
    pub smallest: usize,
}

impl Together {
    /// Whether a department is shown only together with others.
    #[must_use]
    pub fn holds(&self, department: Option<Id>) -> bool {
        department.is_some_and(|id| self.departments.contains(&id))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(sizes: &[usize], smallest: usize) -> Vec<i64> {
        let members: Vec<(Id, usize)> = (1..).map(Id).zip(sizes.iter().copied()).collect();
        let found = shown_together(&members, smallest);
        found.into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn small_ones_stand_together_and_the_next_smallest_joins() {
        assert_eq!(of(&[9, 6, 16, 13, 9, 4, 4, 5, 2], 8), [2, 6, 7, 8, 9]);
        // Two people alone would be the total minus the others: the smaller of the others joins.
        assert_eq!(of(&[9, 2, 30], 8), [1, 2]);
        assert_eq!(of(&[9, 2, 9], 8), [1, 2], "of equal ones the earlier");
        assert_eq!(of(&[9, 0, 12], 8), Vec::<i64>::new(), "nobody to protect");
        assert_eq!(of(&[1, 0, 3], 8), [1, 3], "nobody else can join");
        assert_eq!(of(&[], 8), Vec::<i64>::new());
    }

    proptest! {
        #[test]
        fn nobody_is_shown_in_a_small_group(
            sizes in proptest::collection::vec(0_usize..30, 0..12),
            smallest in 2_usize..=50,
        ) {
            let joined = of(&sizes, smallest);
            let is_joined = |at: usize| joined.contains(&(at as i64 + 1));
            for (at, n) in sizes.iter().enumerate() {
                if is_joined(at) {
                    prop_assert!(*n > 0, "without members it stays");
                } else {
                    prop_assert!(*n == 0 || *n >= smallest, "{n} are shown alone");
                }
            }
            let people: usize = (0..sizes.len()).filter(|at| is_joined(*at)).map(|at| sizes[at]).sum();
            let all: usize = sizes.iter().sum();
            // The total minus what is shown one by one is what is shown together: enough people, or all.
            prop_assert!(joined.is_empty() || people >= smallest || people == all);
            prop_assert_eq!(&joined, &of(&sizes, smallest), "the same each time");
            prop_assert!(joined.is_sorted(), "in the fixed order");
        }

        #[test]
        fn no_more_join_than_needed(
            sizes in proptest::collection::vec(0_usize..30, 0..12),
            smallest in 2_usize..=50,
        ) {
            let joined = of(&sizes, smallest);
            let large: Vec<usize> = joined.iter().map(|id| sizes[*id as usize - 1]).filter(|n| *n >= smallest).collect();
            prop_assert!(large.len() <= 1, "one that is large enough is enough");
        }
    }
}
