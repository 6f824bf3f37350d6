//! What is said about the clusters: as JSON, as a line, and as a file.

use std::path::Path;

use analysis::identity::batch::{Figures, Outcome};
use kernel::{Lang, Result};
use serde_json::{Value, json};

use super::rows::{IntoError as _, Rows, about};

/// What is counted for people and machines alike.
pub(super) struct Summary {
    clusters: usize,
    largest: usize,
    /// Rows that are in a cluster with another row.
    doubled: usize,
    seconds: f64,
}

impl Summary {
    pub(super) fn of(outcome: &Outcome, seconds: f64) -> Self {
        let clusters = outcome
            .clusters
            .iter()
            .max()
            .map_or(0, |last| *last as usize + 1);
        let mut sizes = vec![0_usize; clusters];
        outcome
            .clusters
            .iter()
            .for_each(|cluster| sizes[*cluster as usize] += 1);
        Self {
            clusters,
            largest: sizes.iter().copied().max().unwrap_or(0),
            doubled: sizes.iter().filter(|size| **size > 1).sum(),
            seconds,
        }
    }
}

pub(super) fn answer(
    rows: &Rows,
    outcome: &Outcome,
    figures: Option<Figures>,
    summary: &Summary,
) -> Value {
    let members: Vec<Value> = (1..)
        .zip(&outcome.clusters)
        .map(|(row, cluster): (u64, &u32)| json!({ "row": row, "cluster": cluster }))
        .collect();
    let passes: Vec<Value> = outcome
        .passes
        .iter()
        .map(|pass| {
            json!({
                "pass": pass.key, "pairs": pass.pairs, "new_pairs": pass.new_pairs,
                "new_links": pass.new_links, "left_out": pass.left_out, "recall": pass.recall,
            })
        })
        .collect();
    let mut data = json!({
        "records": rows.table.rows.len(),
        "clusters": summary.clusters,
        "largest_cluster": summary.largest,
        "seconds": summary.seconds,
        "shape": outcome.model.shape.key(),
        "columns": rows.used,
        "ignored_columns": rows.ignored,
        "broken_lines": rows.broken,
        "review_pairs": outcome.reviews.len(),
        "blocking": passes,
        "members": members,
    });
    if let Some(figures) = figures {
        data["precision"] = json!(figures.precision);
        data["recall"] = json!(figures.recall);
        data["f1"] = json!(figures.f1);
        data["review_recall"] = json!(figures.review_recall);
        data["blocking_recall"] = json!(outcome.blocking_recall);
    }
    data
}

pub(super) fn line(lang: Lang, rows: &Rows, figures: Option<Figures>, summary: &Summary) -> String {
    let mut text = ui::tf(
        lang,
        "duplicates.line",
        &[
            ("records", &rows.table.rows.len()),
            ("clusters", &summary.clusters),
            ("doubled", &summary.doubled),
            ("largest", &summary.largest),
        ],
    );
    if let Some(figures) = figures {
        let share = |value: f64| format!("{value:.4}");
        text.push('\n');
        text.push_str(&ui::tf(
            lang,
            "duplicates.figures",
            &[
                ("precision", &share(figures.precision)),
                ("recall", &share(figures.recall)),
                ("f1", &share(figures.f1)),
                ("review", &share(figures.review_recall)),
            ],
        ));
    }
    text
}

/// The cluster of every row, as CSV.
pub(super) fn write(path: &Path, rows: &Rows, outcome: &Outcome) -> Result<()> {
    use std::fmt::Write as _;
    let mut text = String::from("file,row,cluster\n");
    for (at, cluster) in outcome.clusters.iter().enumerate() {
        let _ = writeln!(text, "{},{},{cluster}", rows.sides[at] + 1, at + 1);
    }
    std::fs::write(path, text).map_err(|error| {
        about(path, "duplicates.error.write")
            .arg("cause", error)
            .into_error()
    })
}
