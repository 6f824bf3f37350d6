//! What is kept of a page view, and what is left out on purpose.

use kernel::Millis;
use serde::Deserialize;

const HOUR: i64 = 3_600_000;
/// Longest path, campaign or medium that is kept; the rest is cut.
const LONGEST: usize = 200;
/// Counts below this are not shown, so that no single visitor can be read off a table.
pub(crate) const SMALLEST: i64 = 5;

/// A page view as the script sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) host: String,
    #[serde(default)]
    pub(crate) referrer: String,
    #[serde(default)]
    pub(crate) search: String,
}

/// A page view as it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) hour: Millis,
    pub(crate) path: String,
    pub(crate) referrer: &'static str,
    pub(crate) utm_source: String,
    pub(crate) utm_medium: String,
    pub(crate) utm_campaign: String,
    pub(crate) is_machine: bool,
}

/// Reads a view: the path without its query, the class of the referrer, the campaign tags.
pub(crate) fn view(sent: &Sent, agent: &str, now: Millis) -> View {
    let tag = |name: &str| campaign_tag(&sent.search, name);
    let medium = tag("utm_medium");
    View {
        hour: Millis(now.0 - now.0.rem_euclid(HOUR)),
        path: path(&sent.path),
        referrer: referrer_class(&sent.referrer, &sent.host, &medium),
        utm_source: tag("utm_source"),
        utm_medium: medium,
        utm_campaign: tag("utm_campaign"),
        is_machine: is_machine(agent),
    }
}

fn path(given: &str) -> String {
    let bare = given.split(['?', '#']).next().unwrap_or("");
    let cut = cut(bare);
    match cut.starts_with('/') {
        true => cut,
        false => format!("/{cut}"),
    }
}

fn cut(text: &str) -> String {
    let clean = text.trim().replace(['\0', '\u{FFFD}'], "");
    clean.chars().take(LONGEST).collect()
}

/// The value of a tag in a query or in a whole address, in lower case; empty when it is not there.
pub(crate) fn campaign_tag(address: &str, name: &str) -> String {
    let search = address.split_once('?').map_or(address, |(_, rest)| rest);
    let pairs = search.split('#').next().unwrap_or("").split('&');
    let found = pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map_or_else(String::new, |(_, value)| {
        cut(&decoded(value)).to_lowercase()
    })
}

/// Percent-decoding of a form value; what is no valid text is replaced.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3);
        let byte = hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        match (bytes[at], byte) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Hosts by class; a host counts when it is one of these or ends in one of them after a dot.
const CLASSES: &[(&str, &[&str])] = &[
    (
        "search",
        &[
            "google",
            "bing.com",
            "duckduckgo.com",
            "ecosia.org",
            "qwant.com",
            "startpage.com",
            "search.brave.com",
            "yahoo.com",
            "yandex.com",
            "metager.de",
            "fireball.de",
        ],
    ),
    (
        "assistant",
        &[
            "chatgpt.com",
            "chat.openai.com",
            "perplexity.ai",
            "copilot.microsoft.com",
            "gemini.google.com",
            "claude.ai",
            "chat.mistral.ai",
        ],
    ),
    (
        "social",
        &[
            "linkedin.com",
            "lnkd.in",
            "xing.com",
            "facebook.com",
            "instagram.com",
            "t.co",
            "x.com",
            "twitter.com",
            "youtube.com",
            "reddit.com",
            "bsky.app",
            "threads.net",
            "kununu.com",
        ],
    ),
    (
        "mail",
        &[
            "mail.google.com",
            "outlook.live.com",
            "outlook.office.com",
            "outlook.office365.com",
            "navigator.gmx.net",
            "navigator.web.de",
            "email.t-online.de",
        ],
    ),
];

/// The coarse class of where a view came from: the tag of the link if there is one, else the host.
pub(crate) const REFERRERS: &[&str] = &[
    "direct",
    "internal",
    "search",
    "assistant",
    "social",
    "mail",
    "ad",
    "site",
];

fn referrer_class(referrer: &str, own: &str, medium: &str) -> &'static str {
    match medium {
        "email" | "e-mail" | "mail" | "newsletter" => return "mail",
        "cpc" | "ppc" | "paid" | "display" | "paid_social" | "paidsocial" => return "ad",
        "social" => return "social",
        _ => {}
    }
    let host = host_of(referrer);
    if host.is_empty() {
        return "direct";
    }
    if host == host_of(own) {
        return "internal";
    }
    // The longer names stand in the later classes; the most precise one decides.
    let hits = CLASSES
        .iter()
        .flat_map(|(class, names)| names.iter().map(move |name| (*class, *name)))
        .filter(|(_, name)| belongs(&host, name));
    hits.max_by_key(|(_, name)| name.len())
        .map_or("site", |(class, _)| class)
}

fn host_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.split(':').next().unwrap_or("").to_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

fn belongs(host: &str, name: &str) -> bool {
    match name.contains('.') {
        true => host == name || host.ends_with(&format!(".{name}")),
        // A search engine with one host per country: google.de, google.co.uk.
        false => host.split('.').any(|label| label == name),
    }
}

/// Words in the name that honest machines give themselves.
const MACHINES: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "headless",
    "preview",
    "monitor",
    "curl/",
    "wget/",
    "python-",
    "java/",
    "go-http-client",
    "okhttp",
    "scrapy",
    "lighthouse",
    "pingdom",
    "uptime",
    "facebookexternalhit",
    "phantomjs",
    "archiver",
    "validator",
    "fetch",
];

/// Whether the program says that no person sits before it, or says nothing at all.
pub(crate) fn is_machine(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || MACHINES.iter().any(|word| agent.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PERSON: &str =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36";

    fn of(referrer: &str, search: &str) -> View {
        let sent = Sent {
            path: "/preise?name=katrin".to_owned(),
            host: "www.musterwerk.example".to_owned(),
            referrer: referrer.to_owned(),
            search: search.to_owned(),
            ..Sent::default()
        };
        view(&sent, PERSON, Millis(1_795_593_723_456))
    }

    #[test]
    fn nothing_of_a_person_is_left() {
        let view = of(
            "https://www.google.de/search?q=katrin",
            "?email=katrin%40x.example&utm_campaign=Herbst+2026",
        );
        assert_eq!(view.path, "/preise");
        assert_eq!(
            (view.referrer, view.utm_campaign.as_str()),
            ("search", "herbst 2026")
        );
        assert_eq!(view.hour.0 % HOUR, 0);
        assert!(!view.is_machine);
    }

    #[test]
    fn hosts_have_their_class() {
        let class = |referrer: &str| of(referrer, "").referrer;
        assert_eq!(class(""), "direct");
        assert_eq!(class("https://musterwerk.example/"), "internal");
        assert_eq!(class("https://lnkd.in/x"), "social");
        assert_eq!(class("https://www.google.co.uk"), "search");
        assert_eq!(class("https://mail.google.com/mail"), "mail");
        assert_eq!(class("https://gemini.google.com/app"), "assistant");
        assert_eq!(class("https://fertigungstage.example/aussteller"), "site");
        assert_eq!(class("https://notlinkedin.com/"), "site");
    }

    #[test]
    fn the_tag_of_the_link_says_more_than_the_host() {
        assert_eq!(of("", "utm_medium=Email").referrer, "mail");
        assert_eq!(
            of("https://www.google.de", "?utm_medium=cpc").referrer,
            "ad"
        );
    }

    #[test]
    fn machines_name_themselves() {
        assert!(is_machine("Mozilla/5.0 (compatible; Googlebot/2.1)"));
        assert!(is_machine(""));
        assert!(!is_machine(PERSON));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading(path in ".{0,300}", referrer in ".{0,80}", search in ".{0,120}", agent in ".{0,80}") {
            let sent = Sent { path, referrer, search, ..Sent::default() };
            let view = view(&sent, &agent, Millis(0));
            prop_assert!(view.path.starts_with('/') && view.path.chars().count() <= LONGEST + 1);
            prop_assert!(REFERRERS.contains(&view.referrer));
        }
    }
}
