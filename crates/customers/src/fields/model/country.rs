//! Countries by their names in German and English, their three-letter code or their domain.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Code, three letters, German and English name, further spellings.
const KNOWN: &[(&str, &[&str])] = &[
    ("DE", &["deu", "deutschland", "germany", "d", "brd"]),
    ("AT", &["aut", "osterreich", "austria", "a"]),
    ("CH", &["che", "schweiz", "switzerland", "suisse"]),
    ("LI", &["lie", "liechtenstein"]),
    ("LU", &["lux", "luxemburg", "luxembourg"]),
    ("BE", &["bel", "belgien", "belgium"]),
    (
        "NL",
        &[
            "nld",
            "niederlande",
            "netherlands",
            "the netherlands",
            "holland",
        ],
    ),
    ("FR", &["fra", "frankreich", "france"]),
    ("IT", &["ita", "italien", "italy"]),
    ("ES", &["esp", "spanien", "spain"]),
    ("PT", &["prt", "portugal"]),
    (
        "GB",
        &[
            "gbr",
            "grossbritannien",
            "vereinigtes konigreich",
            "united kingdom",
            "great britain",
            "uk",
            "england",
        ],
    ),
    ("IE", &["irl", "irland", "ireland"]),
    ("DK", &["dnk", "danemark", "denmark"]),
    ("SE", &["swe", "schweden", "sweden"]),
    ("NO", &["nor", "norwegen", "norway"]),
    ("FI", &["fin", "finnland", "finland"]),
    ("PL", &["pol", "polen", "poland"]),
    (
        "CZ",
        &[
            "cze",
            "tschechien",
            "czechia",
            "czech republic",
            "tschechische republik",
        ],
    ),
    ("SK", &["svk", "slowakei", "slovakia"]),
    ("HU", &["hun", "ungarn", "hungary"]),
    ("SI", &["svn", "slowenien", "slovenia"]),
    ("HR", &["hrv", "kroatien", "croatia"]),
    ("RO", &["rou", "rumanien", "romania"]),
    ("BG", &["bgr", "bulgarien", "bulgaria"]),
    ("GR", &["grc", "griechenland", "greece"]),
    ("TR", &["tur", "turkei", "turkey", "turkiye"]),
    (
        "US",
        &[
            "usa",
            "vereinigte staaten",
            "united states",
            "united states of america",
        ],
    ),
    ("CA", &["can", "kanada", "canada"]),
    ("MX", &["mex", "mexiko", "mexico"]),
    ("BR", &["bra", "brasilien", "brazil"]),
    ("AR", &["arg", "argentinien", "argentina"]),
    ("CN", &["chn", "china"]),
    ("JP", &["jpn", "japan"]),
    ("KR", &["kor", "sudkorea", "south korea", "korea"]),
    ("IN", &["ind", "indien", "india"]),
    ("AU", &["aus", "australien", "australia"]),
    ("NZ", &["nzl", "neuseeland", "new zealand"]),
    ("IL", &["isr", "israel"]),
    (
        "AE",
        &[
            "are",
            "vereinigte arabische emirate",
            "united arab emirates",
        ],
    ),
    ("ZA", &["zaf", "sudafrika", "south africa"]),
    ("UA", &["ukr", "ukraine"]),
    ("RU", &["rus", "russland", "russia"]),
    ("KE", &["ken", "kenia", "kenya"]),
    ("JO", &["jor", "jordanien", "jordan"]),
    ("PH", &["phl", "philippinen", "philippines"]),
    ("PA", &["pan", "panama"]),
];

/// The codes by folded names.
static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let pairs = KNOWN
        .iter()
        .flat_map(|(code, names)| names.iter().map(|name| (store::fold_name(name), *code)));
    pairs.collect()
});

/// Two letters where we know the country, else what was given.
pub(super) fn clean(text: &str) -> String {
    let two_letters = text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    if two_letters {
        let code = text.to_ascii_uppercase();
        return if code == "UK" { "GB".to_owned() } else { code };
    }
    let known = BY_NAME.get(&store::fold_name(text));
    known.map_or_else(|| text.to_owned(), |code| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_in_both_languages() {
        for (text, code) in [
            ("Germany", "DE"),
            ("ÖSTERREICH", "AT"),
            ("Oesterreich", "AT"),
            ("usa", "US"),
            ("uk", "GB"),
            ("ch", "CH"),
            ("Atlantis", "Atlantis"),
        ] {
            assert_eq!(clean(text), code);
        }
    }
}
