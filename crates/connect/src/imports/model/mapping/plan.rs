//! What a plan knows about its file, and what it takes over from the survey.

use super::bind::{Plan, Take};
use crate::imports::model::fields::FieldType;
use crate::imports::model::reader::header_key;
use crate::imports::model::survey::Conventions;

impl Plan {
    /// Whether any field gets a value from the file.
    #[must_use]
    pub fn is_useful(&self) -> bool {
        let mut rules = self.fields.iter().flat_map(|f| &f.rules);
        rules.any(|b| !matches!(b.take, Take::Fixed(_)))
    }

    /// The header that feeds a field first, for problems found later.
    #[must_use]
    pub fn header_of(&self, field: &str) -> Option<&str> {
        let found = self.fields.iter().find(|f| f.def.name == field)?;
        found
            .rules
            .iter()
            .find_map(|b| Some(self.headers[b.column?].as_str()))
    }

    /// Columns whose convention must be known: position, and whether dates or numbers are in them, unless
    /// the mapping declares it.
    #[must_use]
    pub fn columns_to_survey(&self) -> Vec<(usize, bool)> {
        let mut columns = Vec::new();
        for field in &self.fields {
            for bound in &field.rules {
                let Take::Column(index) = bound.take else {
                    continue;
                };
                let wanted = match field.def.holds {
                    FieldType::Date | FieldType::Instant if bound.date_order.is_none() => {
                        Some(true)
                    }
                    FieldType::Money | FieldType::Number | FieldType::Whole
                        if bound.decimal.is_none() =>
                    {
                        Some(false)
                    }
                    _ => None,
                };
                columns.extend(wanted.map(|dates| (index, dates)));
            }
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Takes over what the survey found out about the columns.
    pub fn adopt(&mut self, conventions: &Conventions) {
        for bound in self.fields.iter_mut().flat_map(|f| &mut f.rules) {
            let Some(index) = bound.column else { continue };
            let header = header_key(&self.headers[index]);
            if let Some(order) = conventions.date_order.get(&header) {
                bound.date_order.get_or_insert(*order);
            }
            if let Some(decimal) = conventions.decimal.get(&header) {
                bound.decimal.get_or_insert(*decimal);
            }
        }
    }
}
