//! Who follows a run: hears about every chunk, and may end it.

use futures_util::future::BoxFuture;
use kernel::Result;
use store::Value;

use super::super::model::Step;

/// A chunk that has just been handled.
pub(super) struct Handled {
    /// How far the run is.
    pub step: Step,
    /// The rows that a trial refused, ready for the table of problems; a run has written its own.
    pub refused: Vec<Vec<Value>>,
}

/// Follows a run from chunk to chunk; no transaction is open when it is told.
pub(super) trait Follow: Send {
    /// Hears about a chunk; answers whether the run goes on.
    fn hear(&mut self, handled: Handled) -> BoxFuture<'_, Result<bool>>;
}

/// Follows by calling a function, and never ends a run.
pub(super) struct Telling<'a>(pub &'a mut (dyn FnMut(Step) + Send));

impl Follow for Telling<'_> {
    fn hear(&mut self, handled: Handled) -> BoxFuture<'_, Result<bool>> {
        (self.0)(handled.step);
        Box::pin(async { Ok(true) })
    }
}
