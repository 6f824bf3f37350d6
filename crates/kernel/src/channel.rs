//! The channels on which a customer and the company meet, and the directions.

use serde::{Deserialize, Serialize};

/// One of the 17 fixed channels; never a campaign name. Internal touchpoints have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the names are the documentation; texts `channel.NAME` say them to people
pub enum Channel {
    Web,
    Email,
    Social,
    Ad,
    Phone,
    Meeting,
    Fair,
    Webinar,
    Ticket,
    Chat,
    Letter,
    Invoice,
    Dunning,
    Referral,
    Survey,
    Press,
    Product,
}

impl Channel {
    /// All channels in the order of the handbook.
    pub const ALL: [Channel; 17] = [
        Channel::Web,
        Channel::Email,
        Channel::Social,
        Channel::Ad,
        Channel::Phone,
        Channel::Meeting,
        Channel::Fair,
        Channel::Webinar,
        Channel::Ticket,
        Channel::Chat,
        Channel::Letter,
        Channel::Invoice,
        Channel::Dunning,
        Channel::Referral,
        Channel::Survey,
        Channel::Press,
        Channel::Product,
    ];

    /// The stored word of the channel.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Email => "email",
            Channel::Social => "social",
            Channel::Ad => "ad",
            Channel::Phone => "phone",
            Channel::Meeting => "meeting",
            Channel::Fair => "fair",
            Channel::Webinar => "webinar",
            Channel::Ticket => "ticket",
            Channel::Chat => "chat",
            Channel::Letter => "letter",
            Channel::Invoice => "invoice",
            Channel::Dunning => "dunning",
            Channel::Referral => "referral",
            Channel::Survey => "survey",
            Channel::Press => "press",
            Channel::Product => "product",
        }
    }

    /// The channel of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Channel::ALL.into_iter().find(|c| c.key() == key)
    }
}

/// Who moved towards whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the customer to us.
    Inbound,
    /// From us to the customer.
    Outbound,
    /// Within the company; the customer does not see it.
    Internal,
}

impl Direction {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
            Direction::Internal => "internal",
        }
    }

    /// The direction of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Direction::Inbound, Direction::Outbound, Direction::Internal]
            .into_iter()
            .find(|d| d.key() == key)
    }
}
