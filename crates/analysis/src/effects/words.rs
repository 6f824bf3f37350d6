//! A column of words.

use std::collections::HashMap;

/// Words, each distinct one kept once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    names: Vec<String>,
    /// Place of the word of each case in `names`.
    codes: Vec<u32>,
}

impl Words {
    /// The distinct words, in the order of their first appearance.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// For each case the place of its word among [`Self::names`].
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The word of a case.
    #[must_use]
    pub fn of(&self, case: usize) -> &str {
        &self.names[self.codes[case] as usize]
    }

    pub(super) fn take(&self, cases: &[usize]) -> Self {
        cases.iter().map(|case| self.of(*case)).collect()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Words {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        let (mut all, mut places) = (Self::default(), HashMap::new());
        for word in words {
            let word = word.as_ref();
            let code = match places.get(word) {
                Some(code) => *code,
                None => {
                    let code = all.names.len() as u32;
                    all.names.push(word.to_owned());
                    places.insert(word.to_owned(), code);
                    code
                }
            };
            all.codes.push(code);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_given() {
        let given = ["L", "S", "L", "", "M"];
        let words: Words = given.into_iter().collect();
        assert_eq!(
            (words.names().len(), words.codes()),
            (4, [0, 1, 0, 2, 3].as_slice())
        );
        let back: Vec<&str> = (0..5).map(|case| words.of(case)).collect();
        assert_eq!(back, given);
        let some = words.take(&[4, 2]);
        assert_eq!((some.of(0), some.of(1), some.names().len()), ("M", "L", 2));
    }
}
