//! The people who decide, and the lines of what is sold.

use kernel::Id;

/// What someone is in a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // texts `deals.role.NAME` say them to people
pub enum BuyerRole {
    Decider,
    User,
    Procurement,
    Technical,
    Finance,
    Champion,
}

impl BuyerRole {
    /// All roles in their order.
    pub const ALL: [BuyerRole; 6] = [
        Self::Decider,
        Self::User,
        Self::Procurement,
        Self::Technical,
        Self::Finance,
        Self::Champion,
    ];

    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Decider => "decider",
            Self::User => "user",
            Self::Procurement => "procurement",
            Self::Technical => "technical",
            Self::Finance => "finance",
            Self::Champion => "champion",
        }
    }

    /// The role of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

store::row! {
    /// Someone of the buying side.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Buyer {
        /// The person.
        pub person_id: Id,
        /// First name.
        pub first_name: Option<String>,
        /// Last name.
        pub last_name: Option<String>,
        /// Job title.
        pub job_title: Option<String>,
        /// What they are in this decision.
        pub role: Option<String>,
        /// −2 (against us) to +2 (for us).
        pub stance: Option<i64>,
        /// 1 (little) to 5 (decides).
        pub influence: Option<i64>,
    }
}

impl Buyer {
    /// First and last name as far as they are known.
    #[must_use]
    pub fn name(&self) -> String {
        let parts = [self.first_name.as_deref(), self.last_name.as_deref()];
        let known: Vec<&str> = parts.into_iter().flatten().collect();
        known.join(" ")
    }
}

store::row! {
    /// A product in a deal.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Line {
        /// The line.
        pub id: Id,
        /// The product.
        pub product_id: Id,
        /// Its name.
        pub product: String,
        /// How many.
        pub quantity: i64,
        /// Price of one in minor units.
        pub price_minor: Option<i64>,
    }
}

impl Line {
    /// Quantity times price.
    #[must_use]
    pub fn sum_minor(&self) -> Option<i64> {
        self.price_minor?.checked_mul(self.quantity)
    }
}
