//! Page views of the demo company's website: one row an hour, about 1.9 million views in 36 months.

use kernel::Millis;

use super::{MONTHS, Rng, World};

/// Views of one hour on one page from one kind of place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VisitHour {
    pub(crate) hour: Millis,
    pub(crate) path: &'static str,
    pub(crate) referrer: &'static str,
    pub(crate) campaign: &'static str,
    pub(crate) views: i64,
}

const HOUR: i64 = 3_600_000;
/// Pages with their weights.
const PAGES: [(&str, usize); 9] = [
    ("/", 26),
    ("/produkte/portalfraese-pf-200", 18),
    ("/produkte/laserzelle-lz-5", 14),
    ("/produkte/automationszelle-az-3", 10),
    ("/retrofit", 8),
    ("/service/wartung", 8),
    ("/referenzen", 6),
    ("/karriere", 6),
    ("/kontakt", 4),
];
/// Places with their weights; a mail or an ad carries a campaign tag.
const PLACES: [(&str, &str, usize); 7] = [
    ("search", "", 42),
    ("direct", "", 22),
    ("site", "", 10),
    ("social", "", 9),
    ("mail", "newsletter", 8),
    ("ad", "retrofit-herbst", 6),
    ("assistant", "", 3),
];
/// Views of an hour at average demand, by the hour of the day (UTC).
const DAY: [i64; 24] = [
    12, 9, 8, 9, 16, 38, 78, 128, 160, 166, 152, 122, 128, 156, 150, 126, 96, 70, 54, 46, 38, 30,
    22, 16,
];

/// The views of the whole window.
pub(crate) fn visits(world: &World) -> Vec<VisitHour> {
    (0..MONTHS)
        .flat_map(|month| of_month(world, month))
        .collect()
}

fn of_month(world: &World, month: usize) -> Vec<VisitHour> {
    let mut rng = Rng::new(world.seed, "visits", month as u64);
    let first = Millis::of_date(world.calendar.first(month));
    let season = world.calendar.season(month) as i64;
    let hours = world.calendar.days(month) * 24;
    (0..hours)
        .map(|n| {
            let hour = first.plus(n * HOUR);
            let weekday = hour.date_in("UTC").weekday().to_monday_zero_offset();
            let day = if weekday >= 5 { 35 } else { 110 };
            let usual = DAY[(n % 24) as usize] * season * day / 10_000;
            let (referrer, campaign, _) =
                PLACES[rng.weighted(&PLACES.map(|(_, _, weight)| weight))];
            VisitHour {
                hour,
                path: PAGES[rng.weighted(&PAGES.map(|(_, weight)| weight))].0,
                referrer,
                campaign,
                views: (usual * rng.between(80, 120) / 100).max(1),
            }
        })
        .filter(|row| row.hour <= world.calendar.end)
        .collect()
}
