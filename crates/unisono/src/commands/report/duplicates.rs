//! `unisono report duplicates`: what a run would do, measured against the planted truth where there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use customers::companies::Company;
use customers::duplicates::{Survey, survey};
use customers::people::Person;
use kernel::{Id, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::commands::open::open;
use crate::commands::{Data, lang, say};

/// Compares all people and all companies with each other and changes nothing.
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
    #[serde(default)]
    company_duplicates: Vec<(Id, Id)>,
    #[serde(default)]
    company_look_alikes: Vec<(Id, Id)>,
    #[serde(default)]
    company_parts: Vec<(Id, Id, String)>,
}

type Pairs = BTreeSet<(Id, Id)>;

pub(super) async fn run(command: Duplicates) -> Result<()> {
    let (db, _) = open(&command.data).await?;
    let people = survey::<Person>(&db).await?;
    let companies = survey::<Company>(&db).await?;
    let truth: Option<Truth> = match &command.truth {
        Some(path) => Some(serde_json::from_slice(&std::fs::read(path)?)?),
        None => None,
    };
    let mut told = counted(&people, "people");
    let mut of_companies = counted(&companies, "companies");
    let mut lines = vec![line("duplicates.report", &people)];
    if let Some(truth) = &truth {
        let measured = measured(&people, &truth.duplicates, &truth.look_alikes);
        lines.push(measured_line(&measured));
        take(&mut told, measured);
    }
    lines.push(line("duplicates.company.report", &companies));
    if let Some(truth) = &truth {
        let (same, alike) = (&truth.company_duplicates, &truth.company_look_alikes);
        let mut measured = measured(&companies, same, alike);
        lines.push(measured_line(&measured));
        take(&mut measured, placed(&companies, &truth.company_parts));
        take(&mut of_companies, measured);
    }
    told["of_companies"] = of_companies;
    say(command.json, &told, &lines.join("\n"));
    Ok(())
}

fn take(told: &mut Value, more: Value) {
    for (name, value) in more.as_object().into_iter().flatten() {
        told[name.as_str()] = value.clone();
    }
}

fn counted(survey: &Survey, name: &str) -> Value {
    let certain = closed(&survey.certain).len();
    let mut told = json!({
        "certain": certain, "likely": survey.likely.len(), "parts": survey.parts.len(),
    });
    told[name] = json!(survey.records);
    told
}

fn line(key: &str, survey: &Survey) -> String {
    ui::tf(
        lang(),
        key,
        &[
            ("n", &survey.records),
            ("certain", &closed(&survey.certain).len()),
            ("likely", &survey.likely.len()),
            ("parts", &survey.parts.len()),
        ],
    )
}

fn share(n: usize, of: usize) -> f64 {
    if of == 0 { 1.0 } else { n as f64 / of as f64 }
}

/// How right the pairs are that would be merged without asking, and what is asked about.
fn measured(survey: &Survey, planted: &[(Id, Id)], look_alikes: &[(Id, Id)]) -> Value {
    let certain = closed(&survey.certain);
    let mut asked = ordered(survey.likely.iter().copied());
    asked.extend(&certain);
    asked.extend(ordered(survey.parts.iter().map(|(pair, _, _)| *pair)));
    let planted = ordered(planted.iter().copied());
    let look_alikes = ordered(look_alikes.iter().copied());
    let right = certain.intersection(&planted).count();
    json!({
        "planted": planted.len(),
        "precision": share(right, certain.len()),
        "recall": share(right, planted.len()),
        "review_recall": share(asked.intersection(&planted).count(), planted.len()),
        "look_alikes": look_alikes.len(),
        "look_alikes_merged": certain.intersection(&look_alikes).count(),
    })
}

fn measured_line(measured: &Value) -> String {
    let figure = |name: &str| measured[name].as_f64().unwrap_or_default();
    ui::tf(
        lang(),
        "duplicates.report_truth",
        &[
            (
                "precision",
                &ui::fmt::percent(lang(), figure("precision"), 2),
            ),
            ("recall", &ui::fmt::percent(lang(), figure("recall"), 2)),
            ("wrong", &measured["look_alikes_merged"]),
            ("of", &measured["look_alikes"]),
        ],
    )
}

/// How many of the planted parts would be offered, and of these how many the right way round and as what
/// they are.
fn placed(survey: &Survey, planted: &[(Id, Id, String)]) -> Value {
    let offered: BTreeMap<(Id, Id), (Id, &str)> = survey
        .parts
        .iter()
        .map(|((a, b), part, kind)| ((*a.min(b), *a.max(b)), (*part, *kind)))
        .collect();
    let (mut found, mut right) = (0, 0);
    for (part, whole, kind) in planted {
        if let Some((offered, as_kind)) = offered.get(&(*part.min(whole), *part.max(whole))) {
            found += 1;
            right += usize::from(offered == part && as_kind == kind);
        }
    }
    json!({
        "planted_parts": planted.len(),
        "parts_offered": found,
        "parts_offered_right": right,
    })
}

fn ordered(pairs: impl Iterator<Item = (Id, Id)>) -> Pairs {
    pairs.map(|(a, b)| (a.min(b), a.max(b))).collect()
}

/// All pairs of everybody who would be one: a group of three is three pairs.
fn closed(pairs: &[(Id, Id)]) -> Pairs {
    let mut groups: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
    for (oldest, other) in ordered(pairs.iter().copied()) {
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
