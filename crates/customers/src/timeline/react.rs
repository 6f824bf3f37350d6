//! Keeps the last contact of people, companies and deals.

use futures_util::future::BoxFuture;
use kernel::Result;
use org::work::Reactor;
use store::Tx;

use crate::{companies, deals, people};

/// The reactor behind the column "last contact" of the lists.
#[must_use]
pub fn last_contact() -> Reactor {
    Reactor {
        name: "touched",
        react,
        clear,
    }
}

/// Deals keep theirs: a move on the board counts too, and it is not on the timeline alone.
fn clear(tx: &mut Tx) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        people::forget_touched(tx).await?;
        companies::forget_touched(tx).await
    })
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        people::touched(tx, after, up_to).await?;
        companies::touched(tx, after, up_to).await?;
        deals::touched(tx, after, up_to).await
    })
}
