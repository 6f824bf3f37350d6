//! The effects that were planted come back out, and nothing else.
#![allow(missing_docs)]

mod bad_input;
mod contributions;
mod freshness;
mod planted;
mod recovery;
mod steadiness;
