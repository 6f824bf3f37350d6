//! What search finds of the demo company.

use ::store::{Doc, Tx};
use kernel::{Id, Result};

use super::super::model::World;

pub(super) async fn index(tx: &mut Tx, world: &World) -> Result<()> {
    let mut docs = Vec::new();
    for company in &world.companies {
        docs.push(doc(
            company.id,
            "company",
            &company.name,
            &company.city,
            &company.domain,
        ));
    }
    for person in &world.people {
        let name = format!("{} {}", person.first, person.last);
        let words = format!(
            "{} {}",
            person.email.as_deref().unwrap_or(""),
            person.phone.as_deref().unwrap_or("")
        );
        docs.push(doc(
            person.id,
            "person",
            &name,
            &world.companies[person.company].name,
            &words,
        ));
    }
    for deal in &world.deals {
        docs.push(doc(
            deal.id,
            "deal",
            &deal.name,
            &world.companies[deal.company].name,
            "",
        ));
    }
    for (id, name) in customers::products::names_in(tx).await? {
        docs.push(doc(id, "product", &name, "Musterwerk", ""));
    }
    tx.index(docs).await
}

fn doc(id: Id, kind: &'static str, title: &str, subtitle: &str, words: &str) -> Doc {
    Doc {
        id,
        kind,
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        words: words.to_owned(),
    }
}
