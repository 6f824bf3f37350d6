//! What the questions read: the history of one company as typed facts.

use std::collections::HashMap;

use kernel::{Id, Millis};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An inquiry; `number` says where it came from.
    Inquiry,
    /// A page about prices was looked at.
    PricesSeen,
    /// Qualified by marketing; `number` is the engagement score (0 to 100).
    Mql,
    /// Offered to sales.
    Offered,
    /// Qualified by sales.
    Sql,
    /// A call took place.
    Call,
    /// Attended a webinar.
    Attended,
    /// A deal began.
    DealOpened,
    /// A deal was won.
    Won,
    /// A deal was lost.
    Lost,
    /// A message was sent; `word` names the mailing, `number` holds marks as bits.
    MailSent,
    /// A mailing was opened.
    MailOpened,
    /// A mailing was clicked.
    MailClicked,
    /// Somebody answered a mailing.
    MailReplied,
    /// A post was shared; `word` names the mailing whose topic it has.
    Shared,
    /// The score passed the line of a hot lead.
    Hot,
    /// A meeting was held.
    Met,
    /// Marketing and sales made a plan for the account together.
    Planned,
    /// An offer was sent; `number` is its value in minor units.
    OfferSent,
    /// A project began.
    KickedOff,
    /// An NPS answer; `number` is the rating (0 to 10).
    Rated,
    /// A ticket was opened; `word` names it, `number` is 1 for P1 and P2, else 0.
    TicketOpened,
    /// A ticket was solved.
    TicketSolved,
    /// A reminder of a payment.
    Dunned,
    /// A contract was renewed.
    Renewed,
    /// A contract was not renewed.
    Cancelled,
    /// The press wrote.
    Press,
    /// A badge was scanned at a fair; `number` is 1 with a giveaway.
    Scanned,
    /// A consent was withdrawn.
    Objected,
}

/// Sources of an inquiry.
pub mod source {
    /// At a fair.
    pub const FAIR: i64 = 1;
    /// Recommended.
    pub const REFERRAL: i64 = 2;
    /// Heard by service.
    pub const SERVICE: i64 = 3;
    /// Anything else.
    pub const OTHER: i64 = 0;
}

/// Marks of a mail, as bits.
pub mod mail {
    /// It says whether it builds on an insight of sales.
    pub const SAYS_INSIGHT: i64 = 1;
    /// It builds on one.
    pub const USES_INSIGHT: i64 = 2;
    /// It offers a discount.
    pub const DISCOUNT: i64 = 4;
    /// Its topic is one that readers like.
    pub const LIKED_TOPIC: i64 = 8;
}

/// Who did it, as far as the questions tell departments apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Marketing and PR.
    Marketing,
    /// Sales and sales development.
    Sales,
    /// Service and aftersales.
    Service,
    /// Anybody else.
    Other,
}

impl Side {
    /// The side of a department by its key.
    #[must_use]
    pub fn of(department: &str) -> Self {
        match department {
            "marketing" | "pr" => Self::Marketing,
            "sales" | "sdr" => Self::Sales,
            "service" | "aftersales" => Self::Service,
            _ => Self::Other,
        }
    }
}

/// One thing that happened to a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// When.
    pub at: Millis,
    /// What.
    pub kind: Kind,
    /// By whom.
    pub side: Side,
    /// To whom; nothing for the company as a whole.
    pub person: Option<Id>,
    /// In which deal.
    pub deal: Option<Id>,
    /// See [`Kind`].
    pub number: i64,
    /// A name as its hash, the same wherever it is read; 0 for none.
    pub word: u64,
}

/// What is known of a company beside its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: Id,
    /// Size class: 0, 1, 2 for A, B, C; 3 when it is not known.
    pub class: u8,
    /// First day as a customer.
    pub customer_since: Option<Millis>,
}

/// The size class of a company by its segment or, without one, by its employees (A from 250, B from 60).
#[must_use]
pub fn class_of(segment: Option<&str>, employees: Option<i64>) -> u8 {
    match (segment, employees) {
        (Some("A"), _) => 0,
        (Some("B"), _) => 1,
        (Some("C"), _) => 2,
        (_, Some(250..)) => 0,
        (_, Some(60..)) => 1,
        (_, Some(_)) => 2,
        (_, None) => 3,
    }
}

/// A company with everything that happened to it, in the order of time.
#[derive(Clone, Debug)]
pub struct History {
    /// The company.
    pub company: Company,
    /// The lifecycle phases of its people.
    pub phases: HashMap<Id, i64>,
    /// What happened, oldest first.
    pub facts: Vec<Fact>,
}
