//! What earlier programs wrote is still there after a migration that moves it.

use kernel::{Ctx, Id};
use tempfile::TempDir;

use super::{ctx, empty_on_server};
use crate::{Db, params};

/// The last schema in which decisions had the table of the questions.
const BEFORE: i64 = 36;

async fn decided_before(db: &Db, ctx: &Ctx) {
    db.migrate_until(ctx, BEFORE).await.unwrap();
    let mut tx = db.begin(ctx).await.unwrap();
    let answer = "insert into question_answer (id, run_id, question, version, until, data_hash, body, answered_at) \
                  values (7, 1, 'fair_win', 1, 1, 1, '{}', 1)";
    tx.exec(answer, params![]).await.unwrap();
    let decision = "insert into question_decision (id, question, action, answer_id, expected, note, review_on, decided_at, \
                    decided_by, reviewed_at, reviewed_by, review_answer_id, actual, review_note, withdrawn_at) \
                    values ($1, $2, $3, 7, $4, 'weil', '2026-02-01', 11, 5, $5, $6, $7, $8, $9, $10)";
    let none = None::<i64>;
    let still_open = params![
        1,
        "fair_win",
        "start",
        0.25,
        none,
        none,
        none,
        None::<f64>,
        None::<&str>,
        none
    ];
    tx.exec(decision, still_open).await.unwrap();
    let reviewed = params![
        2,
        "discount_value",
        "stop",
        -90_000.5,
        12,
        6,
        7,
        -45_000.25,
        "gelernt",
        none
    ];
    tx.exec(decision, reviewed).await.unwrap();
    let withdrawn = params![
        3,
        "fast_start_nps",
        "adapt",
        None::<f64>,
        none,
        none,
        none,
        None::<f64>,
        None::<&str>,
        13
    ];
    tx.exec(decision, withdrawn).await.unwrap();
    tx.commit().await.unwrap();
}

/// Kind and key of the subject, action, unit, what was expected.
type Decided = (String, String, String, String, Option<f64>);

/// When, by whom, compared with which answer, what was found and learned.
type Reviewed = (i64, Id, Id, f64, String);

async fn decisions_upon_questions_are_kept(db: &Db, ctx: &Ctx) {
    decided_before(db, ctx).await;
    db.migrate(ctx).await.unwrap();
    let sql =
        "select subject_kind, subject_key, action, measure, expected from decision order by id";
    let found: Vec<Decided> = db.rows(sql, params![]).await.unwrap();
    let of = |key: &str, action: &str, measure: &str, expected| {
        let word = str::to_owned;
        (
            word("question"),
            word(key),
            word(action),
            word(measure),
            expected,
        )
    };
    assert_eq!(
        found,
        [
            of("fair_win", "start", "rate", Some(0.25)),
            of("discount_value", "stop", "money", Some(-90_000.5)),
            of("fast_start_nps", "adapt", "points", None),
        ]
    );
    let sql = "select reviewed_at, reviewed_by, review_answer_id, actual, review_note from decision where id = 2";
    let review: Reviewed = db.one(sql, params![]).await.unwrap();
    let learned = "gelernt".to_owned();
    assert_eq!(review, (12, Id(6), Id(7), -45_000.25, learned));
    let rest: (i64, i64, i64, i64) = db
        .one(
            "select count(answer_id), count(note), count(decided_by), count(withdrawn_at) from decision",
            params![],
        )
        .await
        .unwrap();
    assert_eq!(rest, (3, 3, 3, 1));
    let gone = db.rows::<(i64,)>("select 1 from question_decision", params![]);
    assert!(gone.await.is_err(), "there is one table of decisions");
}

#[tokio::test]
async fn decisions_upon_questions_are_kept_on_the_embedded_engine() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    decisions_upon_questions_are_kept(&db, &ctx()).await;
}

#[tokio::test]
async fn decisions_upon_questions_are_kept_on_postgres() {
    match empty_on_server("moved").await {
        Some((db, ctx)) => decisions_upon_questions_are_kept(&db, &ctx).await,
        None => println!("no PostgreSQL named: only the embedded engine was tried"),
    }
}
