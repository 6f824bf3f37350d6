//! The touchpoints of a month, department by department.

mod accounting;
mod activities;
mod campaigns;
mod costs;
mod deals;
mod leads;
mod marketing;
mod sales;
mod service;

pub(super) use activities::activity;
pub(super) use costs::cost_minor;
pub(super) use sales::{LEARNED_AFTER, LEARNED_BEFORE};

use kernel::{Id, Millis, TimestampQuality, Touchpoint};

use super::{Made, World};

/// Everything that happened in a month, in no order.
pub(super) fn month(world: &World, month: usize) -> Vec<Made> {
    let mut made = Vec::new();
    marketing::month(world, month, &mut made);
    campaigns::month(world, month, &mut made);
    leads::month(world, month, &mut made);
    sales::month(world, month, &mut made);
    service::month(world, month, &mut made);
    accounting::month(world, month, &mut made);
    deals::month(world, month, &mut made);
    made
}

/// A touchpoint of a person at its company.
pub(super) fn of_person(
    world: &World,
    person: usize,
    type_key: &str,
    at: Millis,
    department: usize,
) -> Made {
    let who = &world.people[person];
    let mut made = of_company(world, who.company, type_key, at, department);
    made.touchpoint.record_id = Some(who.id);
    made
}

/// A touchpoint of a company.
pub(super) fn of_company(
    world: &World,
    company: usize,
    type_key: &str,
    at: Millis,
    department: usize,
) -> Made {
    let mut touchpoint = Touchpoint::new(type_key, at);
    touchpoint.company_id = Some(world.companies[company].id);
    touchpoint.timestamp_quality = TimestampQuality::Imported;
    touchpoint.source = "demo".to_owned();
    Made {
        touchpoint,
        department,
        to: None,
        activity: None,
    }
}

/// How many of `total` over the window fall into this month, by season.
pub(super) fn share(world: &World, month: usize, total: usize) -> usize {
    world.calendar.share(world.scale, month, total)
}

/// Types that one member does.
pub(super) fn is_personal(type_key: &str) -> bool {
    const PERSONAL: &[&str] = &[
        "phone.",
        "meeting.",
        "visit.",
        "offer.sent",
        "ticket.replied",
        "ticket.solved",
        "fair.talked",
        "insight.",
        "lead.accepted",
        "lead.rejected",
        "note.",
        "project.",
        "handoff.",
        "dunning.",
        "deal.",
        "fair.followed_up",
    ];
    PERSONAL.iter().any(|start| type_key.starts_with(start))
}

impl Made {
    pub(super) fn object(mut self, kind: &str, id: String, name: &str) -> Self {
        self.touchpoint.object_type = Some(kind.to_owned());
        self.touchpoint.object_id = Some(id);
        self.touchpoint.object_name = Some(name.to_owned());
        self
    }

    pub(super) fn name(mut self, name: &str) -> Self {
        self.touchpoint.object_name = Some(name.to_owned());
        self
    }

    pub(super) fn note(mut self, note: impl AsRef<str>) -> Self {
        self.touchpoint.note = Some(note.as_ref().to_owned());
        self
    }

    pub(super) fn by(mut self, member: Id) -> Self {
        self.touchpoint.member_id = Some(member);
        self
    }

    pub(super) fn value(mut self, minor: i64) -> Self {
        self.touchpoint.value_minor = Some(minor);
        self.touchpoint.currency = Some("EUR".to_owned());
        self
    }

    pub(super) fn property(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.touchpoint
            .properties
            .insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn hands_to(mut self, department: usize) -> Self {
        self.to = Some(department);
        self
    }
}
