//! The timeline through the whole frame.
