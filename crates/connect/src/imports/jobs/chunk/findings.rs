//! What the reader should know about a chunk although nothing was lost.

use customers::companies::Company;
use customers::duplicates::{self, Band, Card, Twin};
use customers::people::{self, Person};
use kernel::{Id, Result};
use store::Tx;

use super::super::super::model::Run;
use super::super::super::model::fields::Kind;
use super::super::resolve::{Resolver, Target};
use super::fates::Fate;
use super::{Item, Work};

/// Counts links that are written another way, lead nowhere or to several records, deals without a
/// company, and values that the mapping leaves out.
pub(super) fn note(work: &Work, resolver: &Resolver, items: &[Item], run: &mut Run) {
    let file = run
        .files
        .get(work.file)
        .map(|f| f.file.clone())
        .unwrap_or_default();
    let header = |field: &str| work.plan.header_of(field).unwrap_or(field).to_owned();
    let found = &mut run.findings;
    for item in items {
        for link in &item.row.references {
            let column = header(&link.field);
            let (kind, taken) = match resolver.target(link) {
                Target::Found(_, Some(name)) => ("respelled", name.as_str()),
                Target::Several => ("several", ""),
                // Links within the file are settled at its end.
                Target::Missing if link.kind != work.plan.kind => ("link_missing", ""),
                _ => continue,
            };
            found.add(kind, &file, &column, &link.value, taken, 1);
        }
        if work.plan.kind == Kind::Deal && !item.row.values.contains_key("company") {
            found.add("deal_without_company", &file, &header("company"), "", "", 1);
        }
        for (column, value) in &item.row.left_out {
            found.add("value_left_out", &file, column, value, "", 1);
        }
    }
}

/// Counts records that were made because a row named them.
pub(super) fn note_made(work: &Work, made: &[(Kind, Id, String)], run: &mut Run) {
    let file = run
        .files
        .get(work.file)
        .map(|f| f.file.clone())
        .unwrap_or_default();
    for (kind, _, _) in made {
        let word = match kind {
            Kind::Member => "made_member",
            Kind::Product => "made_product",
            _ => "made_company",
        };
        run.findings.add(word, &file, "", "", "", 1);
    }
}

/// Counts people and companies that would be made although a known one may be the same, or the one to
/// which a company belongs.
pub(super) async fn note_known(
    tx: &mut Tx,
    work: &Work,
    items: &[Item],
    run: &mut Run,
) -> Result<()> {
    match work.plan.kind {
        Kind::Person => note_twins::<Person>(tx, work, items, run).await,
        Kind::Company => note_twins::<Company>(tx, work, items, run).await,
        _ => Ok(()),
    }
}

async fn note_twins<T: Twin>(
    tx: &mut Tx,
    work: &Work,
    items: &[Item],
    run: &mut Run,
) -> Result<()> {
    let new = items.iter().filter(|item| matches!(item.fate, Fate::New));
    let values: Vec<_> = new.map(|item| &item.ready.spelled).collect();
    let cards: Vec<Card> = values
        .iter()
        .map(|values| T::card(Id(0), |field| values.get(field).cloned()))
        .collect();
    let file = run.files.get(work.file).map(|f| f.file.clone());
    for (values, known) in values.iter().zip(duplicates::known::<T>(tx, &cards).await?) {
        let Some(known) = known else { continue };
        let name = T::get_in(tx, known.id).await?.title();
        let of = |field: &str| values.get(field).map(String::as_str);
        let full = people::full_name(None, of("first_name"), of("last_name"), None);
        let new = of("name").map(str::to_owned).or(full);
        let new = new.or_else(|| of("emails").map(str::to_owned));
        let example = format!("{} / {name}", new.unwrap_or_default());
        let word = match (T::TWIN, known.judged.band) {
            (_, Some(Band::Part)) => "maybe_part",
            (duplicates::Kind::Company, _) => "maybe_known_company",
            (duplicates::Kind::Person, _) => "maybe_known",
        };
        let file = file.as_deref().unwrap_or_default();
        run.findings.add(word, file, "", "", &example, 1);
    }
    Ok(())
}
