//! How values are shown and edited where they stand, the same for every record.

mod input;
mod shown;

use kernel::{Lang, Millis};
use ui::{fmt, t, tf};

pub use input::{Editing, choice, typed};
pub use shown::{Names, Shown};

/// Who was faster, and what to do.
#[must_use]
pub fn faster(lang: Lang, zone: &str, who: Option<&str>, at: Millis) -> String {
    let who = who.unwrap_or(t(lang, "fields.system"));
    let at = fmt::datetime(lang, at, zone);
    tf(lang, "fields.faster", &[("who", &who), ("at", &at)])
}
