//! First names that call the same person: Alex and Alexander, Sepp and Josef.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{fold, lines};

/// Match key of a first name → the groups in which it stands.
static GROUPS: LazyLock<HashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut groups: HashMap<String, Vec<u16>> = HashMap::new();
    for (group, line) in (0u16..).zip(lines(include_str!("data/nicknames.txt"))) {
        for name in line.split(' ') {
            let of = groups.entry(fold::key(name)).or_default();
            if of.last() != Some(&group) {
                of.push(group);
            }
        }
    }
    groups
});

/// Whether two first names (match keys) call the same person by the table. Equal names do not count.
#[must_use]
pub fn related(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    match (GROUPS.get(a), GROUPS.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|group| b.contains(group)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::related;

    #[test]
    fn short_forms_meet_their_long_forms() {
        for (a, b) in [
            ("alex", "alexander"),
            ("sepp", "josef"),
            ("kathi", "katharina"),
            ("hans", "johannes"),
            ("jurgen", "georg"),
            ("liz", "elizabeth"),
        ] {
            assert!(related(a, b) && related(b, a), "{a} {b}");
        }
    }

    #[test]
    fn brothers_and_sisters_do_not() {
        for (a, b) in [
            ("michael", "michaela"),
            ("peter", "petra"),
            ("andreas", "andrea"),
            ("martin", "martina"),
            ("anna", "maria"),
            ("anna", "anna"),
        ] {
            assert!(!related(a, b), "{a} {b}");
        }
    }
}
