//! Which stage a deal of a file comes into; pipelines and stages that are missing are added.

use customers::pipelines::{self, NewStage, Outcome, Pipeline, Stage};
use kernel::{Id, Result};
use store::{Tx, fold_name};

use crate::imports::model::mapping::StageMap;
use crate::imports::model::spell::Spelled;

/// Words in the names of stages that close a deal.
const CLOSING: [&str; 8] = [
    "won",
    "lost",
    "closed",
    "gewonnen",
    "verloren",
    "abgeschlossen",
    "geschlossen",
    "abgelehnt",
];
/// The pipelines and stages as they are now.
#[derive(Debug, Default)]
pub(in super::super::super) struct Stages {
    pipelines: Vec<Pipeline>,
    stages: Vec<Stage>,
    /// Kind and id of what was added.
    pub added: Vec<(&'static str, Id)>,
}

impl Stages {
    /// Reads them.
    pub async fn load(tx: &mut Tx) -> Result<Self> {
        Ok(Self {
            pipelines: pipelines::all_in(tx).await?,
            stages: pipelines::stages_in(tx).await?,
            added: Vec::new(),
        })
    }

    /// Puts the stage in place of the names of pipeline, stage and state.
    pub async fn place(
        &mut self,
        tx: &mut Tx,
        spelled: &mut Spelled,
        declared: &[StageMap],
    ) -> Result<()> {
        let pipeline = spelled.remove("pipeline").unwrap_or_default();
        let name = spelled.remove("stage").unwrap_or_default();
        let outcome = match spelled.remove("state").as_deref() {
            Some("won") => Some(Outcome::Won),
            Some("lost") => Some(Outcome::Lost),
            _ => None,
        };
        if outcome.is_none() {
            spelled.remove("closed_at");
            spelled.remove("lost_reason");
        }
        let pipeline = self.pipeline(tx, &pipeline, declared).await?;
        let named = match name.is_empty() {
            true => None,
            false => Some(self.named(tx, pipeline, &name, outcome).await?),
        };
        let is_there = named.as_ref().is_some_and(|stage| stage.ends() == outcome);
        let to = match (named.as_ref(), is_there, outcome) {
            (Some(stage), true, _) => stage.id,
            (_, _, Some(outcome)) => self.closing(tx, pipeline, outcome).await?,
            _ => self.first_open(tx, pipeline).await?,
        };
        if let (Some(from), Some(_)) = (named.filter(|s| s.is_open()), outcome) {
            spelled.insert("from_stage_id".into(), from.id.to_string());
        }
        spelled.insert("stage_id".into(), to.to_string());
        Ok(())
    }

    async fn pipeline(&mut self, tx: &mut Tx, name: &str, declared: &[StageMap]) -> Result<Id> {
        let folded = fold_name(name);
        let same =
            |p: &&Pipeline| fold_name(&p.name_de) == folded || fold_name(&p.name_en) == folded;
        if let Some(found) = self.pipelines.iter().find(same) {
            return Ok(found.id);
        }
        let id = pipelines::create(tx, name).await?;
        self.added.push(("pipeline", id));
        self.pipelines = pipelines::all_in(tx).await?;
        for stage in declared {
            let outcome = match stage.state.as_deref() {
                Some("won") => Some(Outcome::Won),
                Some("lost") => Some(Outcome::Lost),
                _ => None,
            };
            let new = new_stage(&stage.name, outcome, stage.probability);
            self.add(tx, id, new).await?;
        }
        Ok(id)
    }

    /// The stage of the name, added when it is missing: as a closing one when its name says so.
    async fn named(
        &mut self,
        tx: &mut Tx,
        pipeline: Id,
        name: &str,
        outcome: Option<Outcome>,
    ) -> Result<Stage> {
        let folded = fold_name(name);
        let same = |s: &&Stage| {
            s.pipeline_id == pipeline
                && (fold_name(&s.name_de) == folded || fold_name(&s.name_en) == folded)
        };
        if let Some(found) = self.stages.iter().find(same).cloned() {
            self.complete(tx, pipeline).await?;
            return Ok(found);
        }
        let closes = folded
            .split(' ')
            .any(|word| CLOSING.contains(&word) || word.starts_with("closed"));
        let new = new_stage(name, outcome.filter(|_| closes), None);
        let id = self.add(tx, pipeline, new).await?;
        self.complete(tx, pipeline).await?;
        pipelines::stage(tx, id).await
    }

    /// A pipeline without a won or a lost stage gets one.
    async fn complete(&mut self, tx: &mut Tx, pipeline: Id) -> Result<()> {
        for outcome in [Outcome::Won, Outcome::Lost] {
            if self.find(pipeline, Some(outcome)).is_none() {
                self.add(tx, pipeline, NewStage::usual(Some(outcome)))
                    .await?;
            }
        }
        Ok(())
    }

    async fn add(&mut self, tx: &mut Tx, pipeline: Id, mut new: NewStage) -> Result<Id> {
        let taken = |key: &str| {
            self.stages
                .iter()
                .any(|s| s.pipeline_id == pipeline && s.key == key)
        };
        if new.key.is_empty() || taken(&new.key) {
            let numbered = (2..)
                .map(|n| format!("{}_{n}", new.key))
                .find(|key| !taken(key));
            new.key = numbered.unwrap_or_default();
        }
        let id = pipelines::create_stage(tx, pipeline, &new).await?;
        self.added.push(("stage", id));
        self.stages = pipelines::stages_in(tx).await?;
        Ok(id)
    }

    async fn closing(&mut self, tx: &mut Tx, pipeline: Id, outcome: Outcome) -> Result<Id> {
        self.complete(tx, pipeline).await?;
        let found = self.find(pipeline, Some(outcome));
        found.ok_or_else(|| kernel::Error::not_found("stage"))
    }

    async fn first_open(&mut self, tx: &mut Tx, pipeline: Id) -> Result<Id> {
        self.complete(tx, pipeline).await?;
        match self.find(pipeline, None) {
            Some(id) => Ok(id),
            None => self.add(tx, pipeline, NewStage::usual(None)).await,
        }
    }

    fn find(&self, pipeline: Id, outcome: Option<Outcome>) -> Option<Id> {
        let fits = |s: &&Stage| s.pipeline_id == pipeline && s.ends() == outcome;
        self.stages.iter().find(fits).map(|s| s.id)
    }
}

/// A stage with the name of the file in both languages.
fn new_stage(name: &str, outcome: Option<Outcome>, probability: Option<i64>) -> NewStage {
    let usual = match outcome {
        Some(Outcome::Won) => 100,
        Some(Outcome::Lost) => 0,
        None => 50,
    };
    NewStage {
        key: fold_name(name).replace(' ', "_"),
        name_de: name.to_owned(),
        name_en: name.to_owned(),
        probability: probability.unwrap_or(usual).clamp(0, 100),
        outcome,
    }
}
