//! People and their company through the store, on the embedded engine.

use std::sync::Arc;

use ::store::{Db, params};
use kernel::{Conflict, Ctx, Error, FixedClock, Id, IdGen, Millis};
use tempfile::TempDir;

use super::{Identifiers, Moment, Resolved, Said, change, create, create_many};
use crate::fields::{Edits, Origin};
use crate::lists::Ask;
use crate::{companies, history, people};

async fn fresh() -> (TempDir, Db, Ctx) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let clock = Arc::new(FixedClock::at(Millis(1_795_420_800_000)));
    let ctx = Ctx::system(clock, Arc::new(IdGen::new(0)));
    db.migrate(&ctx).await.unwrap();
    (folder, db, ctx)
}

async fn katrin(db: &Db, ctx: &Ctx) -> Id {
    let mut tx = db.begin(ctx).await.unwrap();
    let edits = Edits::new()
        .set("first_name", "Katrin")
        .set("last_name", "Müller")
        .set("emails", "katrin@beispiel.de\nk.mueller@beispiel.de")
        .set("phones", "089 1234567");
    let id = create(&mut tx, &edits, Origin::default()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn resolve(
    tx: &mut ::store::Tx,
    who: &Identifiers,
    source: &str,
) -> kernel::Result<Resolved> {
    let moment = Moment {
        time: tx.ctx().now(),
        source: source.to_owned(),
        event_id: "m-1".to_owned(),
    };
    super::resolve(
        tx,
        Said {
            who,
            source,
            moment,
        },
    )
    .await
}

async fn count(db: &Db, sql: &str) -> i64 {
    let (n,): (i64,) = db.one(sql, params![]).await.unwrap();
    n
}

#[tokio::test]
async fn a_person_arrives_with_record_identifiers_audit_timeline_and_search() {
    let (_folder, db, ctx) = fresh().await;
    let id = katrin(&db, &ctx).await;
    let person = people::get(&db, id).await.unwrap();
    assert_eq!(person.name(), "Katrin Müller");
    assert_eq!(people::records(&db, id).await.unwrap(), [id]);
    assert_eq!(
        count(
            &db,
            "select count(*) from identity_edge where kind = 'email'"
        )
        .await,
        2
    );
    assert_eq!(
        count(&db, "select count(*) from audit where action = 'created'").await,
        1
    );
    assert_eq!(
        count(
            &db,
            "select count(*) from touchpoint where type = 'person.created'"
        )
        .await,
        1
    );
    let found = db.search("mueller", Some("person"), 5).await.unwrap();
    assert_eq!(found.first().map(|f| f.id), Some(id));
}

#[tokio::test]
async fn a_change_names_its_fields_and_a_stale_version_is_refused() {
    let (_folder, db, ctx) = fresh().await;
    let id = katrin(&db, &ctx).await;
    let mut tx = db.begin(&ctx).await.unwrap();
    let edits = Edits::new()
        .set("job_title", "Einkauf")
        .set("first_name", "Katrin");
    let (person, changed) = change(&mut tx, id, Some(1), &edits, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (person.version, changed.len()),
        (2, 1),
        "what stays the same is no change"
    );
    let fields: (String,) = db
        .one(
            "select properties from touchpoint where type = 'person.changed'",
            params![],
        )
        .await
        .unwrap();
    assert!(fields.0.contains("job_title") && !fields.0.contains("first_name"));
    let mut tx = db.begin(&ctx).await.unwrap();
    let edits = Edits::new().set("job_title", "Leitung");
    let stale = change(&mut tx, id, Some(1), &edits, None).await;
    assert!(matches!(
        stale,
        Err(Error::Conflict(Conflict::Version { version: 2 }))
    ));
}

#[tokio::test]
async fn an_undo_restores_unless_someone_changed_the_field_since() {
    let (_folder, db, ctx) = fresh().await;
    let id = katrin(&db, &ctx).await;
    let mut changes = Vec::new();
    for title in ["Einkauf", "Leitung Einkauf"] {
        let mut tx = db.begin(&ctx).await.unwrap();
        let edits = Edits::new()
            .set("job_title", title)
            .set("emails", format!("{}@x.de", title.len()));
        change(&mut tx, id, None, &edits, None).await.unwrap();
        changes.push(tx.change_id());
        tx.commit().await.unwrap();
    }
    let mut tx = db.begin(&ctx).await.unwrap();
    let early = history::undo(&mut tx, changes[0]).await;
    assert!(matches!(
        early,
        Err(Error::Conflict(Conflict::State { .. }))
    ));
    drop(tx);
    for change in changes.iter().rev() {
        let mut tx = db.begin(&ctx).await.unwrap();
        history::undo(&mut tx, *change).await.unwrap();
        tx.commit().await.unwrap();
    }
    let person = people::get(&db, id).await.unwrap();
    assert_eq!(person.job_title, None);
    assert_eq!(
        person.emails,
        ["katrin@beispiel.de", "k.mueller@beispiel.de"]
    );
    let mut tx = db.begin(&ctx).await.unwrap();
    assert!(
        history::undo(&mut tx, changes[0]).await.is_err(),
        "only once"
    );
}

#[tokio::test]
async fn identifiers_lead_to_one_person_and_an_anonymous_visitor_is_linked_later() {
    let (_folder, db, ctx) = fresh().await;
    let id = katrin(&db, &ctx).await;
    let mut tx = db.begin(&ctx).await.unwrap();
    let visitor = Identifiers {
        anonymous_id: Some("a-1".into()),
        ..Identifiers::default()
    };
    assert_eq!(
        resolve(&mut tx, &visitor, "web").await.unwrap().person_id,
        None
    );
    let mut view = kernel::Touchpoint::new("web.page.viewed", ctx.now());
    view.anonymous_id = Some("a-1".into());
    tx.record(view).await.unwrap();
    let known = Identifiers {
        anonymous_id: Some("a-1".into()),
        user_id: Some("u-7".into()),
        emails: vec!["Katrin@Beispiel.de".into()],
        ..Identifiers::default()
    };
    let who = resolve(&mut tx, &known, "web").await.unwrap();
    assert_eq!((who.person_id, who.created), (Some(id), false));
    let stranger = Identifiers {
        user_id: Some("u-8".into()),
        ..Identifiers::default()
    };
    let new = resolve(&mut tx, &stranger, "web").await.unwrap();
    assert!(new.created && new.person_id != Some(id));
    assert_eq!(
        resolve(&mut tx, &stranger, "web").await.unwrap().person_id,
        new.person_id
    );
    tx.commit().await.unwrap();
    let mine = format!(
        "select count(*) from touchpoint t join person_record r on r.id = t.record_id \
         where t.type = 'web.page.viewed' and r.person_id = {}",
        id.0
    );
    assert_eq!(count(&db, &mine).await, 1);
}

#[tokio::test]
async fn a_list_is_leafed_without_gaps_in_every_order() {
    let (_folder, db, ctx) = fresh().await;
    let mut tx = db.begin(&ctx).await.unwrap();
    let firms =
        ["Nord AG", "Süd GmbH"].map(|name| (Edits::new().set("name", name), Origin::default()));
    let firms = companies::create_many(&mut tx, firms.to_vec())
        .await
        .unwrap();
    let all = (0..25_usize).map(|n| {
        let edits = Edits::new()
            .set("last_name", format!("Müller {}", n % 7))
            .set("lifecycle_phase", "3");
        let edits = if n % 3 == 0 {
            edits
        } else {
            edits.set("company_id", firms[n % 2].to_string())
        };
        (edits, Origin::default())
    });
    let mut wanted = create_many(&mut tx, all.collect()).await.unwrap();
    tx.commit().await.unwrap();
    wanted.sort_unstable();
    for sort in [
        "", "-name", "touched", "-touched", "created", "-created", "company", "-company",
    ] {
        let mut ask = Ask {
            sort: sort.into(),
            phase: "3".into(),
            ..Ask::default()
        };
        let mut seen = Vec::new();
        loop {
            let (lines, next) = people::list(&db, &ask, 4).await.unwrap();
            seen.extend(lines.iter().map(|l| l.id));
            let Some(after) = next else { break };
            ask.after = after;
        }
        seen.sort_unstable();
        assert_eq!(seen, wanted, "order {sort:?}");
    }
}
