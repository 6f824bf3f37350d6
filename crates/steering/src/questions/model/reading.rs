//! Touchpoints become facts.

use kernel::{Id, Millis};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::facts::{Fact, Kind, Side, mail, source};

/// A touchpoint as it is stored, for [`Reading::fact`].
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// Type of the registry.
    pub type_key: &'a str,
    /// Key of the department.
    pub department: &'a str,
    /// When.
    pub at: Millis,
    /// The person.
    pub person: Option<Id>,
    /// The deal.
    pub deal: Option<Id>,
    /// Kind of the object.
    pub object_type: Option<&'a str>,
    /// Id of the object in its source.
    pub object_id: Option<&'a str>,
    /// Name of the object.
    pub object_name: Option<&'a str>,
    /// Value in minor units.
    pub value_minor: Option<i64>,
    /// Everything rarer.
    pub properties: &'a Map<String, Value>,
}

/// Turns touchpoints into facts.
#[derive(Clone, Copy, Debug)]
pub struct Reading;

impl Reading {
    /// The types that any question reads.
    pub const TYPES: &'static [&'static str] = &[
        "ad.lead.received",
        "consent.withdrawn",
        "contract.cancelled",
        "contract.renewed",
        "deal.created",
        "deal.lost",
        "deal.won",
        "dunning.sent",
        "email.message.clicked",
        "email.message.opened",
        "email.message.replied",
        "email.message.sent",
        "fair.booth_visited",
        "fair.lead_scanned",
        "insight.captured",
        "lead.offered",
        "lead.qualified",
        "meeting.held",
        "note.written",
        "nps.answered",
        "offer.sent",
        "phone.call.completed",
        "press.mention_found",
        "project.kicked_off",
        "referral.introduced",
        "score.changed",
        "social.message.received",
        "social.post.shared",
        "ticket.opened",
        "ticket.solved",
        "visit.held",
        "web.form.submitted",
        "web.page.viewed",
        "webinar.attended",
        "webinar.question_asked",
    ];

    /// The mailing whose topic a shared post has, by the properties of the post.
    #[must_use]
    pub fn shared(properties: &Map<String, Value>) -> Option<u64> {
        let name = properties.get("share_id").and_then(Value::as_str)?;
        Some(xxh3_64(name.as_bytes()))
    }

    /// The fact behind a touchpoint; nothing when no question asks for it.
    pub fn fact(raw: &Raw<'_>) -> Option<Fact> {
        let side = Side::of(raw.department);
        let (kind, number) = self::kind(raw, side)?;
        let named = match kind {
            Kind::MailSent | Kind::MailOpened | Kind::MailClicked | Kind::MailReplied => {
                text(raw, "email_id").or(raw.object_name)
            }
            Kind::Shared => text(raw, "share_id"),
            Kind::TicketOpened | Kind::TicketSolved => raw.object_id,
            _ => None,
        };
        Some(Fact {
            at: raw.at,
            kind,
            side,
            person: raw.person,
            deal: raw.deal,
            number,
            word: named.map_or(0, |name| xxh3_64(name.as_bytes())),
        })
    }
}

fn text<'a>(raw: &Raw<'a>, name: &str) -> Option<&'a str> {
    raw.properties.get(name).and_then(Value::as_str)
}

fn whole(raw: &Raw<'_>, name: &str) -> Option<i64> {
    raw.properties.get(name).and_then(Value::as_i64)
}

fn kind(raw: &Raw<'_>, side: Side) -> Option<(Kind, i64)> {
    let plain = |kind| Some((kind, 0));
    match raw.type_key {
        "web.form.submitted"
        | "webinar.question_asked"
        | "social.message.received"
        | "ad.lead.received" => Some((Kind::Inquiry, source::OTHER)),
        "visit.held" if raw.deal.is_none() => Some((Kind::Inquiry, source::OTHER)),
        "fair.booth_visited" => Some((Kind::Inquiry, source::FAIR)),
        "referral.introduced" => Some((Kind::Inquiry, source::REFERRAL)),
        "insight.captured" if side == Side::Service => Some((Kind::Inquiry, source::SERVICE)),
        "web.page.viewed" => prices(raw).then_some((Kind::PricesSeen, 0)),
        "lead.qualified" => match text(raw, "state") {
            Some("mql") => Some((Kind::Mql, whole(raw, "engagement_score").unwrap_or(0))),
            Some("sql") => plain(Kind::Sql),
            _ => None,
        },
        "lead.offered" => plain(Kind::Offered),
        "phone.call.completed" => plain(Kind::Call),
        "webinar.attended" => plain(Kind::Attended),
        "deal.created" => Some((Kind::DealOpened, raw.value_minor.unwrap_or(0))),
        "deal.won" => Some((Kind::Won, raw.value_minor.unwrap_or(0))),
        "deal.lost" => plain(Kind::Lost),
        "email.message.sent" => Some((Kind::MailSent, marks(raw))),
        "email.message.opened" => plain(Kind::MailOpened),
        "email.message.clicked" => plain(Kind::MailClicked),
        "email.message.replied" => plain(Kind::MailReplied),
        "social.post.shared" => plain(Kind::Shared),
        "score.changed" => {
            let was_cold = whole(raw, "before").is_none_or(|before| before < HOT);
            (whole(raw, "after")? >= HOT && was_cold).then_some((Kind::Hot, 0))
        }
        "meeting.held" => plain(Kind::Met),
        "note.written" => (raw.object_type == Some("account_plan")).then_some((Kind::Planned, 0)),
        "offer.sent" => Some((Kind::OfferSent, raw.value_minor?)),
        "project.kicked_off" => plain(Kind::KickedOff),
        "nps.answered" => Some((Kind::Rated, whole(raw, "rating_value")?)),
        "ticket.opened" => {
            let grave = matches!(text(raw, "priority"), Some("P1" | "P2"));
            Some((Kind::TicketOpened, i64::from(grave)))
        }
        "ticket.solved" => plain(Kind::TicketSolved),
        "dunning.sent" => plain(Kind::Dunned),
        "contract.renewed" => plain(Kind::Renewed),
        "contract.cancelled" => plain(Kind::Cancelled),
        "press.mention_found" => plain(Kind::Press),
        "fair.lead_scanned" => Some((Kind::Scanned, i64::from(flag(raw, "giveaway")?))),
        "consent.withdrawn" => plain(Kind::Objected),
        _ => None,
    }
}

/// From this score on a lead is hot.
const HOT: i64 = 80;

/// Whether a page is about prices, by the words in its address or title.
fn prices(raw: &Raw<'_>) -> bool {
    let page = raw.object_name.unwrap_or_default().to_lowercase();
    ["preis", "price", "pricing"]
        .iter()
        .any(|word| page.contains(word))
}

fn flag(raw: &Raw<'_>, name: &str) -> Option<bool> {
    raw.properties.get(name).and_then(Value::as_bool)
}

fn marks(raw: &Raw<'_>) -> i64 {
    let insight = flag(raw, "uses_insight");
    let mark = |is: bool, bit| if is { bit } else { 0 };
    mark(insight.is_some(), mail::SAYS_INSIGHT)
        | mark(insight == Some(true), mail::USES_INSIGHT)
        | mark(flag(raw, "offers_discount") == Some(true), mail::DISCOUNT)
        | mark(text(raw, "topic") == Some("practice"), mail::LIKED_TOPIC)
}
