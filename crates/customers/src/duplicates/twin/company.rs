//! Companies as things that can be there twice.

use std::collections::HashMap;

use ::store::{Db, Tx};
use analysis::identity::{Column, Shape};
use kernel::{Error, Id, Result, Touchpoint};

use super::super::model::Inverse;
use super::super::store::{self as sql, Card, Reader};
use super::{Kind, Side, Source, Trees, Twin};
use crate::companies::{self, Company};
use crate::fields::{Changed, Edits, Spelled};

impl Twin for Company {
    const TWIN: Kind = Kind::Company;
    const SHAPE: Shape = Shape::Company;
    const KEYS: &'static str = "duplicates.keys.company";
    const SAYS: &'static str = "duplicates.company";
    const NAMED: &'static [&'static str] = &[];

    fn sign(&self, happened: &mut Touchpoint) {
        happened.company_id = Some(self.id);
    }

    async fn current_in(tx: &mut Tx, id: Id) -> Result<Id> {
        companies::current_in(tx, id).await
    }

    async fn sources(db: &Db, id: Id) -> Result<Vec<Source>> {
        sql::company_sources(db, id).await
    }

    /// A company and the one it belongs to are two by what somebody said.
    async fn may_join(tx: &mut Tx, winner: &Self, loser: &Self) -> Result<()> {
        let above = companies::above_in(tx, winner.id).await?;
        let below = companies::above_in(tx, loser.id).await?;
        match above.contains(&loser.id) || below.contains(&winner.id) {
            true => Err(Error::state("duplicates.company.error.hierarchy")),
            false => Ok(()),
        }
    }

    async fn join(tx: &mut Tx, winner: Id, loser: Id) -> Result<Vec<Id>> {
        companies::join(tx, winner, loser).await
    }

    async fn give(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<()> {
        companies::give(tx, from, records, to).await
    }

    async fn overwrite(
        tx: &mut Tx,
        before: &Self,
        values: Spelled,
    ) -> Result<(Self, Vec<Changed>)> {
        companies::overwrite(tx, before, values).await
    }

    async fn index(tx: &mut Tx, one: &Self) -> Result<()> {
        companies::index(tx, one).await
    }

    async fn joined(_tx: &mut Tx, _after: &Self, _inverse: &mut Inverse) -> Result<()> {
        Ok(())
    }

    async fn parting(_tx: &mut Tx, _inverse: &Inverse, _holder: &Self, _loser: Id) -> Result<()> {
        Ok(())
    }

    /// Whatever stands for a company was one of its own: there is nothing to make.
    async fn make(_tx: &mut Tx, _from: &Self, _records: &[Id], _named: Edits) -> Result<Id> {
        Err(Error::field("records", "duplicates.company.error.records"))
    }

    fn leaves(_from: &Self, _new: &Self) -> Vec<Changed> {
        Vec::new()
    }

    async fn split_off(_tx: &mut Tx, _from: &Self, _new: &Self) -> Result<()> {
        Ok(())
    }

    fn card(id: Id, value: impl Fn(&str) -> Option<String>) -> Card {
        Card::of_company(id, value)
    }

    async fn cards(from: Reader<'_>, ids: &[Id]) -> Result<Vec<Card>> {
        sql::company_cards(from, ids).await
    }

    async fn completed(_from: Reader<'_>, card: &Card) -> Result<Card> {
        Ok(card.clone())
    }

    /// Somebody who is still typing has only the beginning of a name.
    async fn begin_alike(db: &Db, card: &Card) -> Result<Vec<Id>> {
        match card.value(Column::Company) {
            Some(name) => companies::begin_alike(db, name).await,
            None => Ok(Vec::new()),
        }
    }

    async fn after(db: &Db, after: Id, limit: usize) -> Result<Vec<Id>> {
        sql::companies_after(db, after, limit).await
    }

    async fn count(db: &Db) -> Result<usize> {
        sql::count_companies(db).await
    }

    async fn changed(tx: &mut Tx, after: i64, up_to: i64, limit: usize) -> Result<Vec<Id>> {
        sql::changed_companies(tx, after, up_to, limit).await
    }

    async fn trees(db: &Db) -> Result<Trees> {
        Ok(grown(&companies::parents(db).await?))
    }

    async fn sides(db: &Db, ids: &[Id]) -> Result<HashMap<Id, Side>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let found = companies::many(db, ids).await?;
        let side = |company: &Company| {
            let place = [company.postal_code.clone(), company.city.clone()];
            let place: Vec<String> = place.into_iter().flatten().collect();
            let about = [
                company.domain.clone(),
                (!place.is_empty()).then(|| place.join(" ")),
                company.vat_id.clone().or_else(|| company.phone.clone()),
            ];
            let about: Vec<String> = about.into_iter().flatten().collect();
            Side {
                name: company.name.clone(),
                about: about.join(" · "),
            }
        };
        Ok(found
            .iter()
            .map(|company| (company.id, side(company)))
            .collect())
    }
}

/// The trees of who stands directly below whom; a circle, if there were one, ends where it meets itself.
fn grown(parents: &[(Id, Id)]) -> Trees {
    let parent: HashMap<Id, Id> = parents.iter().copied().collect();
    let mut trees = Trees::default();
    for (part, first) in parents {
        let mut above = vec![*first];
        while let Some(next) = above.last().and_then(|at| parent.get(at)) {
            if above.contains(next) || next == part {
                break;
            }
            above.push(*next);
        }
        trees.apart.extend(above.iter().map(|one| (*part, *one)));
        if let Some(top) = above.last() {
            trees.tops.insert(*part, *top);
        }
    }
    trees
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_in_a_tree_knows_its_top() {
        let trees = grown(&[(Id(2), Id(1)), (Id(3), Id(2)), (Id(4), Id(1))]);
        assert!(trees.one_tree(Id(3), Id(4)) && trees.one_tree(Id(1), Id(3)));
        assert!(!trees.one_tree(Id(3), Id(5)));
        assert!(trees.apart.contains(&(Id(3), Id(1))));
        assert!(
            !trees.apart.contains(&(Id(3), Id(4))),
            "siblings may be one"
        );
        assert_eq!(grown(&[(Id(1), Id(2)), (Id(2), Id(1))]).tops.len(), 2);
    }
}
