//! Taking the demo company out again: every customer record, whoever wrote it, and its members.

use kernel::{Ctx, Id, Result};
use store::{Db, params};

/// Rows of the large tables that go within one transaction.
const CHUNK: i64 = 20_000;

/// Large tables, emptied in pieces: a select of what there is, and the delete of one piece.
const LARGE: &[(&str, &str)] = &[
    (
        "select count(*) from machine_verdict",
        "delete from machine_verdict where touchpoint_id in \
         (select touchpoint_id from machine_verdict order by touchpoint_id limit $1)",
    ),
    (
        "select count(*) from participant",
        "delete from participant where touchpoint_id in \
         (select touchpoint_id from participant order by touchpoint_id limit $1)",
    ),
    (
        "select count(*) from touchpoint",
        "delete from touchpoint where id in (select id from touchpoint order by seq limit $1)",
    ),
    (
        "select count(*) from event",
        "delete from event where id in (select id from event order by id limit $1)",
    ),
];

/// The other tables, children before parents.
const SMALL: &[&str] = &[
    "delete from contribution_run",
    "delete from dead_letter",
    "delete from visit_hour where source_id in (select id from source where name = 'demo-website')",
    "delete from source where name = 'demo-website'",
    "delete from delivery",
    "delete from assignment_effect",
    "delete from assignment",
    "delete from lesson",
    "delete from learned_value",
    "delete from deal_line",
    "delete from deal_person",
    "delete from deal_stage_log",
    "delete from deal",
    "delete from product",
    "delete from file",
    "delete from file_content",
    "delete from duplicate_pair",
    "delete from merge_log",
    "delete from duplicate_model",
    "delete from duplicate_key",
    "delete from person_email",
    "delete from person_phone",
    "delete from person_company",
    "delete from identity_edge",
    "delete from device_use",
    "delete from person_record",
    "delete from person",
    "update company set parent_company_id = null where parent_company_id is not null",
    "update company set merged_into_id = null where merged_into_id is not null",
    "delete from company_record",
    "delete from company",
    "delete from import_effect",
    "delete from import_run",
    "delete from audit where record_kind in ('person', 'company', 'deal', 'product', 'file', 'import', 'touchpoint', 'change', 'decision')",
];

/// The members of the demo company; `$1` is the one who clears it and stays.
const MEMBERS: &[&str] = &[
    "update member set deputy_member_id = null where deputy_member_id in \
     (select id from member where source_system = 'demo' and id <> $1)",
    "delete from session where member_id in (select id from member where source_system = 'demo' and id <> $1)",
    "delete from one_time_link where member_id in (select id from member where source_system = 'demo' and id <> $1)",
    "delete from member_role where member_id in (select id from member where source_system = 'demo' and id <> $1)",
    "delete from member where source_system = 'demo' and id <> $1",
];

/// Clears the demo company. `keep` is the member who asked for it. `tell` hears how many rows are
/// gone, and of how many, between the transactions.
///
/// # Errors
/// As [`store::Tx::exec`]; what is gone by then stays gone, and clearing again takes the rest.
pub async fn clear<F>(
    db: &Db,
    ctx: &Ctx,
    keep: Option<Id>,
    tell: impl Fn(i64, i64) -> F,
) -> Result<()>
where
    F: Future<Output = Result<()>>,
{
    let mut of = 0;
    for (count, _) in LARGE {
        let (rows,): (i64,) = db.one(count, params![]).await?;
        of += rows;
    }
    let mut done = 0;
    for (_, delete) in LARGE {
        loop {
            let mut tx = db.begin(ctx).await?;
            let gone = tx.exec(delete, params![CHUNK]).await?;
            tx.commit().await?;
            done += i64::try_from(gone).unwrap_or(0);
            tell(done, of).await?;
            if gone == 0 {
                break;
            }
        }
    }
    let mut tx = db.begin(ctx).await?;
    tx.identities_changed().await?;
    for delete in SMALL {
        tx.exec(delete, params![]).await?;
    }
    for statement in MEMBERS {
        tx.exec(statement, params![keep.unwrap_or(Id(0))]).await?;
    }
    // The activities are no data of the demo: they are seeded in every installation.
    tx.unindex_all_but(&["activity"]).await?;
    tx.set_setting("demo", &serde_json::Value::Null).await?;
    steering::dashboard::clear_goal(&mut tx).await?;
    steering::decisions::forget(&mut tx).await?;
    steering::questions::forget(&mut tx).await?;
    steering::synergies::forget(&mut tx).await?;
    steering::changes::forget(&mut tx).await?;
    tx.commit().await
}
