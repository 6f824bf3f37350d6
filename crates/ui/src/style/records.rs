//! Samples of records: the stream, facts, tables, hits, a board.

use kernel::Lang;
use maud::{Markup, html};

use super::{TODAY, ZONE, department};
use crate::components::{
    self, Card, Entry, Row, Table, TableColumn, chip, day_separator, dept_chip, empty_state,
    inline_edit, inline_value, kv, link_button, pager, panel, panel_plain, search_result, sort_of,
    timeline,
};
use crate::{fmt, t};

/// A stream of three departments over two days.
pub(super) fn stream(lang: Lang) -> Markup {
    let entry = |key: &str, icon: &str, text: &str, minutes_ago: i64, meta: Markup| {
        let (department, class) = department(lang, key);
        Entry {
            id: format!("t-{key}"),
            department,
            class,
            icon: icon.to_owned(),
            title: html! { (t(lang, text)) },
            at: TODAY.plus(-minutes_ago * 60_000),
            zone: ZONE.to_owned(),
            meta: Some(meta),
            href: Some(format!("#t-{key}")),
            lang,
            ..Entry::default()
        }
    };
    let mut call = entry(
        "sal",
        "phone",
        "style.called",
        1_000,
        html! { (chip(t(lang, "style.shared")).accent().icon("share")) },
    );
    call.note = Some(t(lang, "style.call_note").to_owned());
    let items = html! {
        (day_separator(t(lang, "word.today")))
        (entry("mkt", "world", "style.visited", 1, html! { (chip(t(lang, "style.score")).accent().icon("trending-up")) }))
        (day_separator(t(lang, "word.yesterday")))
        (call)
        (entry("srv", "headset", "style.solved", 1_275, html! { (chip(t(lang, "style.kept")).ok().icon("check")) }))
    };
    panel(
        t(lang, "style.stream"),
        html! {},
        timeline(t(lang, "style.stream"), items),
    )
}

/// Facts, some of them edited where they stand.
pub(super) fn facts(lang: Lang) -> Markup {
    let phase = kernel::Phase::new(7)
        .map(|phase| crate::phase(lang, phase))
        .unwrap_or_default();
    let email = html! { "k.vogel@mueller-antrieb.example" };
    let role = html! { (t(lang, "style.decider")) };
    let rows = [
        (t(lang, "word.phase"), html! { (chip(phase).ok()) }),
        (
            t(lang, "word.email"),
            inline_edit(lang, t(lang, "word.email"), &email, "#edit-email"),
        ),
        (
            t(lang, "style.buying_role"),
            inline_edit(lang, t(lang, "style.buying_role"), &role, "#edit-role"),
        ),
        (
            t(lang, "word.created"),
            inline_value(&html! { (fmt::datetime(lang, TODAY, ZONE)) }),
        ),
    ];
    panel(t(lang, "style.record"), html! {}, kv(&rows))
}

/// A sorted table with a pager.
pub(super) fn table(lang: Lang) -> Markup {
    let column = |name: &str, key: &str| {
        let (now, next) = sort_of(name, "-value");
        TableColumn::new(t(lang, key)).sort(&format!("#sort={next}"), now)
    };
    let columns = vec![
        column("name", "word.deal"),
        TableColumn::new(t(lang, "word.company")).hide_small(),
        TableColumn::new(t(lang, "word.department")),
        column("value", "word.value").numeric(),
    ];
    let deals = [
        ("X4 Graz", "Müller Antriebstechnik GmbH", "sal", 8_420_000),
        ("Retrofit", "Weber & Söhne KG", "srv", 2_105_000),
        ("Pilot", "Alpenglas AG", "sdr", 990_050),
    ];
    let rows = deals
        .into_iter()
        .map(|(name, company, key, minor)| {
            let (department, class) = department(lang, key);
            Row {
                href: Some(format!("#{key}")),
                cells: vec![
                    html! { a.u-link.u-m href={ "#" (key) } { (name) } },
                    html! { (company) },
                    dept_chip(&department, &class),
                    html! { (fmt::money(lang, minor, "EUR")) },
                ],
            }
        })
        .collect();
    html! {
        (panel_plain(html! { (Table::new(lang, t(lang, "style.tables"), columns, rows)) }))
        (pager(lang, t(lang, "style.rows"), None, Some("#next")))
    }
}

/// Hits of a search.
pub(super) fn hits(lang: Lang) -> Markup {
    let body = html! {
        ol.u-hits {
            (search_result("user", t(lang, "word.person"), "Katrin Vogel", &html! { "Müller Antriebstechnik GmbH" }, "#katrin"))
            (search_result("building", t(lang, "word.company"), "Müller Antriebstechnik GmbH", &html! { "Esslingen" }, "#mueller"))
        }
    };
    panel(t(lang, "style.search"), html! {}, body)
}

/// What stands where nothing is yet.
pub(super) fn empty(lang: Lang) -> Markup {
    let actions = html! {
        (link_button(t(lang, "word.import"), "#import").icon("upload"))
        (link_button(t(lang, "word.create"), "#create").icon("plus"))
    };
    panel(
        t(lang, "style.empty"),
        html! {},
        empty_state(
            "layout-kanban",
            t(lang, "style.empty_title"),
            t(lang, "style.empty_text"),
            actions,
        ),
    )
}

/// A board of three columns.
pub(super) fn board(lang: Lang) -> Markup {
    let stages = [
        ("s1", t(lang, "style.stage_1")),
        ("s2", t(lang, "style.stage_2")),
        ("s3", t(lang, "style.stage_3")),
    ];
    let deals = [
        [("1", "X4 Graz", 8_420_000), ("2", "Retrofit", 2_105_000)],
        [("3", "Pilot", 990_050), ("4", "Wartung", 420_000)],
    ];
    let card = |(id, title, minor): (&str, &str, i64)| {
        let (name, class) = department(lang, "sal");
        let card = Card {
            id: id.to_owned(),
            title: title.to_owned(),
            href: format!("#deal-{id}"),
            move_url: "#move".to_owned(),
            body: html! { div.u-row { span.u-amt.u-num.u-grow { (fmt::money_short(lang, minor, "EUR")) } (dept_chip(&name, &class)) } },
            version: 1,
        };
        components::card(t(lang, "style.move_to"), &card, &stages)
    };
    let columns = html! {
        @for (at, (id, title)) in stages.iter().enumerate() {
            @let cards = deals.get(at).copied().unwrap_or([("", "", 0); 2]);
            @let shown: Vec<_> = cards.into_iter().filter(|(id, _, _)| !id.is_empty()).collect();
            @let sum: i64 = shown.iter().map(|(_, _, minor)| minor).sum();
            (components::column(&components::Column {
                id: (*id).to_owned(),
                title: (*title).to_owned(),
                note: format!("{} · {}", shown.len(), fmt::money_short(lang, sum, "EUR")),
                cards: html! { @for deal in shown { (card(deal)) } },
                more: None,
            }))
        }
    };
    panel(
        t(lang, "style.boards"),
        html! {},
        components::board(t(lang, "style.boards"), columns),
    )
}
