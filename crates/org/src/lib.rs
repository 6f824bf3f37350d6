//! The company itself: members, roles, sign-in, departments, settings, audit, tokens, and the web
//! frame in which every slice answers.

pub mod account;
pub mod audit;
pub mod departments;
pub mod idempotency;
pub mod members;
pub mod permissions;
pub mod settings;
pub mod sign_in;
pub mod tokens;
pub mod web;
pub mod work;
