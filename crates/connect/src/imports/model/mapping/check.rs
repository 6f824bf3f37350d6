//! Whether a mapping names kinds, fields and words that exist.

use super::{FileMap, Mapping};
use crate::imports::model::Reason;

impl FileMap {
    /// Whether it names fields and words that exist.
    ///
    /// # Errors
    /// The reason with the place.
    pub fn check(&self) -> Result<(), Reason> {
        let wrong = |field: &str| Reason::new("mapping_wrong").with("field", field);
        let unknown = |name: &&String| self.kind.field(name).is_none();
        if let Some(name) = self.fields.keys().find(unknown) {
            let reason = Reason::new("mapping_unknown_field").with("field", name);
            return Err(reason.with("kind", self.kind.key()));
        }
        let no_zone = |zone: &str| jiff::tz::TimeZone::get(zone).is_err();
        if self.zone.as_deref().is_some_and(no_zone) {
            return Err(wrong("zone"));
        }
        let known = |state: Option<&str>| matches!(state, None | Some("open" | "won" | "lost"));
        if self.stages.iter().any(|s| !known(s.state.as_deref())) {
            return Err(wrong("stages.state"));
        }
        Ok(())
    }
}

impl Mapping {
    /// Whether it names kinds, fields and words that exist.
    ///
    /// # Errors
    /// The reason with the place.
    pub fn check(&self) -> Result<(), Reason> {
        let wrong = |field: &str| Reason::new("mapping_wrong").with("field", field);
        let plain =
            |t: &str| !t.trim().is_empty() && t.len() <= 80 && !t.chars().any(char::is_control);
        if !plain(&self.source) {
            return Err(wrong("source"));
        }
        if self.files.is_empty() {
            return Err(wrong("file"));
        }
        self.files.iter().try_for_each(FileMap::check)
    }
}
