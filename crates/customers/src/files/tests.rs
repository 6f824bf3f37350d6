//! Files through the store, on the embedded engine.

use std::sync::Arc;

use ::store::{Db, params};
use kernel::{Ctx, Error, FixedClock, Id, IdGen, Millis};

use super::{Upload, attach, content, get, of_record, remove};
use crate::fields::{Edits, Origin};
use crate::{history, people};

fn upload(content: &[u8]) -> Upload {
    Upload {
        name: "../Angebot.pdf".into(),
        media_type: "application/pdf".into(),
        content: content.to_vec(),
    }
}

#[tokio::test]
async fn a_file_is_kept_once_and_its_removal_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let clock = Arc::new(FixedClock::at(Millis(1_795_420_800_000)));
    let ctx = Ctx::system(clock, Arc::new(IdGen::new(0)));
    db.migrate(&ctx).await.unwrap();
    let mut tx = db.begin(&ctx).await.unwrap();
    let person = people::create(
        &mut tx,
        &Edits::new().set("last_name", "Vogel"),
        Origin::default(),
    )
    .await
    .unwrap();
    let first = attach(&mut tx, "person", person, upload(b"%PDF"))
        .await
        .unwrap();
    attach(&mut tx, "person", person, upload(b"%PDF"))
        .await
        .unwrap();
    assert!(matches!(
        attach(&mut tx, "person", Id(1), upload(b"x")).await,
        Err(Error::NotFound(_))
    ));
    assert!(matches!(
        attach(&mut tx, "person", person, upload(b"")).await,
        Err(Error::Invalid(_))
    ));
    tx.commit().await.unwrap();
    let contents: (i64,) = db
        .one("select count(*) from file_content", params![])
        .await
        .unwrap();
    assert_eq!(contents.0, 1);
    let file = get(&db, first).await.unwrap();
    assert_eq!(file.name, "Angebot.pdf");
    assert_eq!(content(&db, &file).await.unwrap(), b"%PDF");

    let mut tx = db.begin(&ctx).await.unwrap();
    remove(&mut tx, first).await.unwrap();
    let change = tx.change_id();
    tx.commit().await.unwrap();
    assert_eq!(of_record(&db, "person", person).await.unwrap().len(), 1);
    let mut tx = db.begin(&ctx).await.unwrap();
    let page = history::undo(&mut tx, change).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(page, format!("/files/{first}"));
    assert_eq!(of_record(&db, "person", person).await.unwrap().len(), 2);
}
