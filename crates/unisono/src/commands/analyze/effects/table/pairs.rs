//! Sentences about pairs of activities.

use analysis::effects::{PairEffect, Tested};
use ui::fmt::number;
use ui::{t, tf, tn};

use super::super::Findings;
use super::pen::Pen;

/// Orders and synergies found, the surest first, and the number of tests behind them.
pub(super) fn pairs(findings: &Findings<'_>, names: &[String], pen: &Pen) -> Vec<String> {
    let limit = findings.command.false_share;
    let pairs = &findings.report.pairs;
    let mut orders: Vec<(f64, String)> = Vec::new();
    let mut synergies: Vec<(f64, String)> = Vec::new();
    for pair in &pairs.pairs {
        if let Some(order) = pair.order.as_ref().filter(|order| order.q <= limit) {
            let line = order_line(pair, &order.against_reverse, order.q, names, pen);
            orders.push((order.q, line));
        }
        if let Some(synergy) = pair.synergy.as_ref().filter(|synergy| synergy.q <= limit) {
            let ratio = pen.factor(synergy.ratio);
            let line = pair_line(
                pair,
                "synergy",
                &synergy.difference,
                synergy.q,
                names,
                pen,
                &[("ratio", &ratio)],
            );
            synergies.push((synergy.q, line));
        }
    }
    let mut out = Vec::new();
    for (key, found) in [
        ("order_title", &mut orders),
        ("synergy_title", &mut synergies),
    ] {
        if !found.is_empty() {
            found.sort_by(|a, b| a.0.total_cmp(&b.0));
            out.push(String::new());
            out.push(t(pen.lang, &format!("analyze_effects.{key}")).to_owned());
            out.extend(found.iter().map(|(_, line)| format!("  {line}")));
        }
    }
    out.push(String::new());
    if orders.is_empty() && synergies.is_empty() {
        out.push(t(pen.lang, "analyze_effects.pairs_none").to_owned());
    }
    out.push(tn(
        pen.lang,
        "analyze_effects.pairs_tests",
        pairs.tests as i64,
        &[],
    ));
    out
}

fn order_line(pair: &PairEffect, tested: &Tested, q: f64, names: &[String], pen: &Pen) -> String {
    let with = pen.mean(pair.rate_first_then);
    let reverse = pen.mean(pair.rate_reverse);
    let only = pen.mean(pair.rate_only_then);
    let more: [(&str, &String); 3] = [("with", &with), ("reverse", &reverse), ("only", &only)];
    pair_line(pair, "order", tested, q, names, pen, &more)
}

fn pair_line(
    pair: &PairEffect,
    kind: &str,
    tested: &Tested,
    q: f64,
    names: &[String],
    pen: &Pen,
    more: &[(&str, &String)],
) -> String {
    let lag = t(pen.lang, &format!("analyze_effects.lag.{}", pair.lag.key()));
    let (difference, ci) = (
        pen.change(Some(tested.value)),
        pen.interval(Some(tested.ci)),
    );
    let (q, n) = (pen.q(q), number(pen.lang, pair.n as i64));
    let mut args: Vec<ui::Arg<'_>> = vec![
        ("first", &names[pair.first]),
        ("then", &names[pair.then]),
        ("lag", &lag),
        ("difference", &difference),
        ("ci", &ci),
        ("q", &q),
        ("n", &n),
    ];
    args.extend(
        more.iter()
            .map(|(name, value)| (*name, *value as &dyn std::fmt::Display)),
    );
    tf(pen.lang, &format!("analyze_effects.{kind}_line"), &args)
}
