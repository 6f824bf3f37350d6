//! Whether names say that two identifiers on a device are the same person.

use analysis::identity::compare::{Facts, Verdict, View, names};
use analysis::identity::normal::nickname;
use analysis::identity::{Column, Given, Record, Table};

use super::ties::{FullName, Use};

/// Whether names say that two are the same; `None` when they say nothing. An address may hold the name,
/// written out (`katrin.vogel@`): an initial would be a colleague's as well.
pub(super) fn by_name(a: &Use, b: &Use) -> Option<bool> {
    match (&a.name, &b.name) {
        (Some(one), Some(other)) => Some(agree(&record(one), &record(other))),
        (Some(name), None) => holds(b.node.value(), name).then_some(true),
        (None, Some(name)) => holds(a.node.value(), name).then_some(true),
        (None, None) => None,
    }
}

fn holds(email: &str, name: &FullName) -> bool {
    let own = record(name);
    let said = read(&[(Column::Last, &name.1), (Column::Email, email)]);
    own.first.len() > 2 && said.first == own.first
}

fn record((first, last): &FullName) -> Record {
    read(&[(Column::First, first), (Column::Last, last)])
}

fn read(values: &[(Column, &str)]) -> Record {
    Record::read(&Given {
        values: values.to_vec(),
    })
}

fn agree(a: &Record, b: &Record) -> bool {
    let mut table = Table::default();
    table.push(a);
    table.push(b);
    let view = View {
        texts: table.texts(),
        facts: &Facts::default(),
    };
    let short_form = a.last == b.last && nickname::related(&a.first, &b.first);
    short_form || names(&view, &table.rows[0], &table.rows[1]) == Verdict::Agree
}
