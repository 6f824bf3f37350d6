//! The findings as JSON: the contract of `unisono analyze effects --json`.

use analysis::effects::{
    ActivityEffect, Adjusted, Check, Effect, Estimate, Grade, Interaction, OrderEffect, PairEffect,
    Split, Synergy, Tested,
};
use kernel::Lang;
use serde_json::{Value, json};

use super::holdouts::{Holdout, LIFT};
use super::{Findings, table};

/// Everything that was found. Numbers that cannot be told are null.
pub(super) fn of(findings: &Findings<'_>, lang: Lang) -> Value {
    let (report, study) = (&findings.report, &findings.given.study);
    let names = study.activities.as_slice();
    let activities = report.activities.iter().map(|found| activity(found, names));
    let splits = findings
        .splits
        .iter()
        .flat_map(|(column, groups)| groups.iter().map(|group| split(column, group, names)));
    json!({
        "outcome": findings.command.outcome,
        "cases": report.tally.cases,
        "at_risk": report.tally.at_risk,
        "mean": report.mean,
        "landmark": findings.command.landmark,
        "activities": activities.collect::<Vec<_>>(),
        "pairs": report.pairs.pairs.iter().map(|found| pair(found, names)).collect::<Vec<_>>(),
        "interactions": interactions(findings, names),
        "tests": report.pairs.tests,
        "q_limit": findings.command.false_share,
        "min_n": findings.command.min_n,
        "contributions": contributions(findings, names),
        "holdouts": findings.holdouts.iter().map(|h| holdout(h, names)).collect::<Vec<_>>(),
        "splits": splits.collect::<Vec<_>>(),
        "notes": table::notes(findings, lang),
    })
}

fn activity(found: &ActivityEffect, names: &[String]) -> Value {
    let name = |places: &[usize]| places.iter().map(|a| &names[*a]).collect::<Vec<_>>();
    let adjusted = found.adjusted.as_ref();
    let reason = adjusted.err().map(|reason| reason.key());
    let adjusted = adjusted.ok();
    let mut on_exposed = effect(adjusted.map(|a| &a.exposed));
    on_exposed["reason"] = json!(reason);
    on_exposed["bootstrap"] = json!(adjusted.map(|a| a.is_bootstrapped));
    let checks = adjusted.map(|a| &a.checks);
    let failed = checks.map_or(Vec::new(), |c| {
        c.failed().into_iter().map(Check::key).collect()
    });
    json!({
        "activity": names[found.activity],
        "n_exposed": found.exposed,
        "n_control": found.controls,
        "within": name(&found.within),
        "consequences": name(&found.consequences),
        "naive": { "difference": found.naive_difference, "ratio": found.naive_ratio },
        "adjusted": on_exposed,
        "population": effect(adjusted.and_then(|a| a.all.as_ref())),
        "value": effect(adjusted.and_then(|a| a.value.as_ref())),
        "grade": adjusted.map_or(Grade::D, |a| a.grade).letter(),
        "failed_checks": failed,
        "overlap": checks.map(|c| c.overlap),
        "smd_max": checks.map(|c| c.imbalance),
        "smd_max_before": checks.map(|c| c.imbalance_before),
        "placebo_p": checks.and_then(|c| c.placebo),
        "effective_controls": adjusted.map(|a: &Adjusted| a.effective_controls),
        "max_weight": adjusted.map(|a| a.largest_weight),
    })
}

fn effect(effect: Option<&Effect>) -> Value {
    json!({
        "difference": effect.map(|e| e.difference),
        "ci": effect.map(|e| e.ci),
        "ratio": effect.and_then(|e| e.ratio),
        "ratio_ci": effect.and_then(|e| e.ratio_ci),
        "with": effect.map(|e| e.with),
        "without": effect.map(|e| e.without),
        "p": effect.map(|e| e.p),
        "e_value": effect.and_then(Effect::e_value),
    })
}

fn pair(found: &PairEffect, names: &[String]) -> Value {
    json!({
        "first": names[found.first],
        "then": names[found.then],
        "lag": found.lag.key(),
        "rate_first_then": found.rate_first_then,
        "rate_reverse": found.rate_reverse,
        "rate_only_then": found.rate_only_then,
        "order": order(found.order.as_ref()),
        "synergy": synergy(found.synergy.as_ref()),
        "n": found.n,
        "n_reverse": found.n_reverse,
        "n_only_then": found.n_only_then,
        "q": found.q,
    })
}

fn order(order: Option<&OrderEffect>) -> Value {
    let reverse = order.map(|o| &o.against_reverse);
    let only = order.and_then(|o| o.against_only.as_ref());
    json!({
        "difference": reverse.map(|t| t.value),
        "ci": reverse.map(|t| t.ci),
        "against_only": tested(only),
        "p": order.map(|o| o.p),
        "q": order.map(|o| o.q),
    })
}

fn tested(tested: Option<&Tested>) -> Value {
    json!({
        "difference": tested.map(|t| t.value),
        "ci": tested.map(|t| t.ci),
        "p": tested.map(|t| t.p),
    })
}

fn synergy(synergy: Option<&Synergy>) -> Value {
    json!({
        "difference": synergy.map(|s| s.difference.value),
        "ci": synergy.map(|s| s.difference.ci),
        "ratio": synergy.and_then(|s| s.ratio),
        "ratio_ci": synergy.and_then(|s| s.ratio_ci),
        "p": synergy.map(|s| s.p),
        "q": synergy.map(|s| s.q),
    })
}

/// Pairs without regard to their order, each with its Shapley interaction in the effect game.
fn interactions(findings: &Findings<'_>, names: &[String]) -> Vec<Value> {
    let game = findings.report.game.as_ref();
    let shapley = |found: &Interaction| {
        let all = game.map_or(&[][..], |game| &game.interactions);
        let own = all.iter().find(|(a, b, _)| (*a, *b) == (found.a, found.b));
        estimate(own.map(|(_, _, estimate)| estimate))
    };
    let one = |found: &Interaction| {
        let mut value = synergy(found.synergy.as_ref());
        value["a"] = json!(names[found.a]);
        value["b"] = json!(names[found.b]);
        value["n"] = json!(found.n);
        value["rates"] = json!(found.rates);
        value["shapley"] = shapley(found);
        value
    };
    findings.report.pairs.interactions.iter().map(one).collect()
}

fn estimate(estimate: Option<&Estimate>) -> Value {
    json!({
        "value": estimate.map(|e| e.value),
        "ci": estimate.and_then(|e| e.ci),
    })
}

fn contributions(findings: &Findings<'_>, names: &[String]) -> Value {
    let Some(game) = &findings.report.game else {
        return Value::Null;
    };
    let one = |(activity, found): &(usize, Estimate)| {
        let mut value = estimate(Some(found));
        value["activity"] = json!(names[*activity]);
        value
    };
    json!({
        "total": game.total,
        "baseline": estimate(Some(&game.baseline)),
        "activities": game.contributions.iter().map(one).collect::<Vec<_>>(),
        "fixed": game.fixed.iter().map(|a| &names[*a]).collect::<Vec<_>>(),
    })
}

fn holdout(holdout: &Holdout, names: &[String]) -> Value {
    let found = holdout.effect.as_ref();
    json!({
        "holdout": holdout.name,
        "activity": names[holdout.activity],
        "n": holdout.reached.n,
        "n_held_out": holdout.held_out.n,
        "exposed_share": found.map(|f| f.exposed_share),
        "leak": found.map(|f| f.leak),
        "itt": {
            "difference": found.map(|f| f.difference),
            "ci": found.map(|f| f.ci),
            "always_valid_ci": found.map(|f| f.always_valid),
            "p": found.map(|f| f.p),
        },
        "per_exposed": {
            "difference": found.and_then(|f| f.per_exposed),
            "ci": found.and_then(|f| f.per_exposed_ci),
        },
        "needed_per_arm": { "lift": LIFT, "power": 0.8, "n": holdout.needed },
        "grade": if found.is_some() { "A" } else { "D" },
    })
}

fn split(column: &str, split: &Split, names: &[String]) -> Value {
    let activities = split.activities.iter().map(|found| activity(found, names));
    json!({
        "column": column,
        "group": split.group,
        "cases": split.cases,
        "activities": activities.collect::<Vec<_>>(),
    })
}
