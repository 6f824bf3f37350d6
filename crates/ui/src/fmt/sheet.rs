//! Text for spreadsheets.

/// A text that a spreadsheet would run gets an apostrophe before it.
#[must_use]
pub fn disarm(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
