//! The pages of duplicates: the queue, two side by side, what a person or a company was made of.

mod compare;
mod door;
mod evidence;
mod one;
mod parts;
mod queue;
mod runs;

pub use door::hint;

use kernel::Lang;
use ui::t;

pub(super) use compare::{compare, merge, undo};
pub(super) use one::{of_one, panel, split};
pub(super) use parts::relate;
pub(super) use queue::{queue, reopen, say};
pub(super) use runs::{merge_all, search, start, stop, undo_all, undo_batch};

use super::twin::{Kind, Twin, of_kind};

/// A text that speaks of one kind of record.
fn says<T: Twin>(lang: Lang, key: &str) -> &'static str {
    t(lang, &format!("{}.{key}", T::SAYS))
}

/// As [`says`], of a kind that a row names.
fn says_of(kind: Kind, lang: Lang, key: &str) -> &'static str {
    of_kind!(kind, T => says::<T>(lang, key))
}

/// Where two stand side by side.
fn beside(kind: Kind, a: kernel::Id, b: kernel::Id) -> String {
    format!("/duplicates{}/{a}/with/{b}", kind.path())
}
