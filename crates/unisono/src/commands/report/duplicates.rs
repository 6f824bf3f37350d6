//! `unisono report duplicates`: what a run would do, measured against the planted truth where there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use kernel::{Id, Result};
use serde::Deserialize;
use serde_json::json;

use crate::commands::open::open;
use crate::commands::{Data, lang, say};

/// Compares everybody with everybody and changes nothing.
#[derive(Args)]
#[command(
    after_help = "Example: unisono report duplicates --data ./demo-data --truth ./demo-data/truth.json --json"
)]
pub(crate) struct Duplicates {
    #[command(flatten)]
    data: Data,
    /// The truth of a demo company (DIR/truth.json), to measure against.
    #[arg(long)]
    truth: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize)]
struct Truth {
    duplicates: Vec<(Id, Id)>,
    look_alikes: Vec<(Id, Id)>,
}

type Pairs = BTreeSet<(Id, Id)>;

pub(super) async fn run(command: Duplicates) -> Result<()> {
    let (db, _) = open(&command.data).await?;
    let survey = customers::duplicates::survey(&db).await?;
    let (certain, likely) = (closed(&survey.certain), closed(&survey.likely));
    let mut told =
        json!({ "people": survey.people, "certain": certain.len(), "likely": survey.likely.len() });
    let mut line = ui::tf(
        lang(),
        "duplicates.report",
        &[
            ("people", &survey.people),
            ("certain", &certain.len()),
            ("likely", &survey.likely.len()),
        ],
    );
    if let Some(path) = &command.truth {
        let truth: Truth = serde_json::from_slice(&std::fs::read(path)?)?;
        let planted = ordered(&truth.duplicates);
        let right = certain.intersection(&planted).count();
        let asked = planted
            .iter()
            .filter(|pair| certain.contains(pair) || likely.contains(pair));
        let share = |n: usize, of: usize| if of == 0 { 1.0 } else { n as f64 / of as f64 };
        let (precision, recall) = (share(right, certain.len()), share(right, planted.len()));
        let look_alikes = ordered(&truth.look_alikes);
        let wrong = certain.intersection(&look_alikes).count();
        told["planted"] = json!(planted.len());
        told["precision"] = json!(precision);
        told["recall"] = json!(recall);
        told["review_recall"] = json!(share(asked.count(), planted.len()));
        told["look_alikes"] = json!(look_alikes.len());
        told["look_alikes_merged"] = json!(wrong);
        line.push('\n');
        line.push_str(&ui::tf(
            lang(),
            "duplicates.report_truth",
            &[
                ("precision", &ui::fmt::percent(lang(), precision, 2)),
                ("recall", &ui::fmt::percent(lang(), recall, 2)),
                ("wrong", &wrong),
                ("of", &look_alikes.len()),
            ],
        ));
    }
    say(command.json, &told, &line);
    Ok(())
}

fn ordered(pairs: &[(Id, Id)]) -> Pairs {
    pairs.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect()
}

/// All pairs of everybody who would be one: a group of three is three pairs.
fn closed(pairs: &[(Id, Id)]) -> Pairs {
    let mut groups: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (oldest, other) in ordered(pairs) {
        groups
            .entry(oldest)
            .or_insert_with(|| BTreeSet::from([oldest]))
            .insert(other);
    }
    let mut all = Pairs::new();
    for group in groups.values() {
        for a in group {
            all.extend(group.iter().filter(|b| a < *b).map(|b| (*a, *b)));
        }
    }
    all
}
