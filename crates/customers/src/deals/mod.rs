//! Deals: sales on their way through the stages of a pipeline, with the people who decide, the
//! products and the history of stages.
//!
//! Every change writes the audit trail, its touchpoint and the search index in one transaction.
//! Margin and discount are restricted: readers of [`Deal`] check the permission before showing them.
//! Tables: deal, deal_person, deal_line, deal_stage_log.

mod model;
mod store;

pub use model::{
    Buyer, BuyerRole, Deal, Field, LOST_REASONS, Line, Move, NewDeal, NewLine, StageStep,
};
pub use store::{Standing, find_by_sources, move_at, put_back, remove_imported, standing};
pub use store::{
    add_line, buyers, change, create, create_many, get, get_in, lines, lose, move_to_stage,
    remove_line, remove_person, reopen, set_person, stage_log, touched, win,
};
