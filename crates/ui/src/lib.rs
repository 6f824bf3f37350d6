//! What people see: page shell, components, charts, texts in both languages, embedded assets.
//!
//! Pages are maud functions. They use the components of this crate and never name a class of the
//! kit behind them, so that the kit can be replaced in a day. Texts come from `texts/LANG/NAME.toml`
//! through [`t`]; numbers, money and dates through [`fmt`]. Every component and chart is shown on
//! the living style page ([`style_page`]), served at `/ui`.
//!
//! The rules of the screens: department colour and name always together; red only for what is
//! broken or urgent; one primary button a page; sentences rather than codes; no ranking of persons
//! or departments; no inline script and no inline style (the content security policy forbids both).

pub mod assets;
mod attrs;
pub mod charts;
pub mod components;
pub mod fmt;
pub mod parse;
pub mod shell;
mod style;
mod texts;

pub use assets::asset_url;
pub use attrs::Attrs;
pub use kernel::Lang;
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use style::style_page;
pub use texts::{Arg, channel, field_error, has_text, phase, role, t, t_opt, tf, tn};
