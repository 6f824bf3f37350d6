//! What a fuzzer calls: any text as the name of a browser.

use super::model::{Signals, judge};

/// Judges a visit of a program that calls itself like this.
pub fn user_agent(bytes: &[u8]) {
    let verdict = judge(&Signals {
        agent: Some(String::from_utf8_lossy(bytes).into_owned()),
        ..Signals::default()
    });
    assert!((0..=100).contains(&verdict.score), "a score from 0 to 100");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_agent_breaks_the_rules(bytes in prop::collection::vec(any::<u8>(), 0..200), words in "(bot|Mozilla|HTTP|/|;|\\(| ){0,12}") {
            super::user_agent(&bytes);
            super::user_agent(words.as_bytes());
        }
    }
}
