//! A file and its name.

use kernel::{Id, Millis};

/// Kinds of records to which files can be attached.
pub const KINDS: &[&str] = &["person", "company", "deal"];

store::row! {
    /// A file without its content.
    #[derive(Debug, Clone)]
    pub struct File {
        /// Its id.
        pub id: Id,
        /// Kind of the record it is at.
        pub record_kind: String,
        /// The record.
        pub record_id: Id,
        /// Name as given.
        pub name: String,
        /// Media type as given; never trusted when it is sent back.
        pub media_type: String,
        /// Bytes.
        pub size: i64,
        /// SHA-256 of the content.
        pub sha256: String,
        /// Removed.
        pub removed_at: Option<Millis>,
        /// Attached.
        pub created_at: Millis,
        /// Who attached it.
        pub member: Option<String>,
    }
}

/// A file on its way in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name as the browser gave it.
    pub name: String,
    /// Media type as the browser gave it.
    pub media_type: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// A name that is safe in a header and on any disk: no path, no control characters, bounded.
#[must_use]
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        .take(150)
        .collect();
    match clean.trim().trim_start_matches('.') {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_and_what_headers_cannot_carry() {
        assert_eq!(
            clean_name("C:\\Users\\k\\Angebot \"neu\".pdf"),
            "Angebot neu.pdf"
        );
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("a\r\nSet-Cookie: x"), "aSet-Cookie x");
        assert_eq!(clean_name("..."), "file");
        assert_eq!(clean_name(&"ü".repeat(400)).chars().count(), 150);
    }
}
