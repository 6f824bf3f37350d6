//! The planted effects, with the exact counts of cases and outcomes behind those that are drawn from
//! records.

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

/// Id, parameter, question, value, exposure, outcome, confounder.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    i64,
    &'static str,
    &'static str,
    &'static str,
);

const INTENT: &str = "intent of the lead: the number (0 to 4) of visits to /preise in the 15 days before the inquiry, \
     also engagement_score / 20 of lead.qualified";

const ROWS: &[Row] = &[
    (
        "E1",
        "rr_webinar",
        "webinar_win",
        1_200,
        "webinar.attended between qualification and deal.created",
        "deal.won",
        INTENT,
    ),
    (
        "E1",
        "rr_call2d_given_webinar",
        "quick_webinar_call_win",
        2_000,
        "after that webinar a sales call within two business days",
        "deal.won",
        INTENT,
    ),
    (
        "E1",
        "rr_call2d_without_webinar",
        "quick_call_win",
        1_000,
        "without a webinar a sales call within two business days of lead.qualified (sql)",
        "deal.won",
        INTENT,
    ),
    (
        "E2",
        "rr_slow_first_response",
        "slow_response_sql",
        500,
        "first call more than 24 business hours after lead.offered",
        "lead.qualified with state sql",
        "source fair: slower and better",
    ),
    (
        "E3",
        "rr_tickets_on_renewal",
        "tickets_renewal",
        700,
        "P1 or P2 open, or three tickets and more, in the 90 days before the renewal",
        "contract.renewed",
        "large customers have more tickets",
    ),
    (
        "E4",
        "rr_share_click",
        "shared_topic_click",
        1_900,
        "issue of the newsletter whose topic sales shared in the days before",
        "email.message.clicked of that issue",
        "good topics are shared more",
    ),
    (
        "E5",
        "rr_insight_response",
        "insight_response",
        1_500,
        "campaign mail with uses_insight",
        "email.message.replied within a week",
        "warm people (phase above 2) have more insights and answer more",
    ),
    (
        "E6",
        "rr_alert4h_meeting",
        "alert_meeting",
        1_600,
        "call within four business hours of score.changed",
        "meeting.held within two weeks",
        "",
    ),
    (
        "E7",
        "nps_shift",
        "fast_start_nps",
        12_000,
        "kick-off within ten business days of the order",
        "nps.answered",
        "simple projects start faster",
    ),
    (
        "E7",
        "rr_advocate",
        "fast_start_referral",
        1_800,
        "kick-off within ten business days of the order",
        "referral.introduced after the project",
        "simple projects start faster",
    ),
    (
        "E8",
        "rr_dunning_conflict",
        "dunning_renewal",
        600,
        "dunning.sent while a P1 or P2 ticket is open",
        "contract.renewed",
        "comes on top of E3",
    ),
    (
        "E9",
        "rr_newsletter_open",
        "newsletter_win",
        1_000,
        "email.message.opened during the deal",
        "deal.won",
        "won deals last longer: immortal time",
    ),
    (
        "E10",
        "rr_press",
        "press_inquiry",
        1_000,
        "press.mention_found",
        "inquiries",
        "season",
    ),
    (
        "E11",
        "rr_messe",
        "fair_win",
        1_250,
        "inquiry at a fair",
        "deal.won",
        "size class: fairs bring 80 % C companies, which win less",
    ),
    (
        "E12",
        "rr_joint_plan",
        "joint_plan_win",
        1_400,
        "note.written about an account_plan, A companies",
        "deal.won",
        "plans go to promising companies (intent)",
    ),
    (
        "E13",
        "order_value_factor",
        "discount_value",
        930,
        "discount mail of marketing within 14 days of the offer",
        "value of the deal",
        "",
    ),
    (
        "E14",
        "rr_service_signal_sql",
        "service_signal_sql",
        1_700,
        "inquiry from a service signal",
        "lead.qualified with state sql",
        "existing customers only",
    ),
    (
        "E15",
        "rr_objection",
        "double_contact_objection",
        2_200,
        "marketing and sales wrote within 24 hours",
        "consent.withdrawn",
        "",
    ),
    (
        "E16",
        "rr_giveaway",
        "giveaway_inquiry",
        1_000,
        "fair.lead_scanned with giveaway",
        "any",
        "",
    ),
];

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
