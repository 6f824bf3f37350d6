//! Boards: columns of cards that are moved by dragging, by menu or by the keys `[` and `]`.

use kernel::Lang;
use maud::{Markup, html};

use super::menu::{Menu, MenuItem};
use crate::{asset_url, t};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What a card sends as its new column.
    pub id: String,
    /// The title.
    pub title: String,
    /// What stands at the right of the title, for example count and sum.
    pub note: String,
    /// The cards.
    pub cards: Markup,
    /// What stands below the cards when there are more, see [`more_cards`].
    pub more: Option<Markup>,
}

/// A card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Id of the record.
    pub id: String,
    /// The title; opens the record.
    pub title: String,
    /// The record.
    pub href: String,
    /// Where a move is sent by POST, with the fields `to` and `version`. The answer may bring the
    /// card with its new version and the sums of the columns as parts: `hx-partial` elements for
    /// `#card-ID` and `#sum-COLUMN`. Any error puts the card back.
    pub move_url: String,
    /// The body below the title.
    pub body: Markup,
    /// Version of the record, sent along with a move as `version`.
    pub version: i64,
}

/// A board of columns.
#[must_use]
pub fn board(label: &str, columns: Markup) -> Markup {
    html! {
        div.u-board role="group" aria-label=(label) data-board data-sortable=(asset_url("sortable.js")) { (columns) }
    }
}

/// A column of a board.
#[must_use]
pub fn column(column: &Column) -> Markup {
    html! {
        section.u-col aria-label=(column.title) {
            header { h2 { (column.title) } span.sum.u-num id={ "sum-" (column.id) } { (column.note) } }
            ol.u-cards data-column=(column.id) { (column.cards) @if let Some(more) = &column.more { (more) } }
        }
    }
}

/// The end of a column that has more cards: they are fetched from `load` and take its place, with an
/// end of their own when there are still more. Without scripts `all` shows them as a list.
#[must_use]
pub fn more_cards(lang: Lang, label: &str, load: &str, all: &str) -> Markup {
    html! {
        li.u-morecards {
            a.btn href=(all) data-variant="ghost" data-size="sm" hx-get=(load) hx-target="closest li" hx-swap="outerHTML" aria-label={ (t(lang, "shell.more_cards")) ": " (label) } {
                (t(lang, "shell.more_cards"))
            }
        }
    }
}

/// A card of a board. `targets` are the columns as `(id, title)`; the menu moves it there without
/// dragging.
#[must_use]
pub fn card(move_to: &str, card: &Card, targets: &[(&str, &str)]) -> Markup {
    let items = targets
        .iter()
        .map(|(id, title)| MenuItem::action(title).attr("data-move-to", id))
        .collect();
    let menu = Menu::of_icon(
        &format!("m-{}", card.id),
        "dots",
        &format!("{move_to}: {}", card.title),
        items,
    );
    html! {
        li.u-card id={ "card-" (card.id) } tabindex="0" data-card=(card.id) data-move=(card.move_url) data-version=(card.version) data-row=(card.href) {
            div.u-row { a.ttl.u-grow href=(card.href) { (card.title) } (menu) }
            (card.body)
        }
    }
}
