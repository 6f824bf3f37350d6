//! What decisions are made upon: each kind is asked of the slice that it belongs to.

use std::collections::HashMap;

use kernel::{Lang, Result};
use org::web::App;

use super::model::{Kind, Known, Subject};
use super::store::Decision;
use crate::{questions, synergies};

/// What the newest answer says of a subject; `comparison` is the one that a decision rests on, without it
/// the one that says most. `NotFound` when there is no such subject.
pub(super) async fn known(app: &App, subject: &Subject, comparison: Option<&str>) -> Result<Known> {
    match subject.kind {
        Kind::Question => questions::known(app.db(), &subject.key).await,
        Kind::Pair => synergies::known(app.db(), &subject.key, comparison).await,
    }
}

/// Names and addresses of subjects.
pub(super) struct Names {
    activities: HashMap<String, [String; 2]>,
}

impl Names {
    /// What the subjects of some decisions are called.
    pub(super) async fn of(app: &App, decisions: &[Decision]) -> Result<Self> {
        let has_pairs = decisions
            .iter()
            .any(|one| one.subject_kind == Kind::Pair.key());
        Ok(Self {
            activities: match has_pairs {
                true => synergies::activities(app.db()).await?,
                false => HashMap::new(),
            },
        })
    }

    /// The sentence of a subject.
    pub(super) fn title(&self, lang: Lang, subject: &Subject) -> String {
        match subject.kind {
            Kind::Question => questions::title(lang, &subject.key),
            Kind::Pair => synergies::title(lang, &self.activities, &subject.key),
        }
    }
}

/// The page of a subject.
pub(super) fn href(subject: &Subject) -> String {
    match subject.kind {
        Kind::Question => format!("/questions/{}", subject.key),
        Kind::Pair => synergies::address(&subject.key),
    }
}
