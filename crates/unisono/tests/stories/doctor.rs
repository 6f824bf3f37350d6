//! The examination of an installation: healthy at first, then one deliberate damage after the other.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;
use store::{Db, Engine, params};
use testkit::{Program, TestApp};

const BINARY: &str = env!("CARGO_BIN_EXE_unisono");

/// An installation with touchpoints, events and records.
fn installation(app: &TestApp) -> (Program, Db) {
    let program = Program::new(BINARY, &app.folder().join("data"), app.database_url());
    program.run(&["demo", "--size", "xs"]);
    let db = match app.database_url() {
        Some(url) => Db::postgres(&url),
        None => Db::sqlite(&program.data().join("unisono.db")),
    };
    (program, db.expect("the database"))
}

fn examine(program: &Program, words: &[&str]) -> (i32, Vec<String>) {
    let outcome = program.outcome(&[&["doctor", "--json"], words].concat(), "C");
    let answer: Value =
        serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    let findings = answer["findings"].as_array().expect("a list");
    let checks = findings.iter().map(|finding| {
        let text = finding["finding"].as_str().unwrap_or("");
        let fix = finding["fix"].as_str().unwrap_or("");
        assert!(!text.contains(['{', '}']) && text.contains(' '), "{text}");
        assert!(!fix.contains(['{', '}']) && fix.contains(' '), "{fix}");
        finding["check"].as_str().unwrap_or("").to_owned()
    });
    (outcome.code, checks.collect())
}

async fn run(app: &TestApp, db: &Db, statements: &[&str]) {
    let mut tx = db.begin(&app.ctx()).await.expect("a transaction");
    for sql in statements {
        tx.exec(sql, params![]).await.expect(sql);
    }
    tx.commit().await.expect("kept");
}

/// What is damaged, the check that finds it, and how it is mended.
const DAMAGES: &[(&str, &[&str], &[&str])] = &[
    (
        "log_gaps",
        &["update touchpoint set seq = 0 where seq = 7"],
        &["update touchpoint set seq = 7 where seq = 0"],
    ),
    (
        "log_head",
        &["update log_head set seq = seq - 3"],
        &["update log_head set seq = seq + 3"],
    ),
    (
        "events",
        &[
            "insert into source (id, name, kind, created_at, events) values (1, 'web-shop', 'server', 1, 1)",
            "update touchpoint set source = 'web-shop', fingerprint = source where seq = 3",
        ],
        &[
            "update touchpoint set source = fingerprint, fingerprint = null where seq = 3",
            "delete from source where id = 1",
        ],
    ),
    (
        "reactor",
        &["update consumer_cursor set seq = 0 where name = 'search_objects'"],
        &[
            "update consumer_cursor set seq = (select seq from log_head) where name = 'search_objects'",
        ],
    ),
    (
        "jobs_failed",
        &[
            "insert into job (id, kind, payload, run_at, created_at, failed_at) values (1, 'a', '1', 1, 1, 1)",
        ],
        &["delete from job"],
    ),
    (
        "jobs_waiting",
        &[
            "insert into job (id, kind, payload, run_at, created_at, lease_until) values (1, 'a', '1', 1, 1, 1)",
        ],
        &["delete from job"],
    ),
    (
        "outbox_unknown",
        &[
            "insert into outbox (id, effect_key, kind, payload, state, due_at, created_at) values (1, 'a', 'mail', '1', 'unknown', 1, 1)",
        ],
        &[],
    ),
    (
        "outbox_failed",
        &["update outbox set state = 'failed'"],
        &[],
    ),
    (
        "outbox_waiting",
        &["update outbox set state = 'queued'"],
        &["delete from outbox"],
    ),
    (
        "search_records",
        &[
            "insert into company (id, name, name_folded, created_at, updated_at) values (77, 'a', 'a', 1, 1)",
        ],
        &["delete from company where id = 77"],
    ),
    (
        "schema_old",
        &[
            "update migration set number = -number where number = (select max(number) from migration)",
        ],
        &["update migration set number = -number where number < 0"],
    ),
    (
        "schema_new",
        &["insert into migration (number, name, at) values (9999, 'later', 1)"],
        &["delete from migration where number = 9999"],
    ),
];

const DAMAGES_OF_A_SERVER: &[(&str, &[&str], &[&str])] = &[
    (
        "integrity",
        &["update pg_index set indisvalid = false where indexrelid = 'touchpoint_time'::regclass"],
        &["update pg_index set indisvalid = true where indexrelid = 'touchpoint_time'::regclass"],
    ),
    (
        "integrity",
        &[
            "alter table participant disable trigger all",
            "insert into participant (touchpoint_id, record_id) values (1, 1)",
        ],
        &[
            "delete from participant where touchpoint_id = 1",
            "alter table participant enable trigger all",
        ],
    ),
    (
        "log_doubles",
        &[
            "alter table touchpoint drop constraint touchpoint_seq",
            "insert into touchpoint (id, seq, source, event_id, type, direction, time, recorded_at, timestamp_quality) \
             values (1, 5, 'x', 'x', 'note.written', 'internal', 1, 1, 'server')",
        ],
        &[
            "delete from touchpoint where id = 1",
            "alter table touchpoint add constraint touchpoint_seq unique (seq)",
        ],
    ),
];

const DAMAGES_OF_A_FILE: &[(&str, &[&str], &[&str])] = &[(
    "search_words",
    &["delete from search_index where rowid = (select min(id) from search_doc)"],
    &["insert into search_index (rowid, folded) select min(id), 'a' from search_doc"],
)];

/// Damages one thing after the other and looks whether exactly that is found.
async fn each_is_found(app: &TestApp, at: &(Program, Db), damages: &[(&str, &[&str], &[&str])]) {
    for (check, damage, mend) in damages {
        run(app, &at.1, damage).await;
        let found = examine(&at.0, &[]);
        assert_eq!(found, (1, vec![(*check).to_owned()]), "{damage:?}");
        run(app, &at.1, mend).await;
    }
    assert_eq!(examine(&at.0, &[]), (0, Vec::new()), "all is mended");
}

async fn every_damage_is_found_and_named(app: TestApp) {
    let at = installation(&app);
    assert_eq!(examine(&at.0, &[]), (0, Vec::new()), "healthy at first");
    each_is_found(&app, &at, DAMAGES).await;
}

async fn damage_of_the_engine_is_found(app: TestApp) {
    let at = installation(&app);
    if at.1.engine() == Engine::Postgres {
        return each_is_found(&app, &at, DAMAGES_OF_A_SERVER).await;
    }
    each_is_found(&app, &at, DAMAGES_OF_A_FILE).await;
    let (program, db) = at;
    drop(db);
    rip(&program.data().join("unisono.db"));
    let (code, found) = examine(&program, &[]);
    assert_eq!((code, found), (1, vec!["integrity".to_owned()]));
}

/// Writes nonsense over pages of an index in the middle of the file.
fn rip(file: &std::path::Path) {
    let mut bytes = std::fs::read(file).expect("the database");
    let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    // Leaf pages of indexes begin with 10; their cells are overwritten, their headers stay.
    let mut left = 5;
    for start in (page * 20..bytes.len() - page).step_by(page) {
        if bytes[start] == 10 && left > 0 {
            bytes[start + page - 64..start + page].fill(0x55);
            left -= 1;
        }
    }
    assert_eq!(left, 0, "pages of indexes were found");
    std::fs::write(file, bytes).expect("written");
}

async fn the_machine_is_examined_too(app: TestApp) {
    let (program, _) = installation(&app);
    let (code, found) = examine(&program, &["--least-free-mb", "999999999"]);
    assert_eq!((code, found), (1, vec!["disk".to_owned()]));
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(program.data(), mode(0o755)).expect("a mode");
    assert_eq!(examine(&program, &[]), (1, vec!["permissions".to_owned()]));
    std::fs::set_permissions(program.data(), mode(0o700)).expect("a mode");
    let secret = program.data().join("secret.key");
    std::fs::write(&secret, "x").expect("written");
    std::fs::set_permissions(&secret, mode(0o644)).expect("a mode");
    assert_eq!(
        examine(&program, &[]),
        (1, vec!["permissions_secret".to_owned()])
    );
    let german = program.outcome(&["doctor"], "de_AT.UTF-8");
    assert!(
        german
            .out
            .contains("Andere dürfen die Datei mit Geheimnissen"),
        "{german:?}"
    );
    assert!(german.out.contains("chmod 600"), "{german:?}");
    std::fs::remove_file(&secret).expect("removed");
    let english = program.outcome(&["doctor"], "C.UTF-8");
    assert_eq!(
        (english.code, english.out.trim()),
        (0, "Everything is in order.")
    );
}

testkit::both_engines!(
    every_damage_is_found_and_named,
    damage_of_the_engine_is_found,
    the_machine_is_examined_too,
);
