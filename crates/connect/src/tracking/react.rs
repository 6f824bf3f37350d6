//! Learns from new events, ahead of all other reactors.

use futures_util::future::BoxFuture;
use kernel::Result;
use org::work::{LEADER, Pace, Reactor, nothing_to_clear};
use store::Tx;

use super::store::learn_from;

/// The reactor that finds out who is meant by new identifiers. A replay leaves it out: people and
/// companies are records and no projections.
#[must_use]
pub fn identity() -> Reactor {
    Reactor {
        name: LEADER,
        follows: None,
        pace: Pace::Prompt,
        react,
        clear: nothing_to_clear,
    }
}

fn react(tx: &mut Tx, after: i64, up_to: i64) -> BoxFuture<'_, Result<()>> {
    Box::pin(learn_from(tx, after, up_to))
}
