//! Numbers, money, dates and durations as people of each language write them.
//!
//! Between a number and its unit stands a no-break space, so that it never wraps.

mod date;
mod number;
mod sheet;

pub use date::{
    date, date_input, datetime, day_month, duration_s, month, month_short, relative_day,
    time_of_day, weekday,
};
pub use number::{
    decimal, file_size, money, money_short, number, number_short, percent, signed_percent,
};

pub use sheet::disarm;

/// The no-break space.
pub(crate) const NBSP: char = '\u{a0}';
