//! Invented people in invented companies of DE, AT and CH, each in several records with the faults of real
//! ones: typing errors, other spellings, missing fields, initials, role addresses, switchboards, changed
//! names. The same seed makes the same records.

use analysis::identity::Column;

/// Chance that is the same for the same seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// Frequent ones first: of a hundred names the first has a share of about 3 %, as in life.
    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let x = self.below(1_000_000) as f64 / 1_000_000.0;
        list[(x.powf(1.3) * list.len() as f64) as usize]
    }
}

const FIRST: &[&str] = &[
    "Thomas",
    "Michael",
    "Andreas",
    "Peter",
    "Stefan",
    "Sabine",
    "Susanne",
    "Christian",
    "Petra",
    "Martin",
    "Monika",
    "Claudia",
    "Birgit",
    "Andrea",
    "Wolfgang",
    "Klaus",
    "Jürgen",
    "Frank",
    "Ursula",
    "Nicole",
    "Markus",
    "Anna",
    "Julia",
    "Katharina",
    "Daniel",
    "Alexander",
    "Sebastian",
    "Matthias",
    "Gabriele",
    "Renate",
    "Karin",
    "Stefanie",
    "Tobias",
    "Florian",
    "Jan",
    "Lukas",
    "Lena",
    "Laura",
    "Sarah",
    "Lisa",
    "Uwe",
    "Bernd",
    "Jörg",
    "Günther",
    "Heike",
    "Silke",
    "Ralf",
    "Dirk",
    "Holger",
    "Anja",
    "Kerstin",
    "Sandra",
    "Mehmet",
    "Fatma",
    "Ayşe",
    "Mustafa",
    "Paweł",
    "Agnieszka",
    "Ivan",
    "Jelena",
    "Josef",
    "Johannes",
    "Franz",
    "Hans-Peter",
    "Karl-Heinz",
    "Anne-Marie",
    "Maximilian",
    "Felix",
    "Jonas",
    "Philipp",
    "Simon",
    "David",
    "Carsten",
    "Torsten",
    "Sven",
    "Ingrid",
    "Helga",
    "Elisabeth",
    "Maria",
    "Eva",
    "Barbara",
    "Brigitte",
    "Cornelia",
    "Doris",
    "Ulrike",
    "Regina",
    "Rolf",
    "Heinz",
    "Manfred",
    "Dieter",
    "Horst",
    "Werner",
    "Gerhard",
    "Helmut",
    "Walter",
    "Friedrich",
    "Ludwig",
    "Georg",
    "Anton",
    "Alois",
    "René",
    "François",
    "Luca",
    "Giulia",
];
const LAST: &[&str] = &[
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Schmitt",
    "Werner",
    "Krause",
    "Meier",
    "Lehmann",
    "Köhler",
    "Huber",
    "Gruber",
    "Steiner",
    "Moser",
    "Mayer",
    "Hofer",
    "Leitner",
    "Berger",
    "Eder",
    "Keller",
    "Frei",
    "Baumann",
    "Frey",
    "Graf",
    "Yılmaz",
    "Kaya",
    "Demir",
    "Çelik",
    "Nowak",
    "Kowalski",
    "Horvat",
    "Novak",
    "Rossi",
    "Ferrari",
    "Groß",
    "Weiß",
];
const HEAD: &[&str] = &[
    "Alt", "Bach", "Berg", "Birn", "Brand", "Busch", "Dorn", "Eber", "Eich", "Fels", "Feld",
    "Grün", "Hag", "Harz", "Hein", "Hoch", "Kirch", "Klingen", "Kron", "Lind", "Lücken", "Mann",
    "Neu", "Nieder", "Ober", "Oster", "Pfaff", "Quand", "Rauch", "Rosen", "Sand", "Schell",
    "Schön", "Stein", "Stock", "Tann", "Uhl", "Vog", "Wald", "Wester", "Wies", "Zell",
];
const TAIL: &[&str] = &[
    "auer", "bacher", "baum", "berger", "born", "brink", "bühler", "burger", "dorfer", "egger",
    "feld", "haber", "hauser", "hofer", "höfer", "huber", "ke", "ler", "linger", "mann", "meier",
    "mayr", "müller", "ner", "rath", "reiter", "schmid", "städter", "steiner", "taler", "thaler",
    "wald", "wanger", "weger", "wieser", "zer",
];
const TRADE: &[&str] = &[
    "Maschinenbau",
    "Logistik",
    "Handel",
    "Bau",
    "Elektrotechnik",
    "Metallbau",
    "Software",
    "Consulting",
    "Optik",
    "Pharma",
    "Transporte",
    "Immobilien",
    "Solar",
    "Werkzeugbau",
    "Möbel",
    "Druck",
    "Kunststofftechnik",
    "Lebensmittel",
    "Textil",
    "Medizintechnik",
    "Energie",
    "Automation",
    "Präzisionstechnik",
    "Systeme",
    "Verpackung",
    "Gebäudetechnik",
];
const FORM: &[&str] = &[
    "GmbH",
    "GmbH & Co. KG",
    "AG",
    "KG",
    "e.K.",
    "UG (haftungsbeschränkt)",
    "OHG",
    "GbR",
    "SE",
];
const STREET: &[&str] = &[
    "Haupt",
    "Bahnhof",
    "Garten",
    "Schul",
    "Berg",
    "Linden",
    "Industrie",
    "Kirch",
    "Mozart",
    "Goethe",
    "Mühlen",
    "Ring",
];
const FREE: &[&str] = &[
    "gmx.de",
    "web.de",
    "gmail.com",
    "t-online.de",
    "outlook.com",
    "bluewin.ch",
    "aon.at",
];
const ROLE: &[&str] = &["info", "office", "kontakt", "vertrieb", "einkauf"];

struct Company {
    name: String,
    form: &'static str,
    domain: String,
    street: String,
    postal: String,
    city: String,
    country: &'static str,
    switchboard: String,
}

struct Person {
    first: &'static str,
    last: String,
    email: String,
    private: String,
    direct: String,
    mobile: String,
}

/// One record: its values by column, and the person.
pub type Made = (Vec<(Column, String)>, u32);

/// Makes records, part after part.
pub struct Generator {
    chance: Chance,
    person: u32,
}

impl Generator {
    /// A generator with its seed.
    pub fn new(seed: u64) -> Self {
        Self {
            chance: Chance(seed),
            person: 0,
        }
    }

    /// At least `records` more records: whole companies.
    pub fn part(&mut self, records: usize) -> Vec<Made> {
        let mut out = Vec::with_capacity(records + 64);
        while out.len() < records {
            let company = self.company();
            for _ in 0..1 + self.chance.below(6) {
                let person = self.someone(&company);
                let copies = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4][self.chance.below(10)];
                for _ in 0..copies {
                    let values = self.record(&company, &person);
                    out.push((values, self.person));
                }
                self.person += 1;
            }
        }
        out
    }

    fn surname(&mut self) -> String {
        let one = match self.chance.percent(35) {
            true => self.chance.pick(LAST).to_owned(),
            false => {
                let (head, tail) = (self.chance.below(HEAD.len()), self.chance.below(TAIL.len()));
                format!("{}{}", HEAD[head], TAIL[tail])
            }
        };
        match self.chance.percent(4) {
            true => format!("{one}-{}", self.chance.pick(LAST)),
            false => one,
        }
    }

    fn company(&mut self) -> Company {
        let name = match self.chance.percent(30) {
            true => format!("{} & {}", self.surname(), self.surname()),
            false => format!("{} {}", self.surname(), self.chance.pick(TRADE)),
        };
        let country =
            ["DE", "DE", "DE", "DE", "DE", "DE", "DE", "DE", "AT", "CH"][self.chance.below(10)];
        let (code, top) = match country {
            "AT" => ("+43", "at"),
            "CH" => ("+41", "ch"),
            _ => ("+49", "de"),
        };
        let digits = if country == "DE" { 5 } else { 4 };
        let area = self.chance.below(9 * 10_usize.pow(digits - 1)) + 10_usize.pow(digits - 1);
        let city = format!(
            "{}{}",
            HEAD[area % HEAD.len()],
            ["stadt", "heim", "dorf", "burg"][area / HEAD.len() % 4]
        );
        Company {
            // A domain belongs to one company; companies of one name take their town into it.
            domain: match name.len() % 2 {
                0 => format!("{}.{top}", plain(&name)),
                _ => format!("{}-{}.{top}", plain(&name), plain(&city)),
            },
            form: self.chance.pick(FORM),
            street: format!(
                "{}straße {}",
                self.chance.pick(STREET),
                1 + self.chance.below(180)
            ),
            postal: area.to_string(),
            city,
            country,
            switchboard: format!(
                "{code}{}{}",
                20 + self.chance.below(70),
                100_000 + self.chance.below(900_000)
            ),
            name,
        }
    }

    fn someone(&mut self, company: &Company) -> Person {
        let (first, last) = (self.chance.pick(FIRST), self.surname());
        let (f, l) = (plain(first), plain(&last));
        let local = match self.chance.below(5) {
            0 => l.clone(),
            1 => format!("{}.{l}", &f[..1]),
            2 => format!("{}{l}", &f[..1]),
            _ => format!("{f}.{l}"),
        };
        Person {
            email: format!("{local}@{}", company.domain),
            private: format!(
                "{f}.{l}{}@{}",
                10 + self.chance.below(90),
                self.chance.pick(FREE)
            ),
            direct: format!("{}{}", company.switchboard, 10 + self.chance.below(89)),
            mobile: format!("+4917{}", 10_000_000 + self.chance.below(89_999_999)),
            first,
            last,
        }
    }

    fn record(&mut self, company: &Company, person: &Person) -> Vec<(Column, String)> {
        let mut values = Vec::with_capacity(10);
        let chance = &mut self.chance;
        let (mut first, mut last) = (faulty(chance, person.first), faulty(chance, &person.last));
        if chance.percent(2) {
            std::mem::swap(&mut first, &mut last);
        }
        if chance.percent(5) {
            first = first.chars().take(1).chain(".".chars()).collect();
        }
        if chance.percent(93) {
            values.push((Column::First, first));
        }
        values.push((Column::Last, last));
        if chance.percent(92) {
            let form = if chance.percent(80) { company.form } else { "" };
            values.push((
                Column::Company,
                format!("{} {form}", faulty(chance, &company.name)),
            ));
        }
        match chance.below(100) {
            0..52 => values.push((Column::Email, person.email.clone())),
            52..62 => values.push((Column::Email, person.private.clone())),
            62..78 => values.push((
                Column::Email,
                format!("{}@{}", chance.pick(ROLE), company.domain),
            )),
            _ => {}
        }
        match chance.below(100) {
            0..25 => values.push((Column::Phone, format!("{}0", company.switchboard))),
            25..50 => values.push((Column::Phone, person.direct.clone())),
            50..67 => values.push((Column::Phone, person.mobile.replace("+49", "0049 "))),
            _ => {}
        }
        if chance.percent(70) {
            let short = chance.percent(40);
            values.push((
                Column::Street,
                if short {
                    company.street.replace("straße", "str.")
                } else {
                    company.street.clone()
                },
            ));
        }
        if chance.percent(75) {
            values.push((Column::Postal, company.postal.clone()));
        }
        if chance.percent(75) {
            values.push((Column::City, company.city.clone()));
        }
        values.push((Column::Country, company.country.to_owned()));
        values
    }
}

/// Letters of a name for addresses.
fn plain(text: &str) -> String {
    analysis::identity::normal::fold::fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

/// Now and then a slip of the pen or another spelling of the umlauts.
fn faulty(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if chance.percent(8) && letters.len() > 3 {
        let at = 1 + chance.below(letters.len() - 2);
        match chance.below(3) {
            0 => letters.swap(at, at - 1),
            1 => drop(letters.remove(at)),
            _ => letters.insert(at, 'e'),
        }
    }
    let text: String = letters.into_iter().collect();
    match chance.percent(15) {
        true => text
            .replace('ü', "ue")
            .replace('ö', "oe")
            .replace('ä', "ae")
            .replace('ß', "ss"),
        false => text,
    }
}
