//! Companies: names, places, size classes; 620 of 4 000 are customers.

use kernel::{Date, Id, Millis};

use super::{Calendar, Ids, Rng, Scale, words};

/// A company of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    pub(crate) id: Id,
    pub(crate) name: String,
    pub(crate) legal_form: String,
    pub(crate) domain: String,
    /// The domain stands in its record; people write from it anyway.
    pub(crate) has_site: bool,
    pub(crate) phone: Option<String>,
    /// The company above it, and what it is of that one.
    pub(crate) parent: Option<(Id, &'static str)>,
    pub(crate) industry: String,
    pub(crate) employees: i64,
    pub(crate) street: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) country: &'static str,
    pub(crate) size: &'static str,
    pub(crate) customer_since: Option<Date>,
    pub(crate) created_at: Millis,
}

pub(crate) fn make(scale: Scale, seed: u64, calendar: &Calendar, ids: &mut Ids) -> Vec<Company> {
    let mut rng = Rng::new(seed, "companies", 0);
    let count = scale.of(4_000);
    let customers = scale.of(620);
    let w = words();
    let pairs = w.surnames.len() * w.branches.len();
    // A step without common divisor walks through all pairs of words before one comes twice.
    let start = rng.below(pairs);
    (0..count)
        .map(|n| {
            let at = (start + n * 1_009) % pairs;
            let (surname, branch) = (
                &w.surnames[at % w.surnames.len()],
                &w.branches[at / w.surnames.len() % w.branches.len()],
            );
            let again = (n >= pairs).then(|| n / pairs + 1);
            one(
                &mut rng,
                calendar,
                ids,
                surname,
                branch,
                again,
                n < customers,
            )
        })
        .collect()
}

fn one(
    rng: &mut Rng,
    calendar: &Calendar,
    ids: &mut Ids,
    surname: &str,
    branch: &str,
    again: Option<usize>,
    is_customer: bool,
) -> Company {
    let w = words();
    let (country, legal, cities) = match rng.weighted(&[78, 12, 8, 2]) {
        0 => ("DE", &w.legal_de, &w.cities_de),
        1 => ("AT", &w.legal_at, &w.cities_at),
        2 => ("CH", &w.legal_ch, &w.cities_ch),
        _ => ("NL", &w.legal_de, &w.cities_other),
    };
    let legal_form = rng.pick(legal).clone();
    let (postal_code, city) = rng.pick(cities).split_once(' ').unwrap_or(("", ""));
    let suffix = again.map(|n| format!(" {n}")).unwrap_or_default();
    let size = ["A", "B", "C"][rng.weighted(&[20, 30, 50])];
    let employees = match size {
        "A" => rng.between(250, 2_400),
        "B" => rng.between(60, 249),
        _ => rng.between(8, 59),
    };
    let since = is_customer.then(|| {
        calendar
            .today
            .saturating_sub(jiff::Span::new().days(rng.between(40, 3_000)))
    });
    let domain = format!("{}-{}", ascii(surname), ascii(branch));
    Company {
        id: ids.next(),
        name: format!("{surname} {branch}{suffix} {legal_form}"),
        legal_form,
        domain: format!(
            "{domain}{}.example",
            again.map(|n| n.to_string()).unwrap_or_default()
        ),
        has_site: true,
        phone: None,
        parent: None,
        industry: branch.to_owned(),
        employees,
        street: format!("{} {}", rng.pick(&w.streets), rng.between(1, 140)),
        postal_code: postal_code.to_owned(),
        city: city.to_owned(),
        country,
        size,
        customer_since: since,
        created_at: calendar.start.plus(rng.between(-900, 0) * Millis::DAY),
    }
}

/// Plain letters for addresses: ä becomes ae.
pub(crate) fn ascii(text: &str) -> String {
    let mut plain = String::new();
    for c in text.to_lowercase().chars() {
        match c {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            c if c.is_ascii_alphanumeric() => plain.push(c),
            _ => {}
        }
    }
    plain
}
