//! What a person is called, and by which text people are sorted.

use kernel::{Error, FieldError, Result};
use store::fold_name;

use crate::fields::Spelled;

/// Degree, first name, last name and suffix as one line; `None` without any name.
#[must_use]
pub fn full_name(
    degree: Option<&str>,
    first: Option<&str>,
    last: Option<&str>,
    suffix: Option<&str>,
) -> Option<String> {
    let bare: Vec<&str> = [first, last].into_iter().flatten().collect();
    if bare.is_empty() {
        return None;
    }
    let mut name = match degree {
        Some(degree) => format!("{degree} {}", bare.join(" ")),
        None => bare.join(" "),
    };
    if let Some(suffix) = suffix {
        name.push_str(", ");
        name.push_str(suffix);
    }
    Some(name)
}

/// The text by which a person is sorted: last name first, folded; without a name the address.
pub(in crate::people) fn sort_name(
    value: impl Fn(&str) -> Option<String>,
    source_id: Option<&str>,
) -> String {
    let (first, last) = (value("first_name"), value("last_name"));
    let name = match (first, last) {
        (None, None) => {
            let lines = value("emails").or_else(|| value("phones"));
            let line = lines.as_deref().and_then(|text| text.lines().next());
            line.or(source_id).unwrap_or_default().to_owned()
        }
        (first, last) => format!("{} {}", last.unwrap_or_default(), first.unwrap_or_default()),
    };
    fold_name(&name)
}

/// There must be something to call a person by.
pub(in crate::people) fn require_a_name(spelled: &Spelled, source_id: Option<&str>) -> Result<()> {
    let named = ["first_name", "last_name", "emails", "phones"]
        .iter()
        .any(|name| spelled.get(name).is_some());
    if named || source_id.is_some() {
        Ok(())
    } else {
        Err(Error::Invalid(vec![FieldError::new(
            "last_name",
            "people.error.name",
        )]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::FIELDS;
    use super::*;
    use crate::fields::Edits;

    #[test]
    fn a_name_carries_its_degrees() {
        assert_eq!(
            full_name(Some("Dr."), Some("Katrin"), Some("Müller"), Some("MBA")).as_deref(),
            Some("Dr. Katrin Müller, MBA")
        );
        assert_eq!(
            full_name(None, None, Some("Müller"), None).as_deref(),
            Some("Müller")
        );
        assert_eq!(full_name(Some("Dr."), None, None, None), None);
    }

    #[test]
    fn people_sort_by_last_name_and_without_one_by_address() {
        let spelled = Edits::new()
            .set("first_name", "Änne")
            .set("last_name", "Groß");
        let spelled = spelled.read(FIELDS).unwrap_or_default();
        assert_eq!(
            sort_name(|f| spelled.get(f).map(str::to_owned), None),
            "gross anne"
        );
        let spelled = Edits::new()
            .set("emails", "z@x.de\na@x.de")
            .read(FIELDS)
            .unwrap_or_default();
        assert_eq!(
            sort_name(|f| spelled.get(f).map(str::to_owned), None),
            "z x de"
        );
    }

    #[test]
    fn nobody_is_nameless() {
        let nothing = Edits::new()
            .set("city", "Bonn")
            .read(FIELDS)
            .unwrap_or_default();
        assert!(require_a_name(&nothing, None).is_err());
        assert!(require_a_name(&nothing, Some("user-7")).is_ok());
    }
}
