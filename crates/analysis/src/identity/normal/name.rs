//! Names of persons with German rules: titles and salutations apart, particles kept but not compared.

use super::{blocked, bounded, fold};

/// A person's name, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonName {
    /// Herr, Frau and the like, as written.
    pub salutation: String,
    /// Academic and professional titles, as written.
    pub title: String,
    /// First names, as written, without titles.
    pub first: String,
    /// Surname, as written, with its particles.
    pub last: String,
    /// Match key of the first names: `hans gunther`.
    pub first_key: String,
    /// Match key of the surname without particles: `gute sauer`, `goethe`.
    pub last_key: String,
}

const SALUTATIONS: &[&str] = &[
    "herr", "herrn", "frau", "hr", "fr", "mr", "mrs", "ms", "miss", "monsieur", "madame", "mme",
    "signor", "signora", "familie", "eheleute",
];
/// Titles before the name, without dots.
const BEFORE: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "doktor",
    "priv-doz",
    "pd",
    "dipl-ing",
    "dipl-kfm",
    "dipl-kff",
    "dipl-inf",
    "dipl-oec",
    "dipl-phys",
    "dipl-chem",
    "dipl-math",
    "dipl-psych",
    "dipl-wirt-ing",
    "dipl-betriebsw",
    "dipl-bw",
    "dipl",
    "mag",
    "magister",
    "ing",
    "kommr",
    "dkfm",
    "dr-ing",
    "hon-prof",
    "univ-prof",
    "komm-rat",
    "oberstudienrat",
    "ra",
    "stb",
    "wp",
];
/// Words that belong to "Dr." or "Prof." before them.
const AFTER_DOCTOR: &[&str] = &[
    "med", "rer", "nat", "phil", "jur", "iur", "oec", "pol", "habil", "h", "c", "hc", "mult",
    "dent", "vet", "theol", "techn", "sc", "agr", "univ", "publ", "soc", "ing", "dr", "prof",
    "paed",
];
const BEHIND: &[&str] = &[
    "mba", "msc", "bsc", "llm", "llb", "ma", "ba", "phd", "bed", "med", "meng", "beng", "dipl-ing",
    "cpa", "cfa", "fh", "dba", "jr", "sr", "mbl", "emba",
];
const PARTICLES: &[&str] = &[
    "von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "dem", "di", "da", "del", "della",
    "dos", "du", "la", "le", "el", "al", "ten", "ter", "af", "av", "und", "v", "d", "freiherr",
    "graf", "baron", "freifrau", "graefin", "edler",
];

/// Reads first and last name as two fields.
#[must_use]
pub fn read(first: &str, last: &str) -> PersonName {
    let mut name = PersonName::default();
    let first = clean(first);
    let last = clean(last);
    let first = strip(first, &mut name);
    let last = strip(last, &mut name);
    finish(name, &first, &last)
}

/// Reads a whole name: "Dr. Anna von Stein", "Stein, Anna", "Herr Müller".
#[must_use]
pub fn read_full(full: &str) -> PersonName {
    let full = clean(full);
    if let Some((last, first)) = full.split_once(',') {
        // A comma before titles only ("Anna Stein, MBA") is no swap.
        let behind = first
            .split_whitespace()
            .all(|word| BEHIND.contains(&bare(word).as_str()));
        return match behind {
            true => read_full(&full.replace(',', " ")),
            false => read(first, last),
        };
    }
    let mut name = PersonName::default();
    let words = strip(full, &mut name);
    let parts: Vec<&str> = words.split_whitespace().collect();
    // The surname begins with its first particle, else it is the last word.
    let particle = |word: &&str| PARTICLES.contains(&fold::fold(word).as_str());
    let begins = match parts.len() {
        0 | 1 => 0,
        len => (1..len - 1)
            .find(|at| particle(&parts[*at]))
            .unwrap_or(len - 1),
    };
    finish(name, &parts[..begins].join(" "), &parts[begins..].join(" "))
}

fn clean(text: &str) -> &str {
    match blocked::is_blocked(text) {
        true => "",
        false => bounded(text.trim()),
    }
}

/// A word for the tables: folded, without dots.
fn bare(word: &str) -> String {
    let folded = fold::fold(word);
    folded
        .chars()
        .filter(|c| !matches!(c, '.' | ',' | '(' | ')'))
        .collect()
}

/// Takes salutations and titles off both ends, as long as a name remains.
fn strip(text: &str, name: &mut PersonName) -> String {
    // The usual case: one word without a dot cannot lose anything.
    if !text.contains([' ', '.', '\t', '\u{a0}']) {
        return text.to_owned();
    }
    // "Dr.Müller" is two words; "A.B." stays one.
    let spaced = text
        .replace("Dr.", "Dr. ")
        .replace("Prof.", "Prof. ")
        .replace(". -", ".-");
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    let (mut titles, mut doctor) = (Vec::new(), false);
    while words.len() > 1 {
        let word = bare(words[0]);
        if SALUTATIONS.contains(&word.as_str()) {
            name.salutation = words[0].to_owned();
        } else if is_title(words[0], &word) || (doctor && AFTER_DOCTOR.contains(&word.as_str())) {
            doctor |= matches!(word.as_str(), "dr" | "prof" | "doktor");
            titles.push(words[0]);
        } else {
            break;
        }
        words.remove(0);
    }
    while words.len() > 1 && is_behind(words[words.len() - 1]) {
        if let Some(word) = words.pop() {
            titles.push(word);
        }
    }
    if !titles.is_empty() {
        let more = titles.join(" ");
        name.title = format!("{} {more}", name.title).trim().to_owned();
    }
    words.join(" ")
}

fn is_title(written: &str, word: &str) -> bool {
    match word {
        // Short ones are first names as well: only with a dot or in capitals.
        "mag" | "ing" | "ra" | "wp" | "stb" | "pd" => {
            written.contains('.') || written.bytes().all(|b| b.is_ascii_uppercase())
        }
        _ => BEFORE.contains(&word) || written == "DI" || written == "(FH)",
    }
}

/// Titles behind the name: in capitals or with dots, so that the surname "Ma" stays a surname.
fn is_behind(written: &str) -> bool {
    let trimmed = written.trim_matches([',', '(', ')']);
    let capitals = trimmed.len() >= 3 && trimmed.bytes().all(|b| b.is_ascii_uppercase());
    (capitals || trimmed.contains('.')) && BEHIND.contains(&bare(written).as_str())
}

fn finish(mut name: PersonName, first: &str, last: &str) -> PersonName {
    let (first, moved) = split_trailing_particles(first);
    name.last = match moved.is_empty() {
        true => last.to_owned(),
        false => format!("{moved} {last}"),
    };
    name.first = first.to_owned();
    name.first_key = fold::key(first);
    name.last_key = without_particles(&fold::key(last));
    name
}

/// "Ludwig von" | "Beethoven": the particle belongs to the surname.
fn split_trailing_particles(first: &str) -> (&str, &str) {
    let mut cut = first.len();
    while let Some((head, word)) = first[..cut].trim_end().rsplit_once(' ') {
        if !PARTICLES.contains(&fold::fold(word).as_str()) || word.starts_with(char::is_uppercase) {
            break;
        }
        cut = head.len();
    }
    (first[..cut].trim_end(), first[cut..].trim())
}

fn without_particles(key: &str) -> String {
    let mut rest = key;
    while let Some((word, behind)) = rest.split_once(' ') {
        if !PARTICLES.contains(&word) {
            break;
        }
        rest = behind;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_salutations_stand_apart() {
        let name = read_full("Frau Prof. Dr. med. Anna von der Heide, MBA");
        assert_eq!(name.salutation, "Frau");
        assert_eq!(name.title, "Prof. Dr. med. MBA");
        assert_eq!(
            (name.first.as_str(), name.last.as_str()),
            ("Anna", "von der Heide")
        );
        assert_eq!(
            (name.first_key.as_str(), name.last_key.as_str()),
            ("anna", "heide")
        );
        let name = read("Dr.-Ing. Jürgen", "Müller-Lüdenscheidt");
        assert_eq!(name.title, "Dr.-Ing.");
        assert_eq!(
            (name.first_key.as_str(), name.last_key.as_str()),
            ("jurgen", "muller ludenscheidt")
        );
        assert_eq!(read("", "Dr.Weiß").last_key, "weiss");
    }

    #[test]
    fn whole_names_are_split() {
        for (text, first, last) in [
            ("Stein, Anna", "anna", "stein"),
            ("Herr Müller", "", "muller"),
            ("Ludwig van Beethoven", "ludwig", "beethoven"),
            ("Anna Lena Weber", "anna lena", "weber"),
            ("Madonna", "", "madonna"),
            ("", "", ""),
            ("n/a", "", ""),
        ] {
            let name = read_full(text);
            assert_eq!(
                (name.first_key.as_str(), name.last_key.as_str()),
                (first, last),
                "{text}"
            );
        }
    }

    #[test]
    fn names_that_look_like_titles_stay() {
        assert_eq!(read("Mag", "Ing").last_key, "ing");
        assert_eq!(read("Di", "Ma").first_key, "di");
        assert_eq!(read_full("Jack Ma").last_key, "ma");
        assert_eq!(read("Ludwig von", "Goethe").last, "von Goethe");
        assert_eq!(read("Fatma Al", "Sayed").first, "Fatma Al");
    }
}
