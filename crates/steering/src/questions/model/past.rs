//! Looking around in a history: what was last before, what came first after.

use kernel::{Id, Millis};

use super::facts::{Fact, History, Kind, Side, source};

/// How long before it was qualified the inquiry of a lead may lie: three weeks.
const INQUIRED_WITHIN: i64 = 21 * Millis::DAY;

/// A lead at the moment at which marketing qualified it.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// When it was qualified.
    pub at: Millis,
    /// Who.
    pub person: Option<Id>,
    /// Engagement score, 0 to 100.
    pub score: i64,
    /// Where the inquiry came from.
    pub source: i64,
    /// When the same person was qualified by marketing again: what comes from then on is of another lead.
    next: Option<Millis>,
}

impl Lead {
    /// So many days later, or just before the person is a lead again.
    #[must_use]
    pub fn within(&self, days: i64) -> Millis {
        let until = self.at.plus(days * Millis::DAY);
        self.next.map_or(until, |next| until.min(next.plus(-1)))
    }
}

impl History {
    /// Puts the facts into the order of time; those of one instant into an order that depends on nothing
    /// but themselves.
    pub fn settle(&mut self) {
        self.facts
            .sort_unstable_by_key(|f| (f.at, f.kind as u8, f.person, f.deal, f.number, f.word));
    }

    /// Facts of a kind, oldest first.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |f| f.kind == kind)
    }

    /// Facts from an instant (included) to another (included), oldest first.
    pub fn between(&self, from: Millis, to: Millis) -> impl Iterator<Item = &Fact> {
        let start = self.facts.partition_point(|f| f.at < from);
        self.facts[start..].iter().take_while(move |f| f.at <= to)
    }

    /// The last fact of a kind and person at or before an instant.
    #[must_use]
    pub fn last(&self, kind: Kind, person: Option<Id>, until: Millis) -> Option<&Fact> {
        let end = self.facts.partition_point(|f| f.at <= until);
        let before = self.facts[..end].iter().rev();
        before
            .into_iter()
            .find(|f| f.kind == kind && f.person == person)
    }

    /// The first fact of a kind and person within a span, both ends included.
    #[must_use]
    pub fn first(&self, kind: Kind, person: Option<Id>, from: Millis, to: Millis) -> Option<&Fact> {
        self.between(from, to)
            .find(|f| f.kind == kind && f.person == person)
    }

    /// The first call of sales with a person within a span.
    #[must_use]
    pub fn sales_call(&self, person: Option<Id>, from: Millis, to: Millis) -> Option<&Fact> {
        self.between(from, to)
            .find(|f| f.kind == Kind::Call && f.side == Side::Sales && f.person == person)
    }

    /// The leads of the company, oldest first.
    pub fn leads(&self) -> impl Iterator<Item = Lead> + '_ {
        self.of(Kind::Mql).map(|f| self.lead(f))
    }

    fn lead(&self, qualified: &Fact) -> Lead {
        let from = qualified.at.plus(-INQUIRED_WITHIN);
        let inquiries = self.between(from, qualified.at);
        let asked = inquiries.filter(|f| f.kind == Kind::Inquiry && f.person == qualified.person);
        Lead {
            at: qualified.at,
            person: qualified.person,
            score: qualified.number,
            source: asked.last().map_or(source::OTHER, |f| f.number),
            next: self
                .first(
                    Kind::Mql,
                    qualified.person,
                    qualified.at.plus(1),
                    Millis(i64::MAX),
                )
                .map(|again| again.at),
        }
    }

    /// The last lead of a person before an instant.
    #[must_use]
    pub fn lead_before(&self, person: Option<Id>, at: Millis) -> Option<Lead> {
        self.last(Kind::Mql, person, at).map(|f| self.lead(f))
    }

    /// When a deal was won.
    #[must_use]
    pub fn won(&self, deal: Option<Id>) -> Option<&Fact> {
        self.of(Kind::Won).find(|f| f.deal == deal)
    }

    /// When a deal ended.
    #[must_use]
    pub fn ended(&self, deal: Option<Id>) -> Option<Millis> {
        let ends = |f: &&Fact| matches!(f.kind, Kind::Won | Kind::Lost) && f.deal == deal;
        self.facts.iter().find(ends).map(|f| f.at)
    }

    /// Tickets that were open at any time of a span: opened, solved (never: far away), grave.
    pub fn tickets(
        &self,
        from: Millis,
        to: Millis,
    ) -> impl Iterator<Item = (Millis, Millis, bool)> + '_ {
        let solved = move |ticket: &Fact| {
            let later = self.facts.iter().filter(move |f| f.at >= ticket.at);
            let end = later
                .into_iter()
                .find(|f| f.kind == Kind::TicketSolved && f.word == ticket.word);
            end.map_or(Millis(i64::MAX), |f| f.at)
        };
        let opened = self.of(Kind::TicketOpened).filter(move |f| f.at < to);
        opened
            .map(move |f| (f.at, solved(f), f.number == 1))
            .filter(move |(_, end, _)| *end > from)
    }

    /// How much happened in the year that ended two months before an instant, as a logarithm: what no
    /// later activity can have caused. A whole year, so that the season says nothing.
    #[must_use]
    pub fn earlier(&self, at: Millis) -> f64 {
        let span = self.between(at.plus(-425 * Millis::DAY), at.plus(-60 * Millis::DAY));
        (1.0 + span.count() as f64).ln()
    }
}
