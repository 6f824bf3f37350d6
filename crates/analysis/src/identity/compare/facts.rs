//! What is known about values: how often they occur, and which belong to more than one person.

use super::super::table::{Dictionary, Row, Symbol, Texts};

/// Columns whose values are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// First names.
    First,
    /// Surnames.
    Last,
    /// Cores of company names.
    Company,
    /// Company domains.
    Domain,
}

/// Counts of values and marks of shared ones. Grows with [`Facts::observe`].
#[derive(Clone, Debug, Default)]
pub struct Facts {
    counts: [Counts; 4],
    /// Who was seen with an address or number.
    holders: Vec<Holder>,
}

/// How often the values of a column occur, without the rows: enough to weigh two records later as they
/// would be weighed among all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequency {
    /// How many rows have a value.
    pub total: u64,
    /// Sum of the squares of the counts of all values.
    pub squares: u64,
    /// The most frequent values and their counts; what is not named counts as rare.
    pub most: Vec<(String, u32)>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    by_symbol: Vec<u32>,
    total: u64,
    /// Sum of the squares of the counts: the chance that two values meet is `squares / total²`.
    squares: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Holder {
    /// How the surname and the first name began that were seen first.
    last: [u8; 2],
    first: [u8; 2],
    records: u16,
    other_last: bool,
    other_first: bool,
}

/// A value in so many records is nobody's own, whatever the names say.
const GENERIC: u16 = 40;

impl Facts {
    /// The facts of all rows.
    #[must_use]
    pub fn of(rows: &[Row], texts: &Texts<'_>) -> Self {
        let mut facts = Self::default();
        for row in rows {
            facts.observe(row, texts);
        }
        facts
    }

    /// Counts one more row.
    pub fn observe(&mut self, row: &Row, texts: &Texts<'_>) {
        for (column, symbol) in [
            (Column::First, row.first),
            (Column::Last, row.last),
            (Column::Company, row.company),
            (Column::Domain, row.domain),
        ] {
            self.counts[column as usize].add(symbol);
        }
        self.observe_holders(row, texts);
    }

    /// Notes only with whom the addresses and numbers of a row were seen, when its values are counted
    /// already.
    pub fn observe_holders(&mut self, row: &Row, texts: &Texts<'_>) {
        let (last, first) = (start(texts.text(row.last)), start(texts.text(row.first)));
        for symbol in row
            .phones
            .into_iter()
            .chain(row.emails.map(|email| email.mailbox))
        {
            if symbol != 0 {
                grow(&mut self.holders, symbol).see(last, first);
            }
        }
    }

    /// How often the values of each column occur (in the order of [`Column`]), with the `most` frequent
    /// ones by name.
    #[must_use]
    pub fn frequencies(&self, texts: &Texts<'_>, most: usize) -> Vec<Frequency> {
        let of_column = |counts: &Counts| {
            let counted = (0u32..).zip(&counts.by_symbol);
            let mut values: Vec<(String, u32)> = counted
                .filter(|(_, count)| **count > 1)
                .map(|(symbol, count)| (texts.text(symbol).to_owned(), *count))
                .collect();
            values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            values.truncate(most);
            Frequency {
                total: counts.total,
                squares: counts.squares,
                most: values,
            }
        };
        self.counts.iter().map(of_column).collect()
    }

    /// The facts of a population of which only the frequencies are known.
    #[must_use]
    pub fn remembered(frequencies: &[Frequency], dictionary: &mut Dictionary) -> Self {
        let mut facts = Self::default();
        for (counts, frequency) in facts.counts.iter_mut().zip(frequencies) {
            for (text, count) in &frequency.most {
                let symbol = dictionary.intern(text);
                if symbol != 0 {
                    *grow(&mut counts.by_symbol, symbol) = *count;
                }
            }
            counts.total = frequency.total;
            counts.squares = frequency.squares;
        }
        facts
    }

    /// How often the value stands in the column.
    #[must_use]
    pub fn count(&self, column: Column, symbol: Symbol) -> u32 {
        let counts = &self.counts[column as usize].by_symbol;
        counts.get(symbol as usize).copied().unwrap_or(0)
    }

    /// log2 of the average share of a value in the column to the share of this one, within ±8.
    #[must_use]
    pub fn rarity(&self, column: Column, symbol: Symbol) -> f32 {
        let counts = &self.counts[column as usize];
        if counts.total == 0 || symbol == 0 {
            return 0.0;
        }
        let count = f64::from(self.count(column, symbol).max(1));
        let ratio = counts.squares as f64 / counts.total as f64 / count;
        (ratio.log2() as f32).clamp(-8.0, 8.0)
    }

    /// Whether a telephone number is known to belong to several people.
    #[must_use]
    pub fn phone_is_shared(&self, symbol: Symbol) -> bool {
        self.holder(symbol)
            .is_some_and(|h| h.other_last || h.other_first || h.records >= GENERIC)
    }

    /// Whether an e-mail address is known to belong to several people.
    #[must_use]
    pub fn email_is_shared(&self, symbol: Symbol) -> bool {
        self.holder(symbol)
            .is_some_and(|h| (h.other_last && h.other_first) || h.records >= GENERIC)
    }

    fn holder(&self, symbol: Symbol) -> Option<&Holder> {
        self.holders.get(symbol as usize)
    }
}

fn grow<T: Clone + Default>(list: &mut Vec<T>, symbol: Symbol) -> &mut T {
    let at = symbol as usize;
    if at >= list.len() {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

impl Counts {
    fn add(&mut self, symbol: Symbol) {
        if symbol != 0 {
            let count = grow(&mut self.by_symbol, symbol);
            self.squares += u64::from(*count) * 2 + 1;
            *count += 1;
            self.total += 1;
        }
    }
}

/// Two letters survive most typing errors and tell most names apart.
fn start(key: &str) -> [u8; 2] {
    match key.as_bytes() {
        [a, b, ..] => [*a, *b],
        [a] => [*a, 0],
        [] => [0, 0],
    }
}

impl Holder {
    fn see(&mut self, last: [u8; 2], first: [u8; 2]) {
        self.records = self.records.saturating_add(1);
        let none = [0, 0];
        if self.last == none && self.first == none {
            (self.last, self.first) = (last, first);
            return;
        }
        let differ = |a: [u8; 2], b: [u8; 2]| a != none && b != none && a != b;
        let swapped = self.last == first && self.first == last;
        if !swapped {
            self.other_last |= differ(self.last, last);
            // Of first names only the first letter: the second is missing in initials and damaged names.
            self.other_first |= differ([self.first[0]; 2], [first[0]; 2]);
        }
        if self.last == none {
            self.last = last;
        }
        if self.first == none {
            self.first = first;
        }
    }
}
