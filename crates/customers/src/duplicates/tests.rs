//! Plans of the questions that are asked at a million people, and the arithmetic of the door.

use std::sync::Arc;

use ::store::{Db, Sql};
use kernel::{Ctx, FixedClock, Id, IdGen, Millis};
use tempfile::TempDir;

use super::candidates;
use super::model::Band;
use super::store::{self as sql, Card};
use super::twin::Kind;
use crate::fields::{Edits, Origin};
use crate::people::{self, Person};

async fn fresh() -> (TempDir, Db, Ctx) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let clock = Arc::new(FixedClock::at(Millis(1_795_420_800_000)));
    let ctx = Ctx::system(clock, Arc::new(IdGen::new(0)));
    db.migrate(&ctx).await.unwrap();
    (folder, db, ctx)
}

async fn plan(db: &Db, asked: Sql) -> String {
    let (text, values) = asked.into_parts();
    let steps: Vec<(i64, i64, i64, String)> = db
        .rows(&format!("explain query plan {text}"), values)
        .await
        .unwrap();
    let steps: Vec<String> = steps.into_iter().map(|(_, _, _, step)| step).collect();
    steps.join("\n")
}

#[tokio::test]
async fn who_has_a_key_is_one_range_of_the_primary_key() {
    let (_folder, db, _ctx) = fresh().await;
    let steps = plan(&db, sql::by_key(-7, 60)).await;
    assert!(
        steps.contains("COVERING INDEX sqlite_autoindex_duplicate_key_1 (key=?)"),
        "{steps}"
    );
    assert!(!steps.contains("TEMP B-TREE"), "{steps}");
}

#[tokio::test]
async fn a_page_of_the_queue_is_one_range_of_one_index() {
    let (_folder, db, ctx) = fresh().await;
    let mut tx = db.begin(&ctx).await.unwrap();
    sql::answered(&mut tx, Kind::Person, (Id(1), Id(2)), "open", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let person = Some(Kind::Person);
    let first = db.query::<sql::Pair>(sql::open_page(person, Band::Likely, None, 1));
    let first = first.await.unwrap().pop().unwrap();
    for (kind, index) in [
        (person, "USING INDEX duplicate_pair_queue"),
        (None, "USING INDEX duplicate_pair_all"),
    ] {
        for after in [None, Some(&first)] {
            let steps = plan(&db, sql::open_page(kind, Band::Likely, after, 26)).await;
            assert!(steps.contains(index), "{steps}");
            assert!(!steps.contains("TEMP B-TREE"), "{steps}");
        }
    }
}

/// However many people there are of a name, the door looks at a bounded number, and the address decides.
#[tokio::test]
async fn a_frequent_name_does_not_hide_the_one_with_the_same_address() {
    let (_folder, db, ctx) = fresh().await;
    let named = |email: Option<String>| {
        let edits = Edits::new()
            .set("first_name", "Thomas")
            .set("last_name", "Müller");
        (edits.set_opt("emails", email), Origin::default())
    };
    let mut all: Vec<_> = (0..300).map(|_| named(None)).collect();
    all.push(named(Some("thomas.mueller@nord.de".to_owned())));
    let mut tx = db.begin(&ctx).await.unwrap();
    let ids = people::create_many(&mut tx, all).await.unwrap();
    tx.commit().await.unwrap();
    let typed = Card::of_person(Id(0), |field| match field {
        "last_name" => Some("Müller".to_owned()),
        "first_name" => Some("Tomas".to_owned()),
        "emails" => Some("Thomas.Mueller@nord.de".to_owned()),
        _ => None,
    });
    let found = candidates::of::<Person>(&db, &typed, None).await.unwrap();
    assert_eq!(found.first().map(|one| one.id), ids.last().copied());
    assert!(found.len() <= 8);
}
