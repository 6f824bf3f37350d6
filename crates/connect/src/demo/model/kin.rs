//! Companies that were entered twice, groups with subsidiaries and sites, and namesakes: what the search for
//! duplicates has to tell apart. They are planted among those who are no customers.

use super::companies::{Company, ascii};
use super::{Rng, Scale};

/// What is true about the planted companies, by their positions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kin {
    /// Pairs that are one company: the older and the one entered later.
    pub(crate) duplicates: Vec<(usize, usize)>,
    /// Part, whole, and whether it is a `subsidiary` or a `site`.
    pub(crate) parts: Vec<(usize, usize, &'static str)>,
    /// Pairs that must never be one: any two of a group, and namesakes in another town.
    pub(crate) look_alikes: Vec<(usize, usize)>,
}

/// Companies of a group: the holding, two subsidiaries, a site of the first.
const GROUP: usize = 4;

/// Gives every second company a switchboard, and turns the last ones into what is to be told apart.
pub(crate) fn plant(scale: Scale, seed: u64, companies: &mut [Company]) -> Kin {
    let mut rng = Rng::new(seed, "kin", 0);
    for company in companies.iter_mut() {
        let number = switchboard(&mut rng, company.country);
        company.phone = rng.chance(600).then_some(number);
    }
    let (twice, groups, namesakes) = (scale.of(120), scale.of(24), scale.of(40));
    let base = companies.len() - twice - groups * GROUP - namesakes;
    let mut kin = Kin::default();
    for n in 0..twice {
        let (original, copy) = ((n * 31 + 7) % base, base + n);
        enter_again(&mut rng, companies, original, copy, n);
        kin.duplicates.push((original, copy));
    }
    for n in 0..groups {
        // Every second group stands in the records already, the others are to be found.
        let first = base + twice + n * GROUP;
        found_group(&mut rng, companies, first, n % 2 == 0, &mut kin);
    }
    for n in 0..namesakes {
        let (original, other) = ((n * 37 + 11) % base, companies.len() - 1 - n);
        companies[other].name = companies[original].name.clone();
        companies[other].legal_form = companies[original].legal_form.clone();
        kin.look_alikes.push((original, other));
    }
    kin
}

fn switchboard(rng: &mut Rng, country: &str) -> String {
    let code = match country {
        "AT" => "+43",
        "CH" => "+41",
        "NL" => "+31",
        _ => "+49",
    };
    let (area, number) = (rng.between(200, 989), rng.between(10_000, 999_999));
    format!("{code} {area} {number}-0")
}

/// The same company, entered a second time by somebody else.
fn enter_again(rng: &mut Rng, companies: &mut [Company], original: usize, copy: usize, n: usize) {
    let known = companies[original].clone();
    let made = rng.between(20, 300) * kernel::Millis::DAY;
    let new = &mut companies[copy];
    let (id, size, employees) = (new.id, new.size, new.employees);
    *new = Company {
        id,
        size,
        employees,
        customer_since: None,
        created_at: known.created_at.plus(made),
        ..known
    };
    let bare = new.name.strip_suffix(&new.legal_form).unwrap_or(&new.name);
    let (bare, form) = (bare.trim().to_owned(), new.legal_form.clone());
    match n % 6 {
        0 => {
            new.name = bare.to_uppercase();
            (new.street, new.postal_code) = (String::new(), String::new());
        }
        1 => {
            new.name = format!("{} {form}", spelled_out(&bare));
            new.street = new.street.replace("straße", "str.");
        }
        2 => {
            new.name = format!("Firma {bare} {}", in_full(&form));
            new.postal_code = String::new();
        }
        3 => {
            new.name = format!("{} {form}", bare.replace(' ', "-"));
            new.has_site = false;
        }
        4 => new.name = format!("{} {form}", slipped(&bare)),
        _ => {
            new.has_site = false;
            new.phone = None;
        }
    }
}

fn spelled_out(name: &str) -> String {
    let pairs = [
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
    ];
    pairs
        .iter()
        .fold(name.to_owned(), |name, (from, to)| name.replace(from, to))
}

fn in_full(form: &str) -> &str {
    match form {
        "GmbH" => "Gesellschaft mit beschränkter Haftung",
        "AG" => "Aktiengesellschaft",
        "KG" => "Kommanditgesellschaft",
        "Ges.m.b.H." => "GmbH",
        form => form,
    }
}

/// Two letters in the middle of the last word stand the wrong way round.
fn slipped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len().saturating_sub(4);
    if at > 0 && letters[at] != ' ' && letters[at + 1] != ' ' {
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// A holding with two subsidiaries and a site, at one domain and one switchboard.
fn found_group(
    rng: &mut Rng,
    companies: &mut [Company],
    first: usize,
    is_known: bool,
    kin: &mut Kin,
) {
    let name = companies[first].name.clone();
    let surname = name.split(' ').next().unwrap_or_default().to_owned();
    let branch = companies[first].industry.clone();
    let domain = format!("{}-{}-gruppe.example", ascii(&surname), ascii(&branch));
    let phone = switchboard(rng, companies[first].country);
    let names = [
        (format!("{surname} {branch} Holding AG"), "AG"),
        (format!("{surname} {branch} GmbH"), "GmbH"),
        (format!("{surname} {branch} Vertriebs GmbH"), "GmbH"),
        (format!("{surname} {branch} GmbH"), "GmbH"),
    ];
    let parts = [(1, 0, "subsidiary"), (2, 0, "subsidiary"), (3, 1, "site")];
    for (at, (name, form)) in (first..).zip(names) {
        let company = &mut companies[at];
        (company.name, company.legal_form) = (name, form.to_owned());
        company.domain.clone_from(&domain);
        company.industry.clone_from(&branch);
        company.phone = Some(phone.clone());
    }
    // The holding and its first subsidiary share a house as well; the site is in another town.
    let house = companies[first].clone();
    let in_house = &mut companies[first + 1];
    (in_house.street, in_house.postal_code) = (house.street.clone(), house.postal_code.clone());
    (in_house.city, in_house.country) = (house.city.clone(), house.country);
    if companies[first + 3].city == house.city {
        companies[first + 3].city = "Andernorts".to_owned();
        companies[first + 3].postal_code = "99999".to_owned();
    }
    for (part, whole, kind) in parts {
        let whole_id = companies[first + whole].id;
        kin.parts.push((first + part, first + whole, kind));
        if is_known {
            companies[first + part].parent = Some((whole_id, kind));
        }
    }
    for a in 0..GROUP {
        kin.look_alikes
            .extend((a + 1..GROUP).map(|b| (first + a, first + b)));
    }
}
