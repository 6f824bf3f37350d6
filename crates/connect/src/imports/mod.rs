//! Imports: what a company already has, read from files into records and their touchpoints.
//!
//! Words: a *file* is read as *rows*; a *mapping* says which column feeds which field; a *format* is a
//! mapping we ship and recognise by its headers; a *problem* is a row that could not be taken, with the
//! reason; a *question* is something the values alone cannot tell (day or month first); a *finding* is
//! something the reader should know although nothing was lost.

pub mod formats;
pub mod model;
