//! The colour scheme of a page.

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The stored word, also the value of `data-theme`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a stored word; anything unknown is the device's.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        match key {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// The next one of the switch: system, light, dark.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_go_round() {
        let mut theme = Theme::System;
        for _ in 0..3 {
            assert_eq!(Theme::parse(theme.key()), theme);
            theme = theme.next();
        }
        assert_eq!(theme, Theme::System);
    }
}
