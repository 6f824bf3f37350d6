//! Whose stream it is.

use kernel::Id;

/// Whose stream it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything.
    All,
    /// A person, through all records that belong to it.
    Person(Id),
    /// A company, through all that stand for it.
    Company(Id),
    /// A company with everything below it: its subsidiaries and sites.
    Group(Id),
    /// A deal, and its company while the deal runs.
    Deal(Id),
}

impl Subject {
    /// The query part that names the subject, e.g. `person=…`; empty for everything.
    #[must_use]
    pub fn query(self) -> String {
        match self {
            Subject::All => String::new(),
            Subject::Person(id) => format!("person={id}"),
            Subject::Company(id) | Subject::Group(id) => format!("company={id}"),
            Subject::Deal(id) => format!("deal={id}"),
        }
    }

    /// The page of the subject.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Subject::All => "/timeline".to_owned(),
            Subject::Person(id) => format!("/people/{id}"),
            Subject::Company(id) | Subject::Group(id) => format!("/companies/{id}"),
            Subject::Deal(id) => format!("/deals/{id}"),
        }
    }
}
