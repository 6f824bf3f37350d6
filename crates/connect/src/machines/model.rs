//! The rules by which a machine is told from a person. Source: what mail security gateways and
//! prefetchers are known to do; opens are never proof of a person, and a proxy that shows pictures to
//! a reader is not taken for a robot.

/// The version of these rules; a verdict names the one it was made with.
pub(crate) const VERSION: i64 = 1;
/// From this score on (of 100) a touchpoint counts as a machine's.
pub(crate) const THRESHOLD: i64 = 80;

/// A visit so soon after delivery that nobody has read the mail.
const AT_ONCE_MS: i64 = 3_000;
/// Soon after delivery: suspicious together with something else.
const SOON_MS: i64 = 10_000;
/// Links visited within this time of one another belong to one sweep.
pub(crate) const SWEEP_MS: i64 = 5_000;
/// Touchpoints of a mail that lie further apart say nothing about each other: the longest time above.
pub(crate) const REACH_MS: i64 = SOON_MS;
/// A sweep has at least so many links, or four fifths of those that the mail holds.
const SWEEP_LINKS: usize = 3;

/// What is known about one touchpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signals {
    /// Whether it is an opened mail; pictures are loaded for people by proxies.
    pub(crate) is_open: bool,
    /// What the program calls itself.
    pub(crate) agent: Option<String>,
    /// Milliseconds after the mail was delivered.
    pub(crate) after_delivery: Option<i64>,
    /// Different links of the same mail visited within [`SWEEP_MS`].
    pub(crate) links: usize,
    /// Links that the mail holds, if its source says so.
    pub(crate) links_of_mail: Option<usize>,
    /// A link that no person sees was visited.
    pub(crate) hidden_link: bool,
    /// Only the headers were asked for.
    pub(crate) head_only: bool,
    /// The page ran its script: `Some(false)` when it is known not to have.
    pub(crate) ran_script: Option<bool>,
    /// The browser said that it loads ahead of a click.
    pub(crate) prefetch: bool,
}

/// A verdict of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// 0 to 100.
    pub(crate) score: i64,
    /// Keys of the reasons, in the order of the rules; texts under `machines.reason_…`.
    pub(crate) reasons: Vec<&'static str>,
}

impl Verdict {
    /// Whether the touchpoint counts as a machine's.
    pub(crate) fn is_machine(&self) -> bool {
        self.score >= THRESHOLD
    }
}

/// Programs of security gateways that visit links before the reader does.
const SCANNERS: &[&str] = &[
    "safelinks",
    "barracuda",
    "proofpoint",
    "mimecast",
    "cisco-ironport",
    "trendmicro",
    "symantec",
    "forcepoint",
    "sophos",
    "zscaler",
    "urldefense",
    "mailguard",
];
/// Picture proxies that fetch when, and because, a person opens a mail.
const PROXIES: &[&str] = &["googleimageproxy", "yahoomailproxy"];

/// Judges by every rule. Each rule has a weight; the strongest decides, further ones confirm.
pub(crate) fn judge(signals: &Signals) -> Verdict {
    let agent = signals.agent.as_deref().unwrap_or("").to_ascii_lowercase();
    let named = |words: &[&str]| words.iter().any(|word| agent.contains(word));
    let by_proxy = named(PROXIES);
    let after = signals.after_delivery.filter(|_| !signals.is_open);
    let at_once = after.is_some_and(|ms| (0..AT_ONCE_MS).contains(&ms));
    let soon = after.is_some_and(|ms| (AT_ONCE_MS..SOON_MS).contains(&ms));
    let bot = signals.agent.is_some() && !by_proxy && crate::visits::is_machine(&agent);
    let rules: [(&'static str, bool, i64); 9] = [
        ("honeypot_link", signals.hidden_link, 100),
        ("ua_scanner", named(SCANNERS), 95),
        ("ua_bot", bot, 90),
        ("all_links_in_5s", is_sweep(signals), 90),
        ("lt_3s_after_delivery", at_once, 85),
        ("prefetch", signals.prefetch, 85),
        ("head_request", signals.head_only, 60),
        ("lt_10s_after_delivery", soon, 45),
        ("no_js_confirm", signals.ran_script == Some(false), 45),
    ];
    let hits: Vec<_> = rules.iter().filter(|(_, holds, _)| *holds).collect();
    // Chances that independent signs are all wrong multiply.
    let doubt = hits.iter().fold(1.0, |doubt, (_, _, weight)| {
        doubt * (1.0 - *weight as f64 / 100.0)
    });
    Verdict {
        score: ((1.0 - doubt) * 100.0).round() as i64,
        reasons: hits.iter().map(|(key, _, _)| *key).collect(),
    }
}

fn is_sweep(signals: &Signals) -> bool {
    match signals.links_of_mail {
        Some(all) if all >= 2 => signals.links >= 2 && signals.links * 5 >= all * 4,
        Some(_) => false,
        None => signals.links >= SWEEP_LINKS,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PERSON: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0 Safari/537.36";

    fn click() -> Signals {
        Signals {
            agent: Some(PERSON.to_owned()),
            links: 1,
            ..Signals::default()
        }
    }

    #[test]
    fn a_person_who_clicks_after_reading_is_a_person() {
        let verdict = judge(&Signals {
            after_delivery: Some(42_000),
            ..click()
        });
        assert_eq!((verdict.score, verdict.is_machine()), (0, false));
        let quick = judge(&Signals {
            after_delivery: Some(8_000),
            ..click()
        });
        assert!(!quick.is_machine(), "quick alone is no proof");
    }

    #[test]
    fn gateways_are_told_by_what_they_do() {
        let at_once = Signals {
            after_delivery: Some(900),
            ..click()
        };
        let sweep = Signals {
            links: 4,
            after_delivery: Some(60_000),
            ..click()
        };
        let most_of_two = Signals {
            links: 2,
            links_of_mail: Some(2),
            ..click()
        };
        let hidden = Signals {
            hidden_link: true,
            ..click()
        };
        let silent = Signals {
            head_only: true,
            ran_script: Some(false),
            after_delivery: Some(7_000),
            ..click()
        };
        for signals in [at_once, sweep, most_of_two, hidden, silent] {
            let verdict = judge(&signals);
            assert!(
                verdict.is_machine() && !verdict.reasons.is_empty(),
                "{signals:?}: {verdict:?}"
            );
        }
    }

    #[test]
    fn two_links_of_many_are_no_sweep() {
        assert!(
            !judge(&Signals {
                links: 2,
                links_of_mail: Some(6),
                ..click()
            })
            .is_machine()
        );
        assert!(
            !judge(&Signals {
                links: 2,
                ..click()
            })
            .is_machine()
        );
    }

    #[test]
    fn a_picture_proxy_opens_for_a_person() {
        let open = Signals {
            is_open: true,
            agent: Some("Mozilla/5.0 (via ggpht.com GoogleImageProxy)".to_owned()),
            after_delivery: Some(500),
            ..Signals::default()
        };
        assert!(!judge(&open).is_machine());
    }

    #[test]
    fn machines_that_name_themselves_are_believed() {
        for agent in [
            "Googlebot/2.1",
            "Barracuda Sentinel (EE)",
            "curl/8.5",
            "HeadlessChrome/150",
        ] {
            let verdict = judge(&Signals {
                agent: Some(agent.to_owned()),
                ..Signals::default()
            });
            assert!(verdict.is_machine(), "{agent}");
        }
        assert!(
            !judge(&Signals::default()).is_machine(),
            "no name at all is no proof on a server"
        );
    }

    proptest! {
        #[test]
        fn more_signs_never_make_it_more_human(after in 0_i64..20_000, links in 0_usize..6, head: bool, hidden: bool) {
            let less = Signals { after_delivery: Some(after), links, ..click() };
            let more = Signals { head_only: head, hidden_link: hidden, ran_script: Some(false), ..less.clone() };
            let (less, more) = (judge(&less), judge(&more));
            prop_assert!(more.score >= less.score && (0..=100).contains(&more.score));
        }
    }
}
