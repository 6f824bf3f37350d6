//! What a file leaves open: the order of day and month, the decimal mark. Both readings of a value are
//! shown, and none is chosen for the reader.

use kernel::{Date, Lang};
use maud::{Markup, html};
use ui::components::{choices, panel};
use ui::{fmt, t, tf};

use super::super::model::fields::FieldType;
use super::super::model::mapping::{FileMap, Rule};
use super::super::model::reader::header_key;
use super::super::model::values::{
    DateOrder, DateShape, Decimal, NumberShape, date_shape, number_shape, parse_moment,
    parse_number,
};
use super::super::model::{Prepared, Question, QuestionKind};
use super::columns::{Pairs, given};

/// Questions that are asked at once.
const AT_ONCE: usize = 10;

/// The questions of a file, first of all on its page.
pub(super) fn ask(lang: Lang, file: &Prepared) -> Markup {
    let body = html! {
        div.u-stack {
            p.u-mute { (t(lang, "imports.question_text")) }
            @for question in file.questions.iter().take(AT_ONCE) { (one(lang, file, question)) }
        }
    };
    match file.questions.is_empty() {
        true => Markup::default(),
        false => panel(t(lang, "imports.question_title"), html! {}, body),
    }
}

fn one(lang: Lang, file: &Prepared, question: &Question) -> Markup {
    let sample = question.samples.first().map_or("", String::as_str);
    let column = position(file, &question.column);
    let legend = legend(lang, &question.column, sample);
    html! {
        @match question.kind {
            QuestionKind::DateOrder => (choices(&format!("order.{column}"), &legend, &orders(lang, sample), "")),
            QuestionKind::Decimal => (choices(&format!("mark.{column}"), &legend, &marks(lang, sample), "")),
        }
        @if question.mixed { p.u-sm.u-mute { (t(lang, "imports.mixed")) } }
    }
}

/// What is asked of a value.
pub(super) fn legend(lang: Lang, column: &str, sample: &str) -> String {
    let said = [("column", &column as _), ("sample", &sample as _)];
    tf(lang, "imports.ask_value", &said)
}

/// The sample that has two readings, else the first one.
pub(super) fn telling(samples: &[String], is_date: bool) -> &str {
    let two = |sample: &&String| match is_date {
        true => date_shape(sample) == DateShape::Ambiguous,
        false => number_shape(sample) == NumberShape::Ambiguous,
    };
    let found = samples.iter().find(two).or(samples.first());
    found.map_or("", String::as_str)
}

fn position(file: &Prepared, header: &str) -> usize {
    let found = file.headers().iter().position(|h| h == header);
    found.unwrap_or_default()
}

/// Both readings of a date.
pub(super) fn orders(lang: Lang, sample: &str) -> [(&'static str, String); 2] {
    let read = |order, key: &str| {
        let date = parse_moment(sample, order).map(|moment| in_words(lang, moment.date));
        let date = date.unwrap_or_else(|| t(lang, "imports.no_date").to_owned());
        tf(lang, key, &[("date", &date)])
    };
    [
        ("dmy", read(DateOrder::Dmy, "imports.reading_dmy")),
        ("mdy", read(DateOrder::Mdy, "imports.reading_mdy")),
    ]
}

/// A date with its month as a word, so that it can be read in one way only.
fn in_words(lang: Lang, date: Date) -> String {
    match lang {
        Lang::De => format!("{}. {}", date.day(), fmt::month(lang, date)),
        Lang::En => fmt::date(lang, date),
    }
}

/// Both readings of a number.
pub(super) fn marks(lang: Lang, sample: &str) -> [(&'static str, String); 2] {
    let read = |decimal, key: &str| {
        let number = parse_number(sample, decimal).unwrap_or_else(|| sample.to_owned());
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        let mut shown = whole
            .parse()
            .map_or_else(|_| whole.to_owned(), |n| fmt::number(lang, n));
        if !fraction.is_empty() {
            shown.push(if lang == Lang::De { ',' } else { '.' });
            shown.push_str(fraction);
        }
        tf(lang, key, &[("number", &shown)])
    };
    [
        (".", read(Decimal::Point, "imports.reading_point")),
        (",", read(Decimal::Comma, "imports.reading_comma")),
    ]
}

pub(super) fn order_of(word: &str) -> Option<DateOrder> {
    match word {
        "dmy" => Some(DateOrder::Dmy),
        "mdy" => Some(DateOrder::Mdy),
        _ => None,
    }
}

pub(super) fn mark_of(word: &str) -> Option<Decimal> {
    match word {
        "." => Some(Decimal::Point),
        "," => Some(Decimal::Comma),
        _ => None,
    }
}

/// Whether a field holds dates.
pub(super) fn is_date(map: &FileMap, field: &str) -> bool {
    let holds = map.kind.field(field).map(|f| f.holds);
    matches!(holds, Some(FieldType::Date | FieldType::Instant))
}

/// Whether a field holds numbers.
pub(super) fn is_number(map: &FileMap, field: &str) -> bool {
    let holds = map.kind.field(field).map(|f| f.holds);
    matches!(
        holds,
        Some(FieldType::Money | FieldType::Number | FieldType::Whole)
    )
}

/// Takes over what was answered.
pub(super) fn answer(file: &Prepared, map: &mut FileMap, pairs: &Pairs) {
    for (column, header) in file.headers().iter().enumerate() {
        let order = given(pairs, &format!("order.{column}")).and_then(order_of);
        let mark = given(pairs, &format!("mark.{column}")).and_then(mark_of);
        if order.is_none() && mark.is_none() {
            continue;
        }
        let kinds = map.clone();
        map.change_feeds(header, |field, rule| {
            if is_date(&kinds, field) {
                rule.date_order = order.or(rule.date_order);
            }
            if is_number(&kinds, field) {
                rule.decimal = mark.or(rule.decimal);
            }
        });
    }
}

/// How the dates or numbers of a column are read, where they are read at all.
pub(super) fn convention(
    lang: Lang,
    file: &Prepared,
    map: &FileMap,
    header: &str,
) -> Option<&'static str> {
    let feeds = map.feeds(header);
    let key = header_key(header);
    let first = |is: fn(&FileMap, &str) -> bool| -> Option<&Rule> {
        let found = feeds.iter().find(|(field, _)| is(map, field));
        found.map(|(_, rule)| rule)
    };
    if let Some(rule) = first(is_date) {
        let said = rule.date_order.or(map.date_order);
        let order = said.or(file.conventions.date_order.get(&key).copied())?;
        return Some(match order {
            DateOrder::Dmy => t(lang, "imports.says_dmy"),
            DateOrder::Mdy => t(lang, "imports.says_mdy"),
        });
    }
    let rule = first(is_number)?;
    let said = rule.decimal.or(map.decimal);
    let decimal = said.or(file.conventions.decimal.get(&key).copied())?;
    Some(match decimal {
        Decimal::Point => t(lang, "imports.says_point"),
        Decimal::Comma => t(lang, "imports.says_comma"),
    })
}
