//! Members of an import: owners in other systems, without sign-in.

use std::collections::HashSet;

use kernel::{Id, Result};
use org::members::{self, Listed, NewMember};
use store::Tx;

use super::{Author, Fore, Ready};
use crate::imports::model::spell::Spelled;

const FIELDS: [&str; 3] = ["name", "email", "department_id"];

pub(super) async fn create(tx: &mut Tx, by: &Author, rows: &[&Ready]) -> Result<Vec<Id>> {
    let listed = members::listed(tx).await?;
    let mut taken: HashSet<String> = listed.into_iter().filter_map(|m| m.email).collect();
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let text = |field: &str| row.spelled.get(field).cloned();
        let new = NewMember {
            name: text("name").unwrap_or_default(),
            // An address belongs to one member; another row with it gets a member without.
            email: text("email").filter(|e| taken.insert(store::fold(e))),
            department_id: text("department_id").and_then(|id| id.parse().ok()),
            roles: Vec::new(),
            lang: kernel::Lang::default(),
            password_hash: None,
        };
        ids.push(members::create_imported(tx, &new, &by.source, &row.key).await?);
    }
    Ok(ids)
}

pub(super) async fn change(tx: &mut Tx, id: Id, new: &Spelled) -> Result<Fore> {
    let given = |field: &'static str| Some((field, Some(new.get(field)?.clone())));
    let fields: Vec<_> = FIELDS.into_iter().filter_map(given).collect();
    let (before, _) = members::change_imported(tx, id, &fields).await?;
    Ok(before
        .into_iter()
        .map(|(field, value)| (field.to_owned(), value))
        .collect())
}

pub(super) async fn put_back(tx: &mut Tx, id: Id, before: &Fore) -> Result<()> {
    let given = |field: &'static str| Some((field, before.get(field)?.clone()));
    let fields: Vec<_> = FIELDS.into_iter().filter_map(given).collect();
    members::change_imported(tx, id, &fields).await?;
    Ok(())
}

pub(super) async fn find_by_sources(
    tx: &mut Tx,
    source: &str,
    keys: &[&str],
) -> Result<Vec<(String, Id)>> {
    let listed = members::listed(tx).await?;
    let ours = listed
        .into_iter()
        .filter(|m| m.source_system.as_deref() == Some(source));
    let found = ours.filter_map(|m| Some((m.source_id?, m.id)));
    Ok(found
        .filter(|(key, _)| keys.contains(&key.as_str()))
        .collect())
}

/// A member with this address or, without one, this name: whoever works here already.
pub(super) fn namesake(listed: &[Listed], spelled: &Spelled) -> Option<Id> {
    let email = spelled.get("email").map(|e| store::fold(e));
    let name = spelled.get("name").map(|n| store::fold_name(n));
    let same = |m: &&Listed| match &email {
        Some(email) => m.email.as_ref() == Some(email),
        None => Some(store::fold_name(&m.name)) == name,
    };
    listed.iter().find(same).map(|m| m.id)
}
