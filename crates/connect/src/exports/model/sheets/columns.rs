//! The columns of the records of customers, and how a column is named.

use org::permissions::Resource;

use super::super::{Column, Holds};

const fn column(name: &'static str, holds: Holds) -> Column {
    Column {
        name,
        holds,
        needs: None,
    }
}
pub(super) const fn text(name: &'static str) -> Column {
    column(name, Holds::Text)
}
pub(super) const fn id(name: &'static str) -> Column {
    column(name, Holds::Id)
}
pub(super) const fn whole(name: &'static str) -> Column {
    column(name, Holds::Whole)
}
pub(super) const fn time(name: &'static str) -> Column {
    column(name, Holds::Time)
}
pub(super) const fn fact(name: &'static str) -> Column {
    column(name, Holds::Fact)
}
pub(super) const fn list(name: &'static str) -> Column {
    column(name, Holds::List)
}
pub(super) const fn restricted(name: &'static str, holds: Holds, needs: Resource) -> Column {
    Column {
        name,
        holds,
        needs: Some(needs),
    }
}

pub(super) const COMPANY: &[Column] = &[
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
    text("parent_kind"),
    text("is_customer_since"),
    fact("is_target_market"),
    whole("phase"),
    id("owner_member_id"),
    text("description"),
    text("source_system"),
    text("source_id"),
];

pub(super) const PERSON: &[Column] = &[
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

pub(super) const DEAL: &[Column] = &[
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

pub(super) const TOUCHPOINT: &[Column] = &[
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
