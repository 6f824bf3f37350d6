//! Sheets, their columns, and how a row is written.

mod sheets;
mod write;
mod zip;

pub use sheets::{OF_CUSTOMERS, SHEETS, Sheet, sheet};
pub use write::{Format, disarm, encode};
pub use zip::Zip;

use org::permissions::{Resource, Verb};
use org::web::Viewer;

/// What a column holds, and so how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Text as it is.
    Text,
    /// An id, shown as 13 characters.
    Id,
    /// A whole number: counts, money in minor units.
    Whole,
    /// A number with a fraction.
    Real,
    /// An instant.
    Time,
    /// Yes or no.
    Fact,
    /// A JSON object.
    Json,
    /// Several texts, from a query of its own.
    List,
}

/// A column of a sheet.
#[derive(Debug)]
pub struct Column {
    /// Name, in both formats.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// What one must be allowed to read to see it, beside the export itself.
    pub needs: Option<Resource>,
}

/// Who reads an export.
#[derive(Clone, Debug)]
pub enum Reader {
    /// The operator on the command line: everything.
    Operator,
    /// Someone with roles.
    Viewer(Box<Viewer>),
}

impl Reader {
    /// Whether the reader may see what needs this.
    #[must_use]
    pub fn sees(&self, needs: Option<Resource>) -> bool {
        match (self, needs) {
            (Reader::Operator, _) | (_, None) => true,
            (Reader::Viewer(viewer), Some(resource)) => viewer.may(resource, Verb::Read),
        }
    }
}
