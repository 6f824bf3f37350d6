//! Contact cards (vCard 2.1, 3.0 and 4.0): people in one table, organisations in another.
//!
//! Cards are taken from the file one by one; pictures, sounds and keys are left out while it is read.

mod card;
mod lines;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use calcard::{Entry, Parser};

use self::card::Card;
use self::lines::{Lines, Next};
use super::Outlet;
use super::sheet::Sheet;
use crate::imports::model::FileProblem;
use crate::imports::model::reader::{TextSource, detect};

/// Whether the text begins as a card does.
pub(super) fn begins(text: &str) -> bool {
    lines::is_begin(text.lines().next().unwrap_or(""))
}

/// Reads the cards of the file.
pub(super) fn read(path: &Path, into: &mut Outlet<'_>) -> Result<(), FileProblem> {
    let mut used: [BTreeSet<&str>; 2] = [BTreeSet::new(), BTreeSet::new()];
    let mut told = Told::default();
    each(path, &mut told, |card| {
        used[usize::from(card.is_organization)].extend(card.values.keys());
        Ok(())
    })?;
    let both = used.iter().all(|used| !used.is_empty());
    for (used, organizations) in used.iter().zip([false, true]) {
        if used.is_empty() {
            continue;
        }
        let name = if both && organizations { "ORG" } else { "" };
        let shown = Card::columns(organizations).iter().copied();
        let shown =
            shown.filter(|column| used.contains(column) || Card::is_always(organizations, column));
        let shown: Vec<&'static str> = shown.collect();
        let told = std::mem::take(&mut told);
        into.table(name, |sheet| {
            told.note(sheet);
            table(path, organizations, &shown, sheet)
        })?;
    }
    Ok(())
}

/// What was left out of a file of cards.
#[derive(Default)]
struct Told {
    groups: u64,
    unreadable: u64,
    cut_off: u64,
}

impl Told {
    fn note(&self, sheet: &mut Sheet<BufWriter<File>>) {
        for (kind, count) in [
            ("card_group", self.groups),
            ("card_unreadable", self.unreadable),
            ("card_cut_off", self.cut_off),
        ] {
            sheet.note_several(kind, count);
        }
    }
}

fn table(
    path: &Path,
    organizations: bool,
    shown: &[&'static str],
    sheet: &mut Sheet<BufWriter<File>>,
) -> Result<(), FileProblem> {
    put(sheet, 0, shown.iter().map(|&column| column.to_owned()))?;
    let mut row = 0;
    each(path, &mut Told::default(), |mut card| {
        if card.is_organization != organizations {
            return Ok(());
        }
        row += 1;
        let values = shown.iter().map(|column| card.values.remove(column));
        put(sheet, row, values.map(Option::unwrap_or_default))
    })
}

fn put(
    sheet: &mut Sheet<BufWriter<File>>,
    row: u32,
    values: impl Iterator<Item = String>,
) -> Result<(), FileProblem> {
    for (column, value) in (0..).zip(values) {
        sheet.cell(row, column, value)?;
    }
    Ok(())
}

/// Calls for every card of a person or an organisation.
fn each(
    path: &Path,
    told: &mut Told,
    mut see: impl FnMut(Card) -> Result<(), FileProblem>,
) -> Result<(), FileProblem> {
    let detected = detect(&mut File::open(path)?)?;
    let mut lines = Lines::new(TextSource::new(File::open(path)?, detected.encoding));
    loop {
        match lines.next()? {
            None => return Ok(()),
            Some(Next::CutOff) => told.cut_off += 1,
            Some(Next::TooLong) => told.unreadable += 1,
            Some(Next::Card(text)) => match Parser::new(&text).entry() {
                Entry::VCard(vcard) => match Card::of(&vcard) {
                    Some(card) if card.is_empty() => told.unreadable += 1,
                    Some(card) => see(card)?,
                    None => told.groups += 1,
                },
                _ => told.unreadable += 1,
            },
        }
    }
}
