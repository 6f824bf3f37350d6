//! The embedded files: script, style sheet, icons, fonts. Named by content, so that they may be
//! cached for ever.

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// The content.
    pub bytes: &'static [u8],
    /// The content compressed with gzip, where that is worth it.
    pub gzip: Option<&'static [u8]>,
    /// The media type for `Content-Type`.
    pub media_type: &'static str,
    /// Hash of the content, usable as `ETag`.
    pub hash: &'static str,
}

struct Entry {
    name: &'static str,
    url: &'static str,
    asset: Asset,
}

static ENTRIES: &[Entry] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file behind an address below `/assets/`, with or without that prefix.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    let wanted = path.rsplit('/').next()?;
    ENTRIES
        .iter()
        .find(|e| e.url.strip_prefix("/assets/") == Some(wanted))
        .map(|e| &e.asset)
}

/// A script that other websites load by its plain name: ours or a part of the published library.
#[must_use]
pub fn find_for_sites(name: &str) -> Option<&'static Asset> {
    let is_for_sites = name == "unisono.js" || name == "standalone.js" || name.contains(".bundle.");
    let mut entries = ENTRIES.iter().filter(|_| is_for_sites);
    entries.find(|e| e.name == name).map(|e| &e.asset)
}

/// The address of a file by its plain name, for example `app.css`.
#[must_use]
pub fn asset_url(name: &str) -> &'static str {
    let found = ENTRIES.iter().find(|e| e.name == name);
    debug_assert!(found.is_some(), "no asset named {name}");
    found.map_or("/assets/missing", |e| e.url)
}

/// All addresses, for tests and static copies.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Asset)> {
    ENTRIES.iter().map(|e| (e.url, &e.asset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_its_address() {
        let css = find(asset_url("app.css")).expect("the style sheet");
        assert!(css.media_type.starts_with("text/css"));
        assert!(css.gzip.is_some_and(|packed| packed.len() < 30 * 1024));
        assert!(find("/assets/app.000000000000.css").is_none());
    }

    #[test]
    fn the_style_sheet_loads_only_files_of_ours() {
        let css = find(asset_url("app.css")).expect("the style sheet");
        let text = String::from_utf8_lossy(css.bytes);
        assert!(text.contains(&asset_url("inter-latin.woff2")["/assets/".len()..]));
        assert!(!text.contains("@import") && !text.contains("url(http"));
    }

    #[test]
    fn the_script_holds_the_extension_and_ours_in_one_file() {
        let js = find(asset_url("app.js")).expect("the script");
        let text = String::from_utf8_lossy(js.bytes);
        let at = |what: &str| text.find(what).unwrap_or(usize::MAX);
        assert!(at("hx-sse:connect") < at("X-CSRF-Token"));
        assert!(!text.contains("sourceMappingURL"));
    }
}
