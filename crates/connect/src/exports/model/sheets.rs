//! The sheets of an export.

use org::permissions::Resource;

use super::{Column, Holds};

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

const fn column(name: &'static str, holds: Holds) -> Column {
    Column {
        name,
        holds,
        needs: None,
    }
}
const fn text(name: &'static str) -> Column {
    column(name, Holds::Text)
}
const fn id(name: &'static str) -> Column {
    column(name, Holds::Id)
}
const fn whole(name: &'static str) -> Column {
    column(name, Holds::Whole)
}
const fn time(name: &'static str) -> Column {
    column(name, Holds::Time)
}
const fn fact(name: &'static str) -> Column {
    column(name, Holds::Fact)
}
const fn list(name: &'static str) -> Column {
    column(name, Holds::List)
}
const fn restricted(name: &'static str, holds: Holds, needs: Resource) -> Column {
    Column {
        name,
        holds,
        needs: Some(needs),
    }
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

const COMPANY: &[Column] = &[
    id("id"),
    text("name"),
    text("legal_form"),
    text("domain"),
    text("website"),
    text("vat_id"),
    text("register_number"),
    text("industry"),
    whole("employees"),
    whole("revenue_minor"),
    text("street"),
    text("postal_code"),
    text("city"),
    text("region"),
    text("country"),
    text("phone"),
    text("segment_size"),
    id("parent_company_id"),
    text("is_customer_since"),
    fact("is_target_market"),
    whole("phase"),
    id("owner_member_id"),
    text("description"),
    text("source_system"),
    text("source_id"),
];

const PERSON: &[Column] = &[
    id("id"),
    text("salutation"),
    text("academic_degree"),
    text("first_name"),
    text("last_name"),
    text("degree_suffix"),
    text("job_title"),
    text("language"),
    text("timezone"),
    text("address_mode"),
    id("company_id"),
    whole("lifecycle_phase"),
    id("owner_member_id"),
    id("owner_department_id"),
    id("preferred_member_id"),
    time("objection_at"),
    fact("audience_only"),
    text("street"),
    text("postal_code"),
    text("city"),
    text("country"),
    text("description"),
    text("lead_state"),
    text("lead_source"),
    text("source_system"),
    text("source_id"),
    list("emails"),
    list("phones"),
];

const DEAL: &[Column] = &[
    id("id"),
    text("name"),
    id("company_id"),
    id("pipeline_id"),
    id("stage_id"),
    whole("value_minor"),
    restricted("margin_minor", Holds::Whole, Resource::Margin),
    restricted("discount_pct", Holds::Real, Resource::Margin),
    text("currency"),
    text("close_on"),
    time("opened_at"),
    time("won_at"),
    time("lost_at"),
    text("lost_reason"),
    text("competitor"),
    text("revive_on"),
    text("next_step"),
    text("next_step_on"),
    id("owner_member_id"),
    id("source_department_id"),
    text("source_channel"),
    text("description"),
    text("source_system"),
    text("source_id"),
    list("people"),
    list("products"),
];

const TOUCHPOINT: &[Column] = &[
    id("id"),
    text("type"),
    time("time"),
    text("timestamp_quality"),
    text("channel"),
    text("direction"),
    fact("two_way"),
    id("person_id"),
    id("record_id"),
    text("anonymous_id"),
    id("company_id"),
    id("deal_id"),
    id("department_id"),
    id("to_department_id"),
    restricted("member_id", Holds::Id, Resource::Member),
    id("activity_id"),
    text("object_type"),
    text("object_id"),
    text("object_name"),
    whole("value_minor"),
    whole("cost_minor"),
    text("currency"),
    text("note"),
    text("legal_basis"),
    fact("is_machine"),
    text("source"),
    text("event_id"),
    column("properties", Holds::Json),
];
