//! A deal on its way into the database: what was given and what follows from it.

use std::collections::HashMap;

use kernel::{Ctx, Error, Id, Millis, Result, TimestampQuality, Touchpoint};
use org::settings::Company;
use store::{Change, Tx, Value, fold_name, params};

use super::super::{Move, NewDeal};
use super::moves::top_of_board;
use crate::pipelines::{self, Outcome, Stage};

/// Columns of a new deal, in the order of [`Made::row`].
pub(super) const DEAL: &[&str] = &[
    "id",
    "name",
    "name_folded",
    "company_id",
    "pipeline_id",
    "stage_id",
    "stage_since",
    "board_position",
    "value_minor",
    "margin_minor",
    "discount_pct",
    "currency",
    "close_on",
    "opened_at",
    "won_at",
    "lost_at",
    "lost_reason",
    "competitor",
    "next_step",
    "next_step_on",
    "owner_member_id",
    "source_department_id",
    "source_channel",
    "description",
    "touched_at",
    "source_system",
    "source_id",
    "import_id",
    "created_at",
    "created_by",
    "updated_at",
];
/// Columns of a step of its history, in the order of [`Made::log`].
pub(super) const LOG: &[&str] = &[
    "id",
    "deal_id",
    "from_stage_id",
    "to_stage_id",
    "at",
    "by_member_id",
    "seconds_in_stage",
];

/// The stages that a new deal can be in.
pub(super) struct Stages {
    by_id: HashMap<Id, Stage>,
    first: Id,
}

impl Stages {
    pub(super) async fn load(tx: &mut Tx) -> Result<Self> {
        let stages = pipelines::stages_in(tx).await?;
        let first = stages
            .iter()
            .find(|stage| stage.is_open())
            .map(|stage| stage.id);
        Ok(Self {
            first: first.ok_or_else(|| Error::not_found("stage"))?,
            by_id: stages.into_iter().map(|stage| (stage.id, stage)).collect(),
        })
    }

    fn name(&self, id: Id) -> String {
        self.by_id
            .get(&id)
            .map(|stage| stage.name_de.clone())
            .unwrap_or_default()
    }
}

/// A deal on its way into the database: what was given and what follows from it.
pub(super) struct Made {
    pub(super) id: Id,
    pub(super) new: NewDeal,
    stage: Stage,
    opened_at: Millis,
    moves: Vec<Move>,
}

impl Made {
    pub(super) fn of(
        ctx: &Ctx,
        stages: &Stages,
        house: &Company,
        mut new: NewDeal,
    ) -> Result<Self> {
        new.name = new.name.trim().to_owned();
        if new.name.is_empty() {
            return Err(Error::field("name", "error.required"));
        }
        if new.currency.is_empty() {
            new.currency.clone_from(&house.currency);
        }
        let stage = new.stage_id.unwrap_or(stages.first);
        let stage = stages.by_id.get(&stage).cloned();
        let stage = stage.ok_or_else(|| Error::field("stage_id", "error.unknown_reference"))?;
        let opened_at = new.opened_at.unwrap_or_else(|| ctx.now());
        let entered = match stage.ends() {
            Some(_) => new.closed_at.unwrap_or_else(|| ctx.now()),
            None => new.history.last().map_or(opened_at, |last| last.at.plus(1)),
        };
        let mut moves = std::mem::take(&mut new.history);
        if moves.last().is_none_or(|last| last.stage_id != stage.id) {
            moves.push(Move {
                stage_id: stage.id,
                at: entered,
            });
        }
        let id = new.id.unwrap_or_else(|| ctx.id());
        Ok(Self {
            id,
            new,
            stage,
            opened_at,
            moves,
        })
    }

    fn since(&self) -> Millis {
        self.moves.last().map_or(self.opened_at, |last| last.at)
    }

    fn closed(&self, outcome: Outcome) -> Option<Millis> {
        (self.stage.ends() == Some(outcome)).then(|| self.since())
    }

    pub(super) fn row(&self, ctx: &Ctx) -> Vec<Value> {
        let (new, since) = (&self.new, self.since());
        let (system, source_id) = new.source.clone().unzip();
        params![
            self.id,
            &new.name,
            fold_name(&new.name),
            new.company_id,
            self.stage.pipeline_id,
            self.stage.id,
            since,
            top_of_board(since),
            new.value_minor,
            new.margin_minor,
            new.discount_pct,
            &new.currency,
            new.close_on,
            self.opened_at,
            self.closed(Outcome::Won),
            self.closed(Outcome::Lost),
            self.closed(Outcome::Lost).and(new.lost_reason.as_ref()),
            new.competitor.as_ref(),
            new.next_step.as_ref(),
            new.next_step_on,
            new.owner_member_id,
            new.source_department_id,
            new.source_channel.as_ref(),
            new.description.as_ref(),
            since.max(self.opened_at),
            system,
            source_id,
            new.import_id,
            ctx.now(),
            ctx.member,
            ctx.now()
        ]
    }

    pub(super) fn log(&self, ctx: &Ctx) -> Vec<Vec<Value>> {
        let mut before: Option<&Move> = None;
        let mut rows = Vec::with_capacity(self.moves.len());
        for step in &self.moves {
            let seconds = before.map(|b| (step.at.0 - b.at.0).max(0) / 1000);
            let from = before.map(|b| b.stage_id);
            rows.push(params![
                ctx.id(),
                self.id,
                from,
                step.stage_id,
                step.at,
                ctx.member,
                seconds
            ]);
            before = Some(step);
        }
        rows
    }

    pub(super) fn audit(&self) -> Change {
        let mut change = Change::of("created", "deal", self.id);
        change.import_id = self.new.import_id;
        change
    }

    pub(super) fn touchpoints(&self, ctx: &Ctx, stages: &Stages) -> Vec<Touchpoint> {
        let mut all = vec![self.touchpoint(ctx, "deal.created", self.opened_at)];
        for pair in self.moves.windows(2) {
            let [before, step] = pair else { continue };
            let mut moved = self.touchpoint(ctx, "deal.stage_changed", step.at);
            if step.stage_id == self.stage.id && self.stage.ends().is_some() {
                continue;
            }
            moved
                .properties
                .insert("from_stage".to_owned(), stages.name(before.stage_id).into());
            moved
                .properties
                .insert("to_stage".to_owned(), stages.name(step.stage_id).into());
            all.push(moved);
        }
        let closing = match self.stage.ends() {
            Some(Outcome::Won) => Some("deal.won"),
            Some(Outcome::Lost) => Some("deal.lost"),
            None => None,
        };
        if let Some(type_key) = closing {
            let mut closed = self.touchpoint(ctx, type_key, self.since());
            if let (Some(reason), "deal.lost") = (&self.new.lost_reason, type_key) {
                closed
                    .properties
                    .insert("lost_reason".to_owned(), reason.clone().into());
            }
            all.push(closed);
        }
        all
    }

    fn touchpoint(&self, ctx: &Ctx, type_key: &str, at: Millis) -> Touchpoint {
        let mut touchpoint = Touchpoint::new(type_key, at);
        touchpoint.company_id = self.new.company_id;
        touchpoint.deal_id = Some(self.id);
        touchpoint.object_type = Some("deal".to_owned());
        touchpoint.object_id = Some(self.id.to_string());
        touchpoint.object_name = Some(self.new.name.clone());
        touchpoint.value_minor = self.new.value_minor;
        touchpoint.currency = Some(self.new.currency.clone());
        touchpoint.import_id = self.new.import_id;
        if self.new.import_id.is_some() {
            touchpoint.timestamp_quality = TimestampQuality::Imported;
        } else {
            touchpoint.member_id = ctx.member;
        }
        touchpoint
    }
}
