//! The list of migrations.

/// The schema in order. A new migration is one file and one line here.
pub(crate) const ALL: &[(i64, &str, &str)] = &[
    (
        1,
        "platform",
        include_str!("../migrations/0001_platform.sql"),
    ),
    (2, "org", include_str!("../migrations/0002_org.sql")),
    (
        3,
        "customers",
        include_str!("../migrations/0003_customers.sql"),
    ),
    (
        4,
        "timeline",
        include_str!("../migrations/0004_timeline.sql"),
    ),
    (
        5,
        "timeline_objects",
        include_str!("../migrations/0005_timeline_objects.sql"),
    ),
    (6, "people", include_str!("../migrations/0006_people.sql")),
    (7, "deals", include_str!("../migrations/0007_deals.sql")),
    (
        8,
        "timeline_streams",
        include_str!("../migrations/0008_timeline_streams.sql"),
    ),
    (9, "imports", include_str!("../migrations/0009_imports.sql")),
    (
        10,
        "import_drafts",
        include_str!("../migrations/0010_import_drafts.sql"),
    ),
    (
        11,
        "api_answers",
        include_str!("../migrations/0011_api_answers.sql"),
    ),
    (12, "lists", include_str!("../migrations/0012_lists.sql")),
    (13, "pages", include_str!("../migrations/0013_pages.sql")),
    (15, "visits", include_str!("../migrations/0015_visits.sql")),
    (
        16,
        "machines",
        include_str!("../migrations/0016_machines.sql"),
    ),
    (17, "ingest", include_str!("../migrations/0017_ingest.sql")),
    (
        20,
        "duplicates",
        include_str!("../migrations/0020_duplicates.sql"),
    ),
    (
        21,
        "company_duplicates",
        include_str!("../migrations/0021_company_duplicates.sql"),
    ),
    (
        23,
        "contribution",
        include_str!("../migrations/0023_contribution.sql"),
    ),
    (
        25,
        "questions",
        include_str!("../migrations/0025_questions.sql"),
    ),
    (
        30,
        "log_readers",
        include_str!("../migrations/0030_log_readers.sql"),
    ),
    (
        31,
        "synergies",
        include_str!("../migrations/0031_synergies.sql"),
    ),
    (
        33,
        "changes",
        include_str!("../migrations/0033_changes.sql"),
    ),
    (36, "costs", include_str!("../migrations/0036_costs.sql")),
    (
        37,
        "decisions",
        include_str!("../migrations/0037_decisions.sql"),
    ),
    (
        38,
        "identity",
        include_str!("../migrations/0038_identity.sql"),
    ),
    (
        39,
        "costs_at_once",
        include_str!("../migrations/0039_costs_at_once.sql"),
    ),
    (
        40,
        "costs_by_title",
        include_str!("../migrations/0040_costs_by_title.sql"),
    ),
];
