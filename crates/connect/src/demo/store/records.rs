//! Companies and people of the demo company.

use ::store::{Tx, Value, fold_name, params};
use kernel::Result;

use super::super::model::{Person, World};

pub(super) async fn companies(tx: &mut Tx, world: &World) -> Result<()> {
    let rows = world
        .companies
        .iter()
        .enumerate()
        .map(|(n, c)| {
            params![
                c.id,
                &c.name,
                customers::companies::bare_name(&c.name),
                &c.legal_form,
                c.has_site.then(|| c.domain.clone()),
                &c.industry,
                c.employees,
                (!c.street.is_empty()).then(|| c.street.clone()),
                (!c.postal_code.is_empty()).then(|| c.postal_code.clone()),
                &c.city,
                c.country,
                c.has_site.then(|| format!("https://www.{}", c.domain)),
                c.phone.clone(),
                c.parent.map(|(id, _)| id),
                c.parent.map(|(_, kind)| kind),
                c.size,
                c.customer_since,
                1,
                if c.customer_since.is_some() { 7 } else { 2 },
                "demo",
                format!("c{n}"),
                c.created_at,
                c.created_at
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "name_folded",
        "legal_form",
        "domain",
        "industry",
        "employees",
        "street",
        "postal_code",
        "city",
        "country",
        "website",
        "phone",
        "parent_company_id",
        "parent_kind",
        "segment_size",
        "is_customer_since",
        "is_target_market",
        "phase",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("company", columns, rows, "").await?;
    let records = world.companies.iter().map(|c| params![c.id, c.id]);
    let columns = &["id", "company_id"];
    tx.insert_many("company_record", columns, records.collect(), "")
        .await?;
    Ok(())
}

pub(super) async fn people(tx: &mut Tx, world: &World) -> Result<()> {
    let rows = world
        .people
        .iter()
        .enumerate()
        .map(|(n, p)| person_row(world, n, p))
        .collect();
    let columns = &[
        "id",
        "salutation",
        "academic_degree",
        "first_name",
        "last_name",
        "name_folded",
        "job_title",
        "language",
        "company_id",
        "lifecycle_phase",
        "owner_member_id",
        "objection_at",
        "city",
        "country",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("person", columns, rows, "").await?;
    let records = world
        .people
        .iter()
        .map(|p| params![p.id, p.id, "demo", p.created_at])
        .collect();
    tx.insert_many(
        "person_record",
        &["id", "person_id", "source", "created_at"],
        records,
        "",
    )
    .await?;
    addresses(tx, world).await
}

/// E-mail addresses and phone numbers, and the edges by which people are found again.
async fn addresses(tx: &mut Tx, world: &World) -> Result<()> {
    let (mut mails, mut phones, mut edges) = (Vec::new(), Vec::new(), Vec::new());
    for person in &world.people {
        if let Some(email) = &person.email {
            let id = tx.ctx().id();
            mails.push(params![id, person.id, email, email.to_lowercase(), 0]);
            edges.push(params![
                id,
                person.id,
                "email",
                email.to_lowercase(),
                person.created_at,
                person.created_at
            ]);
        }
        if let Some(phone) = &person.phone {
            let country = world.companies[person.company].country;
            let digits = customers::fields::phone_digits(phone, Some(country));
            phones.push(params![tx.ctx().id(), person.id, phone, digits, 0]);
        }
    }
    tx.insert_many(
        "person_email",
        &["id", "person_id", "email", "email_folded", "position"],
        mails,
        "",
    )
    .await?;
    tx.insert_many(
        "person_phone",
        &["id", "person_id", "phone", "phone_digits", "position"],
        phones,
        "",
    )
    .await?;
    let columns = &[
        "id",
        "record_id",
        "kind",
        "value",
        "first_seen_at",
        "last_seen_at",
    ];
    tx.insert_many("identity_edge", columns, edges, "on conflict do nothing")
        .await?;
    Ok(())
}

fn person_row(world: &World, n: usize, p: &Person) -> Vec<Value> {
    let company = &world.companies[p.company];
    params![
        p.id,
        p.salutation,
        p.degree.clone(),
        &p.first,
        &p.last,
        fold_name(&format!("{} {}", p.last, p.first)),
        (!p.job.is_empty()).then(|| p.job.clone()),
        "de",
        company.id,
        p.phase,
        p.owner,
        p.objection_at,
        &company.city,
        company.country,
        "demo",
        format!("p{n}"),
        p.created_at,
        p.created_at
    ]
}
