//! The planted effects come back out.
#![allow(missing_docs)]

mod planted;

use analysis::effects::{Plan, analyse};

#[test]
fn show() {
    let planted = planted::invent(60_000, 1);
    let began = std::time::Instant::now();
    let report = analyse(&planted.study, &Plan::default()).expect("a report");
    eprintln!("{:?}", began.elapsed());
    for found in &report.activities {
        let truth = planted.true_effect[found.activity];
        match &found.adjusted {
            Ok(a) => eprintln!(
                "{:16} naive {:.4} true {truth:.4} found {:.4} [{:.4} {:.4}] {} ratio {:?} grade {:?} failed {:?} overlap {:.3} smd {:.3}->{:.4} placebo {:?}",
                planted::NAMES[found.activity],
                found.naive_difference.unwrap_or(0.0),
                a.exposed.difference,
                a.exposed.ci.0,
                a.exposed.ci.1,
                a.exposed.ci.0 <= truth && truth <= a.exposed.ci.1,
                a.exposed.ratio,
                a.grade,
                a.checks.failed(),
                a.checks.overlap,
                a.checks.imbalance_before,
                a.checks.imbalance,
                a.checks.placebo
            ),
            Err(r) => eprintln!("{:?}", r),
        }
    }

    eprintln!("tests {}", report.pairs.tests);
    for p in &report.pairs.pairs {
        if p.q.is_some_and(|q| q <= 0.1) || (p.first == 3 && p.then == 5) {
            eprintln!(
                "{} -> {} {:?} n {} {:?} {:?} {:?} q {:?}\n   order {:?}\n   syn {:?}",
                planted::NAMES[p.first],
                planted::NAMES[p.then],
                p.lag,
                p.n,
                p.rate_first_then,
                p.rate_reverse,
                p.rate_only_then,
                p.q,
                p.order,
                p.synergy
            );
        }
    }
    for i in &report.pairs.interactions {
        if let Some(s) = &i.synergy {
            eprintln!(
                "{} x {} {:.4} {:?} ratio {:?} q {:.4}",
                planted::NAMES[i.a],
                planted::NAMES[i.b],
                s.difference.value,
                s.difference.ci,
                s.ratio,
                s.q
            );
        }
    }
    eprintln!(
        "true order {} synergy {}",
        planted.true_order, planted.true_synergy
    );

    eprintln!("{:?}", report.game);
}
