//! Every statement about the timeline: streams, lanes, counts, the unresolved queue.

mod assignments;
mod deliveries;
mod stream;
mod unresolved;

use kernel::{Error, Id, Millis, Result};
use store::{Db, Tx, params};

pub(crate) use assignments::{
    Effect, Waiting, effects, insert_assignment, insert_effects, undone, waiting,
};
pub use deliveries::{Delivery, delivered, deliveries, forget_deliveries};
pub(crate) use stream::{
    DealSpan, Facet, PAGE, facets, lanes, newer, page, page_since, span_of_deal, taking_part,
    types_that_occur,
};
pub(crate) use unresolved::{
    QUEUE_PAGE, Unresolved, unresolved, unresolved_count, unresolved_kinds,
};

store::row! {
    /// A touchpoint as it is shown.
    #[derive(Debug, Clone)]
    pub struct Moment {
        /// Its id.
        pub id: Id,
        /// Its position in the log.
        pub seq: i64,
        /// Its type.
        pub type_key: String,
        /// Its channel; none for internal ones.
        pub channel: Option<String>,
        /// `inbound`, `outbound` or `internal`.
        pub direction: String,
        /// A human exchange in both directions.
        pub two_way: bool,
        /// The person.
        pub person_id: Option<Id>,
        /// First name of the person.
        pub first_name: Option<String>,
        /// Last name of the person.
        pub last_name: Option<String>,
        /// The company.
        pub company_id: Option<Id>,
        /// Name of the company.
        pub company_name: Option<String>,
        /// The deal.
        pub deal_id: Option<Id>,
        /// The department that performed it.
        pub department_id: Option<Id>,
        /// The department that takes over.
        pub to_department_id: Option<Id>,
        /// The member (restricted).
        pub member_id: Option<Id>,
        /// Kind of the object.
        pub object_type: Option<String>,
        /// Id of the object in its source.
        pub object_id: Option<String>,
        /// Name of the object.
        pub object_name: Option<String>,
        /// When it happened.
        pub time: Millis,
        /// How far the time can be trusted.
        pub timestamp_quality: String,
        /// Value in minor units.
        pub value_minor: Option<i64>,
        /// Its currency.
        pub currency: Option<String>,
        /// What was written about it.
        pub note: Option<String>,
        /// Made by a machine.
        pub is_machine: bool,
        /// Its source.
        pub source: String,
        /// Its id within the source.
        pub event_id: String,
        /// Everything rarer, as JSON.
        pub properties: Option<String>,
    }
}

/// The columns of [`Moment`] and where they come from.
pub(crate) const MOMENT: &str = "select t.id, t.seq, t.type, t.channel, t.direction, t.two_way, pr.person_id, p.first_name, p.last_name, \
            c.id, c.name, t.deal_id, t.department_id, t.to_department_id, t.member_id, t.object_type, \
            t.object_id, t.object_name, t.time, t.timestamp_quality, t.value_minor, t.currency, t.note, \
            t.is_machine, t.source, t.event_id, t.properties \
     from touchpoint t \
     left join person_record pr on pr.id = t.record_id \
     left join person p on p.id = pr.person_id \
     left join company_record cr on cr.id = t.company_id \
     left join company c on c.id = cr.company_id ";

impl Moment {
    /// The person's name, empty when nobody is known.
    #[must_use]
    pub fn person_name(&self) -> String {
        let parts = [self.first_name.as_deref(), self.last_name.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The properties as a JSON object.
    #[must_use]
    pub fn properties(&self) -> serde_json::Map<String, serde_json::Value> {
        self.properties
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}

/// One moment, also when it was retracted; then with the id of the retraction.
pub(crate) async fn moment(db: &Db, id: Id) -> Result<(Moment, Option<Id>)> {
    let mut sql = store::Sql::new(MOMENT);
    sql.push("where t.id = ").bind(id);
    let found: Option<Moment> = db.query(sql).await?.into_iter().next();
    let moment = found.ok_or(Error::NotFound("touchpoint"))?;
    let (by,): (Option<Id>,) = db
        .one(
            "select retracted_by from touchpoint where id = $1",
            params![id],
        )
        .await?;
    Ok((moment, by))
}

/// Name and company of the subject of an entry: of the person, the deal or the company.
pub(crate) async fn about(
    db: &Db,
    person: Option<Id>,
    company: Option<Id>,
    deal: Option<Id>,
) -> Result<(String, Option<Id>)> {
    let sql = "select coalesce(first_name || ' ', '') || coalesce(last_name, ''), company_id from v_person where id = $1";
    let (row, what): (Option<(String, Option<Id>)>, _) = match (person, deal, company) {
        (Some(id), _, _) => (db.row(sql, params![id]).await?, "person"),
        (_, Some(id), _) => {
            let sql = "select name, company_id from v_deal where id = $1";
            (db.row(sql, params![id]).await?, "deal")
        }
        (_, _, Some(id)) => {
            let sql = "select c.name, c.id from company_record r join company c on c.id = r.company_id where r.id = $1";
            (db.row(sql, params![id]).await?, "company")
        }
        _ => return Err(Error::field("person", "error.required")),
    };
    row.ok_or(Error::NotFound(what))
}

/// The record under which a touchpoint of a person made here is written: the person's first one.
pub(crate) async fn record_of(tx: &mut Tx, person: Id) -> Result<Id> {
    let found: Option<(Id,)> = tx
        .row(
            "select id from person_record where person_id = $1 order by created_at, id limit 1",
            params![person],
        )
        .await?;
    found.map(|(id,)| id).ok_or(Error::NotFound("person"))
}

/// The raw event behind a touchpoint, as it was received.
pub(crate) async fn raw_event(
    db: &Db,
    source: &str,
    event_id: &str,
) -> Result<Option<(Millis, String)>> {
    db.row(
        "select received_at, payload from event where source = $1 and event_id = $2",
        params![source, event_id],
    )
    .await
}

/// The touchpoint of a source's event id.
pub(crate) async fn by_event(db: &Db, key: Vec<store::Value>) -> Result<Option<(Id,)>> {
    db.row(
        "select id from touchpoint where source = $1 and event_id = $2",
        key,
    )
    .await
}
