//! The rows of a split: departments, activities, channels or campaigns, in their fixed order, and last the one
//! that small departments share.

use ::store::{Db, params};
use kernel::{Channel, Id, Lang, Result};
use org::departments::{Department, Together};

use crate::contribution::model::{Joint, Place, Places};
use crate::effects::{Dimension, Log, Touch};

/// Campaigns with a row of their own; those with fewer touchpoints share one.
const MOST_CAMPAIGNS: usize = 40;
/// The key of the row that the other campaigns share.
pub(super) const OTHERS: &str = "others";

/// The rows of a dimension in their fixed order, and the row of each code of the log.
///
/// # Errors
/// As [`Db::rows`].
pub async fn places(db: &Db, log: &Log, dimension: Dimension) -> Result<Places> {
    let house = org::settings::company(db).await?;
    let all = org::departments::all(db).await?;
    let together = org::departments::together(db, &house).await?;
    let joint = joint(&all, &together, log);
    Ok(match dimension {
        Dimension::Department => of_departments(&all, &together, log, joint),
        Dimension::Activity => of_activities(db, log, joint).await?,
        Dimension::Channel => of_channels(log, joint),
        Dimension::Campaign => of_campaigns(log, joint),
    })
}

fn place(d: &Department) -> Place {
    Place {
        key: d.key.clone(),
        de: d.name_de.clone(),
        en: d.name_en.clone(),
        class: d.class(),
    }
}

/// The departments that are shown together; none where all are shown one by one.
fn joint(all: &[Department], together: &Together, log: &Log) -> Option<Joint> {
    let of: Vec<Place> = all
        .iter()
        .filter(|d| together.holds(Some(d.id)))
        .map(place)
        .collect();
    let codes = log.names.departments.iter();
    (!of.is_empty()).then(|| Joint {
        of,
        members: together.members,
        smallest: together.smallest,
        codes: codes.map(|id| together.holds(Some(*id))).collect(),
        ..Joint::default()
    })
}

fn of_departments(
    all: &[Department],
    together: &Together,
    log: &Log,
    joint: Option<Joint>,
) -> Places {
    let alone = all.iter().filter(|d| !together.holds(Some(d.id)));
    let key = |id: &Id| {
        all.iter()
            .find(|d| d.id == *id)
            .map_or(String::new(), |d| d.key.clone())
    };
    Places::new(
        alone.map(place).collect(),
        log.names.departments.iter().map(key),
        joint,
    )
}

async fn of_activities(db: &Db, log: &Log, joint: Option<Joint>) -> Result<Places> {
    let all: Vec<(Id, String, String, String)> = db
        .rows(
            "select id, key, name_de, name_en from v_activity order by phase, id",
            params![],
        )
        .await?;
    let place = |(_, key, de, en): &(Id, String, String, String)| Place {
        key: key.clone(),
        de: de.clone(),
        en: en.clone(),
        class: String::new(),
    };
    let key = |id: &Id| {
        all.iter()
            .find(|a| a.0 == *id)
            .map_or(String::new(), |a| a.1.clone())
    };
    Ok(Places::new(
        all.iter().map(place).collect(),
        log.names.activities.iter().map(key),
        joint,
    ))
}

fn of_channels(log: &Log, joint: Option<Joint>) -> Places {
    let place = |channel: Channel| Place {
        key: channel.key().to_owned(),
        de: ui::channel(Lang::De, channel).to_owned(),
        en: ui::channel(Lang::En, channel).to_owned(),
        class: String::new(),
    };
    Places::new(
        Channel::ALL.into_iter().map(place).collect(),
        log.names.channels.iter().cloned(),
        joint,
    )
}

/// The campaigns with most touchpoints in the order of the alphabet, then all others in one row.
fn of_campaigns(log: &Log, joint: Option<Joint>) -> Places {
    let mut counts = vec![0_usize; log.names.campaigns.len()];
    let alone = |touch: &&Touch| !joint.as_ref().is_some_and(|joint| joint.holds(touch));
    for (_, touches) in log.companies() {
        for touch in touches.iter().filter(alone) {
            if let Some(count) = counts.get_mut(usize::from(touch.campaign)) {
                *count += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|a, b| {
        counts[*b]
            .cmp(&counts[*a])
            .then(log.names.campaigns[*a].cmp(&log.names.campaigns[*b]))
    });
    let own: Vec<usize> = order.iter().copied().take(MOST_CAMPAIGNS).collect();
    let mut titles: Vec<&String> = own.iter().map(|at| &log.names.campaigns[*at]).collect();
    titles.sort();
    let place = |title: &&String| Place {
        key: (*title).clone(),
        de: (*title).clone(),
        en: (*title).clone(),
        class: String::new(),
    };
    let mut list: Vec<Place> = titles.iter().map(place).collect();
    if order.len() > own.len() {
        list.push(Place {
            key: OTHERS.to_owned(),
            de: ui::t(Lang::De, "contribution.other_campaigns").to_owned(),
            en: ui::t(Lang::En, "contribution.other_campaigns").to_owned(),
            class: String::new(),
        });
    }
    let key = |(at, title): (usize, &String)| match own.contains(&at) {
        true => title.clone(),
        false => OTHERS.to_owned(),
    };
    Places::new(list, log.names.campaigns.iter().enumerate().map(key), joint)
}
