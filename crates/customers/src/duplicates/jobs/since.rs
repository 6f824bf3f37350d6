//! People who are new or changed, compared with everybody through the stored keys.

use kernel::Result;
use store::jobs::Job;

use super::super::model::Band;
use super::super::store::{self as sql, Found};
use super::super::weigh;
use super::{Since, Work};

fn asked(job: &Job) -> Result<Since> {
    Ok(serde_json::from_str(&job.payload)?)
}

pub(super) async fn run(work: &Work) -> Result<()> {
    let db = work.db();
    let people = asked(&work.job)?.people;
    let learned = sql::learned(db, "person").await?;
    for card in sql::people_cards(db, &people).await? {
        if card.root != card.id {
            continue;
        }
        let mut found = Vec::new();
        for one in weigh::candidates_by(db, &learned, &card, Some(card.id)).await? {
            let pair = (card.id.min(one.id), card.id.max(one.id));
            let Some(band) = one.band else {
                continue;
            };
            found.push(Found {
                pair,
                band: band.key(),
                refused: (band == Band::Likely
                    && Band::of(one.weighed.bits) == Some(Band::Certain))
                .then_some("contradiction"),
                weighed: one.weighed,
            });
        }
        let mut tx = db.begin(&work.ctx()).await?;
        let kept: Vec<_> = found.iter().map(|one| one.pair).collect();
        sql::forget_open_of(&mut tx, card.id, &kept).await?;
        sql::ask(&mut tx, "person", learned.version, &found).await?;
        tx.commit().await?;
    }
    Ok(())
}
