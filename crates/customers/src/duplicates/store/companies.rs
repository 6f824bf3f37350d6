//! Companies as they are compared, and what stands for them.

use analysis::identity::Column;
use kernel::{Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::twin::Source;
use super::{Card, IDS, Reader};

/// The fields of a company that are compared; all of them stand at the company itself.
const FIELDS: &[(Column, &str)] = &[
    (Column::Company, "name"),
    (Column::Website, "domain"),
    (Column::Website, "website"),
    (Column::Phone, "phone"),
    (Column::Street, "street"),
    (Column::Postal, "postal_code"),
    (Column::City, "city"),
    (Column::Country, "country"),
    (Column::Vat, "vat_id"),
    (Column::Register, "register_number"),
];

impl Card {
    /// A card of the fields of a company, before there is a record of it.
    pub fn of_company(id: Id, value: impl Fn(&str) -> Option<String>) -> Self {
        let filled = FIELDS
            .iter()
            .filter_map(|(column, field)| Some((*column, value(field)?)));
        Self::of_values(id, id, filled.collect())
    }
}

store::row! {
    #[derive(Debug, Clone)]
    struct Line {
        id: Id,
        root: Id,
        name: String,
        domain: Option<String>,
        website: Option<String>,
        phone: Option<String>,
        street: Option<String>,
        postal_code: Option<String>,
        city: Option<String>,
        country: Option<String>,
        vat_id: Option<String>,
        register_number: Option<String>,
    }
}

/// The cards of companies.
///
/// # Errors
/// As [`Db::rows`].
pub async fn company_cards(from: impl Into<Reader<'_>>, ids: &[Id]) -> Result<Vec<Card>> {
    let mut from = from.into();
    let mut cards = Vec::with_capacity(ids.len());
    for part in ids.chunks(IDS) {
        let mut sql = Sql::new(
            "select c.id, r.company_id, c.name, c.domain, c.website, c.phone, c.street, c.postal_code, c.city, \
             c.country, c.vat_id, c.register_number from company c join company_record r on r.id = c.id where c.id in ",
        );
        sql.bind_list(part.iter().copied());
        let lines: Vec<Line> = from.query(sql).await?;
        cards.extend(lines.into_iter().map(card));
    }
    Ok(cards)
}

fn card(line: Line) -> Card {
    let values = [
        Some(line.name),
        line.domain,
        line.website,
        line.phone,
        line.street,
        line.postal_code,
        line.city,
        line.country,
        line.vat_id,
        line.register_number,
    ];
    let filled = FIELDS
        .iter()
        .zip(values)
        .filter_map(|((column, _), value)| Some((*column, value?)));
    Card::of_values(line.id, line.root, filled.collect())
}

/// The ids of companies behind one of them, in their order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn companies_after(db: &Db, after: Id, limit: usize) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = db
        .rows(
            "select id from company where id > $1 order by id limit $2",
            params![after, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many companies there are, merged ones included.
///
/// # Errors
/// As [`Db::rows`].
pub async fn count_companies(db: &Db) -> Result<usize> {
    let (n,): (i64,) = db.one("select count(*) from company", params![]).await?;
    Ok(usize::try_from(n).unwrap_or_default())
}

/// The companies that were made, changed, merged or split with `seq` in `after+1 ..= up_to`.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn changed_companies(
    tx: &mut Tx,
    after: i64,
    up_to: i64,
    limit: usize,
) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> = tx
        .rows(
            "select distinct r.company_id from touchpoint t join company_record r on r.id = t.company_id \
             where t.seq > $1 and t.seq <= $2 and t.record_id is null \
             and t.type in ('company.created', 'company.changed', 'identity.merged', 'identity.split') \
             order by r.company_id limit $3",
            params![after, up_to, limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The companies that a company stands for, itself first; at most a hundred.
///
/// # Errors
/// As [`Db::rows`].
pub async fn company_sources(db: &Db, id: Id) -> Result<Vec<Source>> {
    type Row = (
        Id,
        Option<String>,
        String,
        kernel::Millis,
        i64,
        Option<kernel::Millis>,
    );
    let rows: Vec<Row> = db
        .rows(
            "select c.id, c.source_system, c.name, c.created_at, count(t.id), max(t.time) \
             from company_record r join company c on c.id = r.id \
             left join touchpoint t on t.company_id = c.id and t.retracted_by is null \
             where r.company_id = $1 group by c.id, c.source_system, c.name, c.created_at \
             order by case when c.id = $1 then 0 else 1 end, c.created_at, c.id limit 100",
            params![id],
        )
        .await?;
    let source = |(id, system, name, created_at, touchpoints, last_at): Row| Source {
        id,
        source: system.unwrap_or_else(|| ::store::OWN_SOURCE.to_owned()),
        name: Some(name),
        created_at,
        touchpoints,
        last_at,
        identifiers: Vec::new(),
    };
    Ok(rows.into_iter().map(source).collect())
}
