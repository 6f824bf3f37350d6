//! Links to records that came later in the same file, settled when the file has been read.

use std::collections::BTreeMap;

use kernel::{Id, Result};
use store::{Tx, params};

use super::super::model::mapping::{Missing, Reference};
use super::super::model::spell::{Spelled, hash};
use super::super::model::{Before, Run};
use super::super::store as sql;
use super::chunk::{Work, note};
use super::kinds;
use super::resolve::{Resolver, Target};

/// How many links are settled in one transaction.
const PART: i64 = 500;

/// Settles the next links of a file; `false` when none is left.
pub(super) async fn settle(
    tx: &mut Tx,
    work: &Work,
    resolver: &mut Resolver,
    run: &mut Run,
) -> Result<bool> {
    let kind = work.plan.kind;
    let waiting = sql::pending(tx, run.id, work.file, PART).await?;
    if waiting.is_empty() {
        return Ok(false);
    }
    let mut links: Vec<(Id, String, Reference)> = Vec::with_capacity(waiting.len());
    for (_, id, kept) in waiting {
        let (key, mut link): (String, Reference) = serde_json::from_str(&kept)?;
        link.missing = Missing::Report;
        links.push((id, key, link));
    }
    resolver.refresh();
    let wanted: Vec<&Reference> = links.iter().map(|(.., link)| link).collect();
    resolver.look_for(tx, &wanted).await?;
    for (id, key, link) in &links {
        match resolver.target(link) {
            Target::Found(target, _) | Target::Made(target) if target != id => {
                join(tx, work, *id, key, link, *target).await?;
            }
            _ => {
                let file = run
                    .files
                    .get(work.file)
                    .map(|f| f.file.clone())
                    .unwrap_or_default();
                let column = work
                    .plan
                    .header_of(&link.field)
                    .unwrap_or(&link.field)
                    .to_owned();
                run.findings
                    .add("link_missing", &file, &column, &link.value, "", 1);
            }
        }
    }
    tracing::debug!(
        kind = kind.key(),
        links = links.len(),
        "links within the file settled"
    );
    Ok(true)
}

/// Writes the link and remembers it as imported.
async fn join(
    tx: &mut Tx,
    work: &Work,
    id: Id,
    key: &str,
    link: &Reference,
    target: Id,
) -> Result<()> {
    let kind = work.plan.kind;
    let field = if link.field == "parent" {
        "parent_company_id"
    } else {
        link.field.as_str()
    };
    let new = Spelled::from([(field.to_owned(), target.to_string())]);
    let fore = match kinds::change(tx, kind, id, &new, &new).await {
        Ok(fore) => fore,
        // A company that would belong to itself stays as it is.
        Err(kernel::Error::Invalid(_)) => BTreeMap::new(),
        Err(error) => return Err(error),
    };
    let known = sql::known(tx, kind.key(), &work.author.source, &[key]).await?;
    if let Some(known) = known.get(key) {
        let mut spelled: Spelled = serde_json::from_str(&known.spelled)?;
        spelled.extend(new);
        let (import, file, row) = known.met;
        let kept = serde_json::to_string(&spelled)?;
        let state = params![
            kind.key(),
            &work.author.source,
            key,
            id,
            hash(&spelled),
            kept,
            import,
            file,
            row
        ];
        sql::write(tx, vec![state]).await?;
    }
    let before = Before {
        source: work.author.source.clone(),
        source_id: key.to_owned(),
        fields: fore,
        imported: None,
    };
    note(tx, work.author.import, kind, vec![(id, before, false)]).await
}
