//! Devices that pass from hand to hand: the tablet of a fair, the computer of a front desk.
//!
//! A device leads to the person who identified on it. When somebody else identifies on it (another login, or
//! another address without the same name), it is *shared*: it leads to nobody any more, and nobody is taken
//! for the one who was there before.

use std::collections::{HashMap, HashSet};

use kernel::{Id, Result};
use store::{Sql, Tx};

use super::super::model::Hands;
use super::{Identifiers, Target};

/// The kind of identifier that a device carries.
pub(crate) const DEVICE: &str = "anonymous_id";
/// How many values are asked for at once.
const LIST: usize = 512;

/// What is known about the devices of some events.
#[derive(Default)]
pub(crate) struct Devices {
    shared: HashSet<String>,
    /// What is known about each person, by its records, and about those who are made with these events.
    hands: HashMap<Target, Hands>,
    /// Devices that turned out to be shared by these events.
    turned: Vec<String>,
}

impl Devices {
    /// Reads what is known about devices, and about the people of records.
    pub(crate) async fn load(tx: &mut Tx, devices: &[&str], records: &[Id]) -> Result<Self> {
        let mut found = Self::default();
        for part in devices.chunks(LIST) {
            let mut sql = Sql::new(
                "select value from identity_edge where kind = 'anonymous_id' and collection = 'shared' and value in ",
            );
            sql.bind_padded_list(part.iter().copied());
            let rows: Vec<(String,)> = tx.query(sql).await?;
            found.shared.extend(rows.into_iter().map(|(value,)| value));
        }
        for part in records.chunks(LIST) {
            let mut sql = Sql::new(
                "select r.id, e.kind, p.first_name, p.last_name from person_record r join person p on p.id = r.person_id \
                 join person_record s on s.person_id = r.person_id \
                 join identity_edge e on e.record_id = s.id where e.kind in ('user_id', 'email') and r.id in ",
            );
            sql.bind_padded_list(part.iter().copied());
            type Row = (Id, String, Option<String>, Option<String>);
            for (record, kind, first, last) in tx.query::<Row>(sql).await? {
                let hands = found.hands.entry(Target::Known(record)).or_default();
                hands.learn(&kind);
                hands.name(first.as_deref(), last.as_deref());
            }
        }
        Ok(found)
    }

    /// Whether a device leads to nobody.
    pub(crate) fn is_shared(&self, device: &str) -> bool {
        self.shared.contains(device)
    }

    /// Whether somebody with these unknown identifiers is another one than the person of the device.
    pub(crate) fn is_another(
        &self,
        owner: Target,
        who: &Identifiers,
        list: &[(&'static str, String)],
    ) -> bool {
        let Some(hands) = self.hands.get(&owner) else {
            return false;
        };
        let name = [who.first_name.as_deref(), who.last_name.as_deref()];
        list.iter()
            .any(|(kind, value)| *kind != DEVICE && hands.is_another(kind, value, name))
    }

    /// A device that two people have used leads to nobody from now on.
    pub(crate) fn turn(&mut self, device: &str) {
        if self.shared.insert(device.to_owned()) {
            self.turned.push(device.to_owned());
        }
    }

    /// Remembers by what a person is known now.
    pub(crate) fn learn(&mut self, target: Target, kind: &str) {
        self.hands.entry(target).or_default().learn(kind);
    }

    /// Remembers what a person is called, unless that is known.
    pub(crate) fn name(&mut self, target: Target, who: &Identifiers) {
        let (first, last) = (who.first_name.as_deref(), who.last_name.as_deref());
        if first.is_some() || last.is_some() {
            self.hands.entry(target).or_default().name(first, last);
        }
    }

    /// Writes which devices are shared.
    pub(crate) async fn keep(&self, tx: &mut Tx) -> Result<()> {
        if self.turned.is_empty() {
            return Ok(());
        }
        for part in self.turned.chunks(LIST) {
            let mut sql = Sql::new(
                "update identity_edge set collection = 'shared' where kind = 'anonymous_id' and collection = '' and value in ",
            );
            sql.bind_padded_list(part.iter().map(String::as_str))
                .push(" returning id");
            tx.query::<(Id,)>(sql).await?;
        }
        tx.identities_changed().await
    }
}
