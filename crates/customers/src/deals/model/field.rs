//! The fields of a deal that can be changed, each with its stored column and its plain text.

use kernel::{Channel, Date, Error, Id, Lang, Result};
use store::Value;

use super::Deal;

/// A field of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // texts `deals.field.NAME` say them to people
pub enum Field {
    Name,
    Company,
    Value,
    Currency,
    CloseOn,
    NextStep,
    NextStepOn,
    Owner,
    SourceDepartment,
    SourceChannel,
    Competitor,
    LostReason,
    ReviveOn,
    Description,
    Margin,
    Discount,
}

impl Field {
    /// All fields in the order of the page.
    pub const ALL: [Field; 16] = [
        Field::Name,
        Field::Company,
        Field::Value,
        Field::Currency,
        Field::CloseOn,
        Field::NextStep,
        Field::NextStepOn,
        Field::Owner,
        Field::SourceDepartment,
        Field::SourceChannel,
        Field::Competitor,
        Field::LostReason,
        Field::ReviveOn,
        Field::Description,
        Field::Margin,
        Field::Discount,
    ];

    /// The word of the field: its column, its name in the API and in the audit trail.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Company => "company_id",
            Field::Value => "value_minor",
            Field::Currency => "currency",
            Field::CloseOn => "close_on",
            Field::NextStep => "next_step",
            Field::NextStepOn => "next_step_on",
            Field::Owner => "owner_member_id",
            Field::SourceDepartment => "source_department_id",
            Field::SourceChannel => "source_channel",
            Field::Competitor => "competitor",
            Field::LostReason => "lost_reason",
            Field::ReviveOn => "revive_on",
            Field::Description => "description",
            Field::Margin => "margin_minor",
            Field::Discount => "discount_pct",
        }
    }

    /// The field of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|field| field.key() == key)
    }

    /// Whether it needs the permission to see margins.
    #[must_use]
    pub fn is_restricted(self) -> bool {
        matches!(self, Field::Margin | Field::Discount)
    }

    /// The value of a deal as plain text: ids in base32, dates ISO, money in minor units.
    #[must_use]
    pub fn read(self, deal: &Deal) -> Option<String> {
        let text = |value: &Option<String>| value.clone();
        let id = |value: Option<Id>| value.map(|id| id.to_string());
        let date = |value: Option<Date>| value.map(|date| date.to_string());
        let number = |value: Option<i64>| value.map(|n| n.to_string());
        match self {
            Field::Name => Some(deal.name.clone()),
            Field::Company => id(deal.company_id),
            Field::Value => number(deal.value_minor),
            Field::Currency => Some(deal.currency.clone()),
            Field::CloseOn => date(deal.close_on),
            Field::NextStep => text(&deal.next_step),
            Field::NextStepOn => date(deal.next_step_on),
            Field::Owner => id(deal.owner_member_id),
            Field::SourceDepartment => id(deal.source_department_id),
            Field::SourceChannel => text(&deal.source_channel),
            Field::Competitor => text(&deal.competitor),
            Field::LostReason => text(&deal.lost_reason),
            Field::ReviveOn => date(deal.revive_on),
            Field::Description => text(&deal.description),
            Field::Margin => number(deal.margin_minor),
            Field::Discount => deal.discount_pct.map(|pct| pct.to_string()),
        }
    }

    /// The stored value of a plain text; `None` empties the field.
    ///
    /// # Errors
    /// `Invalid` on this field when the text does not fit it.
    pub fn value(self, text: Option<&str>) -> Result<Value> {
        let wrong = |key: &str| Error::field(self.key(), key);
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
            return match self {
                Field::Name | Field::Currency => Err(wrong("error.required")),
                _ => Ok(Value::Null),
            };
        };
        Ok(match self {
            Field::Company | Field::Owner | Field::SourceDepartment => Value::from(
                text.parse::<Id>()
                    .map_err(|_| wrong("error.unknown_reference"))?,
            ),
            Field::Value | Field::Margin => Value::from(
                text.parse::<i64>()
                    .map_err(|_| wrong("error.not_an_amount"))?,
            ),
            Field::Discount => {
                Value::from(percent(text).ok_or_else(|| wrong("error.not_a_number"))?)
            }
            Field::CloseOn | Field::NextStepOn | Field::ReviveOn => Value::from(
                text.parse::<Date>()
                    .map_err(|_| wrong("error.not_a_date"))?,
            ),
            Field::SourceChannel if Channel::parse(text).is_none() => {
                return Err(wrong("error.choice"));
            }
            Field::Currency if !is_currency(text) => return Err(wrong("error.currency")),
            Field::Name if text.chars().count() > 300 => return Err(wrong("error.invalid")),
            _ => Value::from(text),
        })
    }

    /// The plain text of what someone typed in a language.
    ///
    /// # Errors
    /// `Invalid` on this field when it cannot be read.
    pub fn typed(self, lang: Lang, text: &str, currency: &str) -> Result<Option<String>> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = |key: &'static str| Error::field(self.key(), key);
        let plain = match self {
            Field::Value | Field::Margin => ui::parse::money(lang, text, currency)
                .map_err(wrong)?
                .to_string(),
            Field::CloseOn | Field::NextStepOn | Field::ReviveOn => {
                ui::parse::date(text).map_err(wrong)?.to_string()
            }
            Field::Discount => ui::parse::decimal(lang, text).map_err(wrong)?.to_string(),
            _ => text.to_owned(),
        };
        Ok(Some(plain))
    }
}

fn percent(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    (0.0..=100.0).contains(&value).then_some(value)
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_word() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.key()), Some(field));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Field::Name.value(Some("  ")).is_err());
        assert!(Field::Currency.value(Some("euro")).is_err());
        assert!(Field::SourceChannel.value(Some("fax")).is_err());
        assert!(Field::Discount.value(Some("120")).is_err());
        assert!(Field::CloseOn.value(Some("25.11.2026")).is_err());
        assert_eq!(Field::Value.value(None).ok(), Some(Value::Null));
    }

    #[test]
    fn what_is_typed_follows_the_language() {
        let typed = |lang, text| Field::Value.typed(lang, text, "EUR").ok().flatten();
        assert_eq!(typed(Lang::De, "1.234,50").as_deref(), Some("123450"));
        assert_eq!(typed(Lang::En, "1,234.50").as_deref(), Some("123450"));
        let date = Field::CloseOn
            .typed(Lang::De, "25.11.2026", "EUR")
            .ok()
            .flatten();
        assert_eq!(date.as_deref(), Some("2026-11-25"));
    }
}
