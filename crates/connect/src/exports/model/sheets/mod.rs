//! The sheets of an export.

mod columns;

use org::permissions::Resource;

use super::{Column, Holds};
use columns::{COMPANY, DEAL, PERSON, TOUCHPOINT, fact, id, list, restricted, text, whole};

/// The kinds of records that are about customers, in the order of their sheets.
pub const OF_CUSTOMERS: &[&str] = &["company", "person", "deal", "file", "touchpoint"];

/// One kind of record.
#[derive(Debug)]
pub struct Sheet {
    /// Kind of the records, also the name of the file.
    pub kind: &'static str,
    /// What one must be allowed to read to see it at all.
    pub needs: Option<Resource>,
    /// Its columns in the order of the query; lists at the end.
    pub columns: &'static [Column],
}

/// The sheet of a kind.
#[must_use]
pub fn sheet(kind: &str) -> Option<&'static Sheet> {
    SHEETS.iter().find(|s| s.kind == kind)
}

/// All sheets, in the order in which they refer to each other.
pub const SHEETS: &[Sheet] = &[
    Sheet {
        kind: "department",
        needs: None,
        columns: &[
            id("id"),
            text("key"),
            text("name_de"),
            text("name_en"),
            text("colour"),
            id("parent_id"),
            whole("position"),
            text("valid_from"),
            text("valid_to"),
        ],
    },
    Sheet {
        kind: "member",
        needs: Some(Resource::Member),
        columns: &[
            id("id"),
            text("name"),
            text("email"),
            id("department_id"),
            id("deputy_member_id"),
            text("language"),
            text("timezone"),
            fact("disabled"),
            text("source_system"),
            text("source_id"),
            list("roles"),
        ],
    },
    Sheet {
        kind: "company",
        needs: None,
        columns: COMPANY,
    },
    Sheet {
        kind: "person",
        needs: None,
        columns: PERSON,
    },
    Sheet {
        kind: "product",
        needs: None,
        columns: &[
            id("id"),
            text("name"),
            text("family"),
            whole("list_price_minor"),
            text("currency"),
            restricted("margin_pct", Holds::Real, Resource::Margin),
            fact("retired"),
            text("source_system"),
            text("source_id"),
        ],
    },
    Sheet {
        kind: "pipeline",
        needs: None,
        columns: &[
            id("id"),
            text("name_de"),
            text("name_en"),
            whole("position"),
        ],
    },
    Sheet {
        kind: "stage",
        needs: None,
        columns: &[
            id("id"),
            id("pipeline_id"),
            text("key"),
            text("name_de"),
            text("name_en"),
            whole("position"),
            whole("probability"),
            text("outcome"),
        ],
    },
    Sheet {
        kind: "deal",
        needs: None,
        columns: DEAL,
    },
    Sheet {
        kind: "activity",
        needs: None,
        columns: &[
            id("id"),
            text("key"),
            text("name_de"),
            text("name_en"),
            whole("phase"),
            id("department_id"),
            text("channel"),
            fact("joint"),
            text("status"),
            text("valid_from"),
            text("valid_to"),
            list("responsibilities"),
        ],
    },
    Sheet {
        kind: "source",
        needs: Some(Resource::Source),
        columns: &[
            id("id"),
            text("name"),
            text("kind"),
            id("department_id"),
            fact("revoked"),
        ],
    },
    Sheet {
        kind: "file",
        needs: None,
        columns: &[
            id("id"),
            text("record_kind"),
            id("record_id"),
            text("name"),
            text("media_type"),
            whole("size"),
            text("sha256"),
        ],
    },
    Sheet {
        kind: "touchpoint",
        needs: None,
        columns: TOUCHPOINT,
    },
];
