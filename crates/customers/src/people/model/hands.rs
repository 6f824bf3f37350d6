//! In whose hands a device is: whether somebody who identifies on it is the one who did before.

use std::collections::BTreeMap;

use analysis::identity::compare::{Facts, Verdict, View, names};
use analysis::identity::normal::nickname;
use analysis::identity::{Column, Given, Record, Table};

/// A person has rarely more addresses of its own than this.
const MOST_EMAILS: u32 = 5;

/// What is known about whoever used a device: how many identifiers of each kind, and the name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hands {
    kinds: BTreeMap<String, u32>,
    first: Option<String>,
    last: Option<String>,
}

impl Hands {
    /// One more identifier.
    pub(crate) fn learn(&mut self, kind: &str) {
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
    }

    /// The name, unless one is known.
    pub(crate) fn name(&mut self, first: Option<&str>, last: Option<&str>) {
        if self.first.is_none() && self.last.is_none() {
            self.first = first.map(str::to_owned);
            self.last = last.map(str::to_owned);
        }
    }

    /// Whether somebody with another identifier of a kind is another one. A login is given once. A second
    /// address is of the same person if it comes with the same name, or says it (`katrin.vogel@`).
    pub(crate) fn is_another(&self, kind: &str, value: &str, name: [Option<&str>; 2]) -> bool {
        match (kind, self.kinds.get(kind)) {
            (_, None) => false,
            ("email", Some(known)) => *known >= MOST_EMAILS || !self.is_of(value, name),
            _ => true,
        }
    }

    fn is_of(&self, email: &str, [first, last]: [Option<&str>; 2]) -> bool {
        let (Some(own_first), Some(own_last)) = (&self.first, &self.last) else {
            return false;
        };
        let own = record(&[(Column::First, own_first), (Column::Last, own_last)]);
        if let (Some(first), Some(last)) = (first, last) {
            return agree(
                &own,
                &record(&[(Column::First, first), (Column::Last, last)]),
            );
        }
        // Without a name the address may hold it, written out: an initial would be a colleague's as well.
        let said = record(&[(Column::Last, own_last), (Column::Email, email)]);
        first.is_none() && last.is_none() && own.first.len() > 2 && said.first == own.first
    }
}

fn record(values: &[(Column, &str)]) -> Record {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn katrin() -> Hands {
        let mut hands = Hands::default();
        hands.learn("email");
        hands.name(Some("Katrin"), Some("Vogel"));
        hands
    }

    #[test]
    fn a_second_address_with_the_same_name_is_the_same_person() {
        let hands = katrin();
        let of = |email, first, last| !hands.is_another("email", email, [first, last]);
        assert!(of("kv77@web.de", Some("Kathrin"), Some("Vogel")));
        assert!(of("katrin.vogel@web.de", None, None));
        assert!(!of("kv77@web.de", None, None), "nobody says who it is");
        assert!(
            !of("k.vogel@web.de", None, None),
            "Karl has this initial too"
        );
        assert!(!of("karl@web.de", Some("Karl"), Some("Vogel")));
        assert!(!of("katrin.vogel@web.de", Some("Omar"), Some("Aydin")));
    }

    #[test]
    fn a_second_login_is_somebody_else_and_a_first_one_is_not() {
        let mut hands = katrin();
        let same = [Some("Katrin"), Some("Vogel")];
        assert!(!hands.is_another("user_id", "u-1", same));
        hands.learn("user_id");
        assert!(hands.is_another("user_id", "u-2", same));
        (0..4).for_each(|_| hands.learn("email"));
        assert!(hands.is_another("email", "kv@x.de", same), "the sixth");
    }
}
