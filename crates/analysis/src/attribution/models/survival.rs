//! Survival: every touchpoint raises the hazard of the outcome for a while; the credit is its part of
//! the hazard at the instant of the outcome. Open journeys count as not yet converted.
//!
//! Source: Zhang, Wei, Ren 2014, "Multi-touch attribution in online advertising with survival theory",
//! ICDM. See `survival` for the fit.

use super::{How, Model};

pub(super) const MODEL: Model = Model {
    id: "survival",
    how: How::Hazard,
};
