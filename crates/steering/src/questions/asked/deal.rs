//! What the questions about deals have in common: the deals with their leads, calls, what is known.

use kernel::{Id, Millis};

use super::super::model::{Case, Cases, History, Kind, Setting, classes, source, yes};

/// Days that a deal gets to be won: younger ones are not counted.
const DAYS: i64 = 120;

/// Names of [`Deal::known`].
pub(super) const KNOWN: &[&str] = &["size_a", "size_b", "size_unknown", "intent", "fair"];

/// A deal from its opening on, with the qualified lead that it came from.
pub(super) struct Deal<'a> {
    history: &'a History,
    setting: &'a Setting,
    pub(super) id: Option<Id>,
    pub(super) opened: Millis,
    pub(super) qualified: Option<Millis>,
    pub(super) score: i64,
    pub(super) source: i64,
    person: Option<Id>,
}

/// The deals of a company that are old enough.
pub(super) fn deals<'a>(
    history: &'a History,
    setting: &'a Setting,
) -> impl Iterator<Item = Deal<'a>> {
    let until = setting.ground.until.plus(-DAYS * Millis::DAY);
    let old = history.of(Kind::DealOpened).filter(move |f| f.at <= until);
    old.map(move |opened| {
        let lead = history.lead_before(opened.person, opened.at);
        let sql = history.last(Kind::Sql, opened.person, opened.at);
        Deal {
            history,
            setting,
            id: opened.deal,
            person: opened.person,
            opened: opened.at,
            qualified: sql.map(|f| f.at),
            score: lead.map_or(0, |l| l.score),
            source: lead.map_or(0, |l| l.source),
        }
    })
}

impl Deal<'_> {
    /// When its person attended a webinar between qualification and opening.
    pub(super) fn webinar(&self) -> Option<Millis> {
        let (from, to) = (self.zero(), self.opened);
        let found = self.history.first(Kind::Attended, self.person, from, to);
        found.map(|f| f.at)
    }

    /// Whether sales called within two business days of an instant, before the opening.
    pub(super) fn is_called(&self, at: Millis) -> bool {
        let until = self.setting.days_after(at, 2).min(self.opened);
        self.history
            .sales_call(self.person, at.plus(1), until)
            .is_some()
    }

    /// Whether it had ended by an instant.
    pub(super) fn has_ended(&self, at: Millis) -> bool {
        self.history.ended(self.id).is_some_and(|end| end <= at)
    }

    /// What is known of it when it is qualified.
    pub(super) fn known(&self) -> [f64; 5] {
        let [a, b, unknown] = classes(self.history.company.class);
        let fair = yes(self.source == source::FAIR);
        [a, b, unknown, self.score as f64, fair]
    }

    /// Its qualification, or its opening when nothing is known of that.
    pub(super) fn zero(&self) -> Millis {
        self.qualified.unwrap_or(self.opened)
    }

    /// Takes it as a case whose outcome is the win: its time zero, and when exposure was decided.
    pub(super) fn take(
        &self,
        cases: &mut Cases,
        (zero, decided): (Millis, Millis),
        exposed: bool,
        known: &[f64],
    ) {
        cases.take(&Case {
            cluster: self.history.company.id.0,
            decided,
            exposed,
            outcome: yes(self.history.won(self.id).is_some()),
            known,
            earlier: self.history.earlier(zero),
        });
    }
}
