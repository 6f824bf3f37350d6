//! What the departments do for customers: the activity map and what hangs on it.

pub mod activity_map;
