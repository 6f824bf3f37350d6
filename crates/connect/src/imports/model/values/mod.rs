//! Cells into values: dates, numbers, addresses, yes and no.

mod cells;
mod dates;
mod numbers;

pub use cells::{
    is_placeholder, parse_bool, parse_domain, parse_email, parse_phone, split_name, tidy,
};
pub use dates::{DateOrder, DateShape, Moment, date_shape, parse_moment};
pub use numbers::{Decimal, NumberShape, number_shape, parse_number};
