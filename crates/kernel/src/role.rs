//! The roles of members. What each may do stands in the permission table of `org`.

use serde::{Deserialize, Serialize};

/// What a member is in the company. A member may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation: everything.
    Owner,
    /// Leads a department or the company: customers, activities, margin, settings of the work.
    Manager,
    /// Works with customers.
    Member,
    /// Reads, changes nothing.
    Reader,
    /// Data protection officer: reads the audit trail and consents.
    Dpo,
    /// Works council: sees how evaluations are set up, no customers' data.
    WorksCouncil,
}

impl Role {
    /// Every role, strongest first.
    pub const ALL: [Role; 6] = [
        Role::Owner,
        Role::Manager,
        Role::Member,
        Role::Reader,
        Role::Dpo,
        Role::WorksCouncil,
    ];

    /// The stable word of the role, as stored and as used on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Manager => "manager",
            Role::Member => "member",
            Role::Reader => "reader",
            Role::Dpo => "dpo",
            Role::WorksCouncil => "works_council",
        }
    }

    /// The role of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Role::ALL.into_iter().find(|r| r.key() == key)
    }
}
