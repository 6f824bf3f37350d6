//! People, with the duplicates and look-alikes that identity resolution has to tell apart.

use kernel::{Id, Millis};

use super::companies::ascii;
use super::draw::exactly;
use super::time::MONTHS;
use super::{Calendar, Company, Ids, Member, Rng, SALES, Scale, words};

/// A person of the demo.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: Id,
    pub(crate) salutation: &'static str,
    pub(crate) degree: Option<String>,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) job: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) company: usize,
    pub(crate) owner: Option<Id>,
    pub(crate) permitted: bool,
    pub(crate) objection_at: Option<Millis>,
    /// Agreed to have opens and clicks measured.
    pub(crate) measured: bool,
    /// The newsletter issue on whose day sales wrote as well (E15).
    pub(crate) doubled: Option<usize>,
    pub(crate) phase: i64,
    pub(crate) created_at: Millis,
}

pub(crate) struct Made {
    pub(crate) people: Vec<Person>,
    pub(crate) duplicates: Vec<(usize, usize)>,
    pub(crate) look_alikes: Vec<(usize, usize)>,
}

pub(crate) fn make(
    scale: Scale,
    seed: u64,
    calendar: &Calendar,
    companies: &[Company],
    members: &[Member],
    ids: &mut Ids,
) -> Made {
    let mut rng = Rng::new(seed, "people", 0);
    let (total, twice, alike) = (scale.of(11_500), scale.of(690), scale.of(120));
    let sellers: Vec<Id> = members
        .iter()
        .filter(|m| m.department == Some(SALES))
        .map(|m| m.id)
        .collect();
    let mut people: Vec<Person> = (0..total - twice - alike)
        .map(|n| one(&mut rng, calendar, companies, &sellers, ids, n))
        .collect();
    let base = people.len();
    object(&mut rng, scale, calendar, &mut people);
    let mut duplicates = Vec::new();
    for n in 0..twice {
        let original = (n * 15 + 7) % base;
        let mut copy = vary(&mut rng, &people[original], n);
        copy.id = ids.next();
        duplicates.push((original, people.len()));
        people.push(copy);
    }
    let mut look_alikes = Vec::new();
    for n in 0..alike {
        let original = (n * 83 + 11) % base;
        let mut other = resemble(&mut rng, &people[original], companies.len(), n);
        other.id = ids.next();
        look_alikes.push((original, people.len()));
        people.push(other);
    }
    Made {
        people,
        duplicates,
        look_alikes,
    }
}

/// 25 people object to advertising; being written to by two departments within a day makes it 2.2
/// times as likely (E15).
fn object(rng: &mut Rng, scale: Scale, calendar: &Calendar, people: &mut [Person]) {
    let weights: Vec<u64> = people
        .iter()
        .map(|p| match (p.permitted, p.doubled) {
            (false, _) => 0,
            (true, Some(_)) => 22,
            (true, None) => 10,
        })
        .collect();
    let chosen = exactly(rng, &weights, scale.of(25));
    for (person, _) in people.iter_mut().zip(chosen).filter(|(_, c)| *c) {
        let at = match person.doubled {
            Some(issue) => calendar.workdays(calendar.issue(issue), rng.between(2, 14)),
            None => {
                let known = person.created_at.max(calendar.start).plus(10 * 3_600_000);
                calendar.workdays(known, rng.between(80, 500))
            }
        };
        person.objection_at = Some(at.min(calendar.end.plus(-Millis::DAY)));
    }
}

fn one(
    rng: &mut Rng,
    calendar: &Calendar,
    companies: &[Company],
    sellers: &[Id],
    ids: &mut Ids,
    n: usize,
) -> Person {
    let w = words();
    // Everybody gets a first person, larger companies get the rest.
    let company = if n < companies.len() {
        n
    } else {
        rng.below(companies.len())
    };
    let woman = rng.chance(420);
    let first = if woman {
        rng.pick(&w.women)
    } else {
        rng.pick(&w.men)
    }
    .clone();
    let last = rng.pick(&w.surnames).clone();
    let email = format!(
        "{}.{}@{}",
        ascii(&first),
        ascii(&last),
        companies[company].domain
    );
    let is_customer = companies[company].customer_since.is_some();
    let created_at = companies[company]
        .created_at
        .plus(rng.between(0, 240) * Millis::DAY)
        .min(calendar.end);
    Person {
        id: ids.next(),
        salutation: if woman { "frau" } else { "herr" },
        degree: rng.chance(70).then(|| rng.pick(&w.degrees).clone()),
        first,
        last,
        job: rng.pick(&w.jobs).clone(),
        email: rng.chance(930).then_some(email),
        phone: rng
            .chance(700)
            .then(|| phone(rng, companies[company].country)),
        company,
        owner: rng.chance(600).then(|| *rng.pick(sellers)),
        permitted: rng.chance(470),
        objection_at: None,
        measured: rng.chance(380),
        doubled: rng
            .chance(60)
            .then(|| rng.below(2 * MONTHS - 2))
            .filter(|issue| calendar.issue(*issue) >= created_at),
        phase: if is_customer {
            rng.between(6, 9)
        } else {
            rng.between(1, 4)
        },
        created_at,
    }
}

fn phone(rng: &mut Rng, country: &str) -> String {
    let code = match country {
        "AT" => "+43",
        "CH" => "+41",
        _ => "+49",
    };
    format!(
        "{code} {} {}",
        rng.between(200, 989),
        rng.between(100_000, 9_999_999)
    )
}

/// The same person, entered a second time by somebody else.
fn vary(rng: &mut Rng, person: &Person, n: usize) -> Person {
    let mut copy = person.clone();
    copy.created_at = person.created_at.plus(rng.between(20, 300) * Millis::DAY);
    // The second entry knows nothing of an objection; advertising must not reach it all the same.
    copy.permitted &= person.objection_at.is_none();
    copy.objection_at = None;
    copy.doubled = None;
    match n % 6 {
        0 => copy.last = spell(&copy.last),
        1 => std::mem::swap(&mut copy.first, &mut copy.last),
        2 => copy.first = copy.first.chars().take(1).chain(['.']).collect(),
        3 => copy.email = copy.email.as_ref().map(|e| e.replacen('.', "", 1)),
        4 => {
            copy.phone = copy
                .phone
                .as_ref()
                .map(|p| p.replace(' ', "").replacen("+", "00", 1))
        }
        _ => copy.last = swap_letters(&copy.last),
    }
    if n % 6 != 3 && rng.chance(300) {
        copy.email = None;
    }
    if copy.email.is_none() && copy.phone.is_none() {
        copy.email.clone_from(&person.email);
    }
    copy.job = if rng.chance(500) {
        String::new()
    } else {
        copy.job
    };
    copy
}

/// Umlauts written out or, where there are none, doubled letters.
fn spell(name: &str) -> String {
    let spelled = name
        .replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('ß', "ss")
        .replace('Ö', "Oe");
    match spelled == name {
        true => name.replacen('n', "nn", 1),
        false => spelled,
    }
}

fn swap_letters(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() > 3 {
        letters.swap(1, 2);
    }
    letters.into_iter().collect()
}

/// Somebody else who looks the same: a namesake elsewhere, a colleague with the same switchboard and
/// address, a relative in the same firm.
fn resemble(rng: &mut Rng, person: &Person, companies: usize, n: usize) -> Person {
    let w = words();
    let mut other = person.clone();
    other.objection_at = None;
    other.doubled = None;
    match n % 4 {
        0 | 1 => {
            other.company =
                (person.company + 1 + rng.below(companies.saturating_sub(2).max(1))) % companies;
            other.email = None;
            other.phone = Some(phone(rng, "DE"));
        }
        2 => {
            other.first = format!("{}-{}", rng.pick(&w.men), rng.pick(&w.men));
            other.last = rng.pick(&w.surnames).clone();
        }
        _ => {
            let initial = person.first.chars().next().unwrap_or('A');
            let same = w
                .men
                .iter()
                .find(|m| m.starts_with(initial) && **m != person.first);
            other.first = same
                .cloned()
                .unwrap_or_else(|| format!("{}an", person.first));
            other.email = None;
        }
    }
    other.job = rng.pick(&w.jobs).clone();
    other
}
