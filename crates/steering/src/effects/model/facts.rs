//! Names of codes, deals and companies as far as journeys and cases need them.

use std::collections::HashMap;

use kernel::{Id, Millis};

use super::UNKNOWN;

/// What the codes of touchpoints stand for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Keys of types.
    pub kinds: Vec<String>,
    /// Activities.
    pub activities: Vec<Id>,
    /// Titles of campaigns: of a mailing, a webinar, a fair, or the tag of an address.
    pub campaigns: Vec<String>,
    /// Departments.
    pub departments: Vec<Id>,
    /// Words of channels.
    pub channels: Vec<String>,
}

/// Names with a way back to their code, while touchpoints are read.
#[derive(Clone, Debug)]
pub(in crate::effects) struct Coding<K> {
    codes: HashMap<K, u16>,
    pub(in crate::effects) list: Vec<K>,
}

impl<K: Clone + Eq + std::hash::Hash> Coding<K> {
    pub(in crate::effects) fn of(list: &[K]) -> Self {
        let codes = list.iter().cloned().zip(0..).collect();
        Self {
            codes,
            list: list.to_vec(),
        }
    }

    /// The code of a name, a new one for a new name. When there are too many names, the later ones
    /// are unknown.
    pub(in crate::effects) fn code(&mut self, name: Option<K>) -> u16 {
        let Some(name) = name else { return UNKNOWN };
        if let Some(code) = self.codes.get(&name) {
            return *code;
        }
        let code = u16::try_from(self.list.len()).unwrap_or(UNKNOWN);
        if code != UNKNOWN {
            self.codes.insert(name.clone(), code);
            self.list.push(name);
        }
        code
    }
}

store::row! {
    /// A deal.
    #[derive(Clone, Debug)]
    pub struct Deal {
        /// Its id.
        pub id: Id,
        /// Its company.
        pub company_id: Option<Id>,
        /// Value in minor units.
        pub value_minor: Option<i64>,
        /// Margin in minor units.
        pub margin_minor: Option<i64>,
        /// ISO 4217.
        pub currency: String,
        /// When it was opened.
        pub opened_at: Millis,
        /// When it was won.
        pub won_at: Option<Millis>,
        /// When it was lost.
        pub lost_at: Option<Millis>,
    }
}

impl Deal {
    /// When it ended.
    #[must_use]
    pub fn ended_at(&self) -> Option<Millis> {
        self.won_at.or(self.lost_at)
    }
}

store::row! {
    /// What is known about a company beside its touchpoints.
    #[derive(Clone, Debug, Default)]
    pub struct Facts {
        /// Size class A, B or C.
        pub size: Option<String>,
        /// Industry.
        pub industry: Option<String>,
        /// Country.
        pub country: Option<String>,
        /// The day from which it is a customer, ISO.
        pub customer_since: Option<String>,
    }
}
