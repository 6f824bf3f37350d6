//! What a chunk did to which record, for the undo.

use std::collections::HashMap;

use kernel::{Id, Result};
use store::Tx;

use super::super::super::model::Before;
use super::super::super::model::fields::Kind;
use super::super::super::model::spell::Spelled;
use super::super::super::store::{self as sql, Effect};
use super::super::kinds::Fore;
use super::{Item, Work};

/// What a record was before.
pub(super) fn before_of(
    work: &Work,
    item: &Item,
    fields: Fore,
    imported: Option<&(String, Spelled)>,
) -> Before {
    let imported = imported
        .and_then(|(hash, spelled)| Some((hash.clone(), serde_json::to_string(spelled).ok()?)));
    Before {
        source: work.author.source.clone(),
        source_id: item.ready.key.clone(),
        fields,
        imported,
    }
}

/// Notes effects; of a record that the import wrote before, the first values stay.
pub(in super::super) async fn note(
    tx: &mut Tx,
    import: Id,
    kind: Kind,
    effects: Vec<(Id, Before, bool)>,
) -> Result<()> {
    let ids: Vec<Id> = effects.iter().map(|(id, ..)| *id).collect();
    let versions = sql::versions(tx, kind, &ids).await?;
    let earlier = sql::effects_of(tx, import, kind.key(), &ids).await?;
    let earlier: HashMap<Id, Effect> = earlier.into_iter().map(|e| (e.record_id, e)).collect();
    let mut rows = Vec::with_capacity(effects.len());
    for (id, mut before, made) in effects {
        let first = earlier.get(&id);
        if let Some(text) = first.and_then(|e| e.before.as_deref()) {
            let stood: Before = serde_json::from_str(text)?;
            before.fields.extend(stood.fields);
            before.imported = stood.imported;
        }
        let made = made || first.is_some_and(|e| e.action == "created");
        rows.push(Effect {
            record_kind: kind.key().to_owned(),
            record_id: id,
            action: if made { "created" } else { "changed" }.to_owned(),
            before: Some(serde_json::to_string(&before)?),
            after_version: versions.get(&id).copied().unwrap_or(0),
        });
    }
    sql::note_effects(tx, import, rows).await
}

/// Notes records that rows named and that were made for it, and new pipelines and stages.
pub(super) async fn note_others(
    tx: &mut Tx,
    work: &Work,
    made: &[(Kind, Id, String)],
    added: &[(&'static str, Id)],
) -> Result<()> {
    for kind in Kind::ALL {
        let ours = made.iter().filter(|(k, ..)| *k == kind);
        let effects = ours.map(|(_, id, name)| {
            let source_id = format!("name:{}", store::fold_name(name));
            (
                *id,
                Before {
                    source: work.author.source.clone(),
                    source_id,
                    ..Before::default()
                },
                true,
            )
        });
        note(tx, work.author.import, kind, effects.collect()).await?;
    }
    let effects = added.iter().map(|(kind, id)| Effect {
        record_kind: (*kind).to_owned(),
        record_id: *id,
        action: "created".to_owned(),
        before: None,
        after_version: 1,
    });
    sql::note_effects(tx, work.author.import, effects.collect()).await
}
