//! Keeps the last contact of people, companies and deals, and when each source last delivered.

use futures_util::future::BoxFuture;
use kernel::Result;
use org::work::Reactor;
use store::Tx;

use super::store as sql;
use crate::{companies, deals, people};

/// The reactor behind the column "last contact" of the lists.
#[must_use]
pub fn last_contact() -> Reactor {
    Reactor {
        name: "touched",
        react,
    }
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(async move {
        people::touched(tx, after, up_to).await?;
        companies::touched(tx, after, up_to).await?;
        deals::touched(tx, after, up_to).await
    })
}

/// The reactor behind the freshness of sources.
#[must_use]
pub fn deliveries() -> Reactor {
    Reactor {
        name: "deliveries",
        react: |tx, after, up_to| Box::pin(sql::delivered(tx, after, up_to)),
    }
}
