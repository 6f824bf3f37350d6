//! An entry that a member logs by hand.

use kernel::types::{self, TypeDef};
use kernel::{Ctx, Error, FieldError, Id, Lang, Millis, Result, TimestampQuality, Touchpoint};
use serde::Deserialize;

const LONGEST_NOTE: usize = 10_000;

/// Outcomes that are offered for a call or meeting; texts `timeline.outcome_…`.
pub(crate) const OUTCOMES: &[&str] = &[
    "reached",
    "no_answer",
    "callback",
    "interested",
    "not_interested",
];

/// The form of an entry by hand.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct NewEntry {
    #[serde(rename = "type")]
    pub(crate) type_key: String,
    pub(crate) person: Option<Id>,
    pub(crate) company: Option<Id>,
    pub(crate) deal: Option<Id>,
    /// The entry that this one replaces.
    pub(crate) corrects: Option<Id>,
    #[serde(default)]
    pub(crate) on: String,
    #[serde(default)]
    pub(crate) at: String,
    #[serde(default)]
    pub(crate) minutes: String,
    #[serde(default)]
    pub(crate) outcome: String,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) next_step: String,
    #[serde(default)]
    pub(crate) back: String,
}

impl NewEntry {
    /// Checks the form and makes the touchpoint of it, at the time given or now.
    pub(crate) fn touchpoint(&self, ctx: &Ctx) -> Result<Touchpoint> {
        let def = types::get(&self.type_key)?;
        if !def.by_hand {
            return Err(Error::field("type", "error.touchpoint_type"));
        }
        if self.person.is_none() && self.company.is_none() && self.deal.is_none() {
            return Err(Error::field("person", "error.required"));
        }
        let mut touchpoint = Touchpoint::new(def.key, self.time(ctx)?);
        touchpoint.timestamp_quality = TimestampQuality::Manual;
        touchpoint.member_id = ctx.member;
        touchpoint.note = self.note()?;
        self.fill(def, ctx.lang, &mut touchpoint)?;
        if let Some(old) = self.corrects {
            let old = old.to_string().into();
            touchpoint.properties.insert("corrects".to_owned(), old);
        }
        Ok(touchpoint)
    }

    fn note(&self) -> Result<Option<String>> {
        let note = self.note.trim();
        if note.chars().count() > LONGEST_NOTE {
            let long = FieldError::new("note", "error.too_long").arg("max", LONGEST_NOTE);
            return Err(Error::Invalid(vec![long]));
        }
        Ok((!note.is_empty()).then(|| note.to_owned()))
    }

    fn fill(&self, def: &TypeDef, lang: Lang, touchpoint: &mut Touchpoint) -> Result<()> {
        let mut put = |name: &str, value: serde_json::Value| {
            touchpoint.properties.insert(name.to_owned(), value);
        };
        if !self.minutes.trim().is_empty() {
            let minutes = ui::parse::integer(lang, &self.minutes)
                .map_err(|key| Error::field("minutes", key))?;
            if !(0..=1440).contains(&minutes) {
                return Err(Error::field("minutes", "error.not_a_number"));
            }
            put("duration_s", (minutes * 60).into());
        }
        if OUTCOMES.contains(&self.outcome.as_str()) {
            put("outcome_code", self.outcome.as_str().into());
        }
        let next_step: String = self.next_step.trim().chars().take(500).collect();
        if !next_step.is_empty() {
            put("next_step", next_step.into());
        }
        // A call that nobody answered is an attempt, whatever button was pressed.
        if def.key == "phone.call.completed" && self.outcome == "no_answer" {
            touchpoint.type_key = "phone.call.attempted".to_owned();
        }
        Ok(())
    }

    fn time(&self, ctx: &Ctx) -> Result<Millis> {
        if self.on.trim().is_empty() && self.at.trim().is_empty() {
            return Ok(ctx.now());
        }
        let day = match self.on.trim() {
            "" => ctx.today(),
            text => ui::parse::date(text).map_err(|key| Error::field("on", key))?,
        };
        let minutes = match self.at.trim() {
            "" => 12 * 60,
            text => ui::parse::minutes(text).map_err(|key| Error::field("at", key))?,
        };
        let zone = jiff::tz::TimeZone::get(&ctx.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let hour = i8::try_from(minutes / 60).unwrap_or(0);
        let minute = i8::try_from(minutes % 60).unwrap_or(0);
        let at = day
            .at(hour, minute, 0, 0)
            .to_zoned(zone)
            .map_err(|_| Error::field("on", "error.not_a_date"))?;
        let at = Millis(at.timestamp().as_millisecond());
        if at > ctx.now().plus(Millis::DAY) {
            return Err(Error::field("on", "error.date_future"));
        }
        Ok(at)
    }
}
