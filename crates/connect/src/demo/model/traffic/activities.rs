//! Which planned activity of the activity map a touchpoint belongs to.

use kernel::Touchpoint;

use super::super::{
    ACCOUNTING, AFTERSALES, IMPLEMENTATION, MARKETING, Made, ONBOARDING, PR, SALES, SDR, SERVICE,
};

/// The key of the activity, `None` where none is planned.
pub(crate) fn activity(made: &Made) -> Option<&'static str> {
    let t = &made.touchpoint;
    match made.department {
        MARKETING => of_marketing(t),
        SDR | SALES => of_sales(t),
        SERVICE | AFTERSALES => of_service(t),
        ONBOARDING | IMPLEMENTATION => Some(match t.type_key.as_str() {
            "handoff.made" => "uebergabe",
            _ => "projekt",
        }),
        ACCOUNTING if t.deal_id.is_some() => Some("anzahlung"),
        ACCOUNTING => Some("zahlung"),
        PR => Some("pressearbeit"),
        _ => None,
    }
}

fn starts(t: &Touchpoint, with: &str) -> bool {
    t.type_key.starts_with(with)
}

fn of_marketing(t: &Touchpoint) -> Option<&'static str> {
    let campaign =
        t.properties.contains_key("uses_insight") || t.type_key == "email.message.replied";
    Some(match t.type_key.as_str() {
        _ if starts(t, "email.") && t.deal_id.is_some() => "referenz",
        _ if starts(t, "email.") && campaign => "kampagne",
        _ if starts(t, "email.") => "newsletter",
        _ if starts(t, "webinar.") => "webinar",
        _ if starts(t, "fair.") => "messe",
        _ if starts(t, "social.") => "linkedin",
        "web.asset.downloaded" => "whitepaper",
        _ if starts(t, "web.") => "seo",
        "lead.offered" => "lead_strategie",
        "lead.qualified" | "score.changed" => "scoring_nurture",
        _ => return None,
    })
}

fn of_sales(t: &Touchpoint) -> Option<&'static str> {
    let of_deal = t.deal_id.is_some();
    Some(match t.type_key.as_str() {
        "fair.talked" => "messegespraech",
        "note.written" => "account_plan",
        "handoff.made" => "uebergabe",
        "referral.introduced" => "empfehlung",
        _ if starts(t, "social.") => "linkedin",
        _ if starts(t, "offer.") => "angebot",
        _ if starts(t, "deal.") || starts(t, "contract.") || starts(t, "insight.") => return None,
        _ if of_deal => "verhandlung",
        _ if starts(t, "visit.") || starts(t, "meeting.") => "besuch_qbr",
        _ if starts(t, "phone.") || starts(t, "lead.") || starts(t, "email.") => "erstkontakt",
        _ => return None,
    })
}

fn of_service(t: &Touchpoint) -> Option<&'static str> {
    Some(match t.type_key.as_str() {
        "insight.captured" => "bedarfssignal",
        "phone.call.completed" => "servicekonzept",
        _ if starts(t, "ticket.") || starts(t, "delivery.") => "ticket",
        _ if starts(t, "contract.") => "verlaengerung",
        _ if starts(t, "survey.") || starts(t, "nps.") => "nps",
        _ => return None,
    })
}
