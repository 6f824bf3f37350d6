//! How much of the customer data every department reads, and what is excepted: computed from the
//! permission table and from what there is.

use futures_util::future::BoxFuture;
use kernel::{Id, Result, Role};

use crate::permissions::{Resource, Verb, permits, rule};
use crate::web::App;

/// Customer data of one kind.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Kind of the records: `person`, `deal` …
    pub kind: &'static str,
    /// How many there are.
    pub records: i64,
    /// Every field of a record, with what one must be allowed to read to see it.
    pub fields: Vec<(&'static str, Resource)>,
}

/// Counts the customer data of this installation; plugged in by who knows them all.
pub struct Holdings(pub fn(App) -> BoxFuture<'static, Result<Vec<Holding>>>);

/// A field that not every department reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) kind: &'static str,
    pub(crate) field: &'static str,
    pub(crate) records: i64,
    /// The departments that read it.
    pub(crate) departments: Vec<Id>,
    /// The roles that read it in every department.
    pub(crate) roles: Vec<Role>,
}

/// What every department reads, in fields of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Visible {
    pub(crate) records: i64,
    pub(crate) fields: i64,
    pub(crate) readable: i64,
    pub(crate) exceptions: Vec<Exception>,
}

impl Visible {
    /// The share that every department reads, from 0 to 1; `None` without any data. Rounded down to
    /// a hundredth of a percent, so that an exception never disappears in it.
    pub(crate) fn share(&self) -> Option<f64> {
        let hundredths = (self.readable * 10_000).checked_div(self.fields)?;
        Some(hundredths as f64 / 10_000.0)
    }
}

/// Weighs the data by the permission table. `departments` are those of today with their keys; what a
/// department reads is what its ordinary members read.
pub(crate) fn visible(holdings: &[Holding], departments: &[(Id, Vec<String>)]) -> Visible {
    let mut sum = Visible::default();
    for holding in holdings {
        sum.records += holding.records;
        for (field, resource) in &holding.fields {
            let readers = readers(departments, *resource);
            sum.fields += holding.records;
            if readers.len() == departments.len() {
                sum.readable += holding.records;
                continue;
            }
            sum.exceptions.push(Exception {
                kind: holding.kind,
                field,
                records: holding.records,
                departments: readers,
                roles: everywhere(*resource),
            });
        }
    }
    sum
}

fn readers(departments: &[(Id, Vec<String>)], resource: Resource) -> Vec<Id> {
    departments
        .iter()
        .filter(|(_, keys)| permits(&[Role::Member], keys, resource, Verb::Read))
        .map(|(id, _)| *id)
        .collect()
}

fn everywhere(resource: Resource) -> Vec<Role> {
    let reads = |role: &Role| {
        rule(*role, resource)
            .is_some_and(|(named, verbs)| named.is_empty() && verbs.contains(&Verb::Read))
    };
    Role::ALL.into_iter().filter(reads).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn departments(keys: &[&[&str]]) -> Vec<(Id, Vec<String>)> {
        let owned = |keys: &&[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        (1..).map(Id).zip(keys.iter().map(owned)).collect()
    }

    fn deals(records: i64) -> Holding {
        let fields = vec![
            ("name", Resource::Customer),
            ("value_minor", Resource::Customer),
            ("margin_minor", Resource::Margin),
        ];
        Holding {
            kind: "deal",
            records,
            fields,
        }
    }

    #[test]
    fn what_some_departments_do_not_read_is_excepted_with_its_number() {
        let seen = visible(&[deals(40)], &departments(&[&["sales"], &["marketing"]]));
        assert_eq!((seen.records, seen.fields, seen.readable), (40, 120, 80));
        assert_eq!(seen.share(), Some(0.6666));
        let exception = &seen.exceptions[0];
        assert_eq!((exception.field, exception.records), ("margin_minor", 40));
        assert_eq!(exception.departments, [Id(1)]);
        assert_eq!(exception.roles, [Role::Owner, Role::Manager]);
    }

    #[test]
    fn where_every_department_reads_it_nothing_is_excepted() {
        let all = departments(&[&["sales"], &["key_accounts", "sales"]]);
        let seen = visible(&[deals(40)], &all);
        assert_eq!((seen.share(), seen.exceptions.len()), (Some(1.0), 0));
        assert_eq!(visible(&[], &all).share(), None);
    }
}
