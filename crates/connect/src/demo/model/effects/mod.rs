//! The planted effects, with the exact counts of cases and outcomes behind those that are drawn from
//! records.

mod planted;

use planted::ROWS;
use serde::Serialize;

use super::World;
use super::leads::{FAIR, SIGNAL, class_of};

/// A planted effect: what causes what, how strongly, and what misleads.
#[derive(Clone, Debug, Serialize)]
pub struct Effect {
    /// E1 … E16.
    pub id: &'static str,
    /// Name of the parameter.
    pub parameter: &'static str,
    /// Key of the question that asks for it.
    pub question: &'static str,
    /// On which scale the value is.
    pub kind: EffectKind,
    /// Whether it is no effect at all.
    pub is_null: bool,
    /// Its value in thousandths; 1000 is no effect. For E7 `nps_shift` points in thousandths.
    pub value_thousandths: i64,
    /// What counts as exposed, in records.
    pub exposure: &'static str,
    /// What counts as the outcome, in records.
    pub outcome: &'static str,
    /// What makes the plain comparison wrong; empty for none.
    pub confounder: &'static str,
    /// Cases and outcomes without and with the exposure, where they are known exactly.
    pub cells: Option<Cells>,
}

/// The scale of a planted effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// Ratio of shares.
    RiskRatio,
    /// Ratio of mean values.
    ValueRatio,
    /// Points of the NPS.
    Points,
}

/// Cases and outcomes by exposure.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Cells {
    /// Exposed cases.
    pub exposed: usize,
    /// Exposed cases with the outcome.
    pub exposed_outcomes: usize,
    /// Other cases.
    pub others: usize,
    /// Other cases with the outcome.
    pub others_outcomes: usize,
}

impl Cells {
    fn of(cases: impl Iterator<Item = (bool, bool)>) -> Option<Self> {
        let mut cells = Self::default();
        for (exposed, outcome) in cases {
            let (all, with) = match exposed {
                true => (&mut cells.exposed, &mut cells.exposed_outcomes),
                false => (&mut cells.others, &mut cells.others_outcomes),
            };
            *all += 1;
            *with += usize::from(outcome);
        }
        Some(cells)
    }

    /// The plain risk ratio in thousandths.
    #[cfg(test)]
    pub(super) fn ratio(self) -> usize {
        let exposed = self.exposed_outcomes * 1_000_000 / self.exposed.max(1);
        let others = self.others_outcomes * 1_000_000 / self.others.max(1);
        exposed * 1_000 / others.max(1)
    }
}

pub(super) fn all(world: &World) -> Vec<Effect> {
    ROWS.iter()
        .map(|row| Effect {
            id: row.0,
            parameter: row.1,
            question: row.2,
            kind: kind(row.1),
            is_null: row.3 == 1_000,
            value_thousandths: row.3,
            exposure: row.4,
            outcome: row.5,
            confounder: row.6,
            cells: cells(world, row.1),
        })
        .collect()
}

fn kind(parameter: &str) -> EffectKind {
    match parameter {
        "nps_shift" => EffectKind::Points,
        "order_value_factor" => EffectKind::ValueRatio,
        _ => EffectKind::RiskRatio,
    }
}

fn cells(world: &World, parameter: &str) -> Option<Cells> {
    let deals = || world.deals.iter().map(|d| (d, &world.leads[d.lead]));
    let qualified = || world.leads.iter().filter(|l| l.mql);
    let contracts = || world.contracts.iter();
    match parameter {
        "rr_webinar" => {
            Cells::of(deals().map(|(d, l)| (l.webinar.is_some(), d.won_at().is_some())))
        }
        "rr_call2d_given_webinar" => Cells::of(
            deals()
                .filter(|(_, l)| l.webinar.is_some())
                .map(|(d, l)| (l.quick, d.won_at().is_some())),
        ),
        "rr_call2d_without_webinar" => Cells::of(
            deals()
                .filter(|(_, l)| l.webinar.is_none())
                .map(|(d, l)| (l.quick, d.won_at().is_some())),
        ),
        "rr_messe" => Cells::of(deals().map(|(d, l)| (l.source == FAIR, d.won_at().is_some()))),
        "rr_joint_plan" => Cells::of(
            deals()
                .filter(|(d, _)| class_of(&world.companies[d.company]) == 0)
                .map(|(d, _)| (d.planned, d.won_at().is_some())),
        ),
        "rr_slow_first_response" => Cells::of(qualified().map(|l| (l.slow, l.sql))),
        "rr_service_signal_sql" => Cells::of(qualified().map(|l| (l.source == SIGNAL, l.sql))),
        "rr_tickets_on_renewal" => Cells::of(
            contracts()
                .filter(|c| !c.conflict)
                .map(|c| (c.troubled, c.renewed)),
        ),
        "rr_dunning_conflict" => Cells::of(
            contracts()
                .filter(|c| c.troubled)
                .map(|c| (c.conflict, c.renewed)),
        ),
        "rr_objection" => Cells::of(
            world
                .people
                .iter()
                .filter(|p| p.permitted)
                .map(|p| (p.doubled.is_some(), p.objection_at.is_some())),
        ),
        _ => None,
    }
}
