//! The weights of every run.

use analysis::identity::Frequency;
use analysis::identity::Model;
use analysis::identity::Shape;
use analysis::identity::compare::LEVELS;
use analysis::identity::model::Chance;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::{Sql, Tx, params};

use super::super::twin::{Kind, Twin};
use super::Reader;

/// Weights and how often values occur: all that is needed to weigh two records as a run would.
#[derive(Clone, Debug)]
pub struct Learned {
    /// Its number; 0 before the first run.
    pub version: i64,
    /// The weights.
    pub model: Model,
    /// How often values occur.
    pub frequencies: Vec<Frequency>,
    /// How many records it was learned from.
    pub records: i64,
    /// How many answers.
    pub answers: i64,
}

#[derive(Serialize, Deserialize)]
struct Weights {
    prior_bits: f32,
    /// m and u of every level of every comparison.
    levels: Vec<Vec<(f64, f64)>>,
}

#[derive(Serialize, Deserialize)]
struct Counted {
    total: u64,
    squares: u64,
    most: Vec<(String, u32)>,
}

/// The newest weights of a kind; before the first run the shipped ones.
///
/// # Errors
/// As [`Tx::query`].
pub async fn learned<T: Twin>(from: impl Into<Reader<'_>>) -> Result<Learned> {
    let shape = T::SHAPE;
    let mut sql = Sql::new(
        "select version, weights, frequencies, records, answers from duplicate_model where subject = ",
    );
    sql.bind(T::KIND).push(" order by version desc limit 1");
    let rows: Vec<(i64, String, String, i64, i64)> = from.into().query(sql).await?;
    let row = rows.into_iter().next();
    let Some((version, weights, frequencies, records, answers)) = row else {
        return Ok(Learned {
            version: 0,
            model: Model::untrained(shape, 10_000),
            frequencies: Vec::new(),
            records: 0,
            answers: 0,
        });
    };
    let counted: Vec<Counted> = serde_json::from_str(&frequencies)?;
    let frequency = |c: Counted| Frequency {
        total: c.total,
        squares: c.squares,
        most: c.most,
    };
    Ok(Learned {
        version,
        model: model_of(shape, &serde_json::from_str(&weights)?),
        frequencies: counted.into_iter().map(frequency).collect(),
        records,
        answers,
    })
}

/// A level that a later program added keeps its shipped weight.
fn model_of(shape: Shape, weights: &Weights) -> Model {
    let mut model = Model::untrained(shape, 10_000);
    model.prior_bits = weights.prior_bits;
    for (levels, stored) in model.levels.iter_mut().zip(&weights.levels) {
        for (chance, (m, u)) in levels.iter_mut().zip(stored) {
            *chance = Chance { m: *m, u: *u };
        }
    }
    model.weigh_levels();
    model
}

/// Keeps weights under the next number, and answers it.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn keep(tx: &mut Tx, kind: Kind, learned: &Learned) -> Result<i64> {
    let pairs = |levels: &[Chance; LEVELS]| levels.iter().map(|c| (c.m, c.u)).collect();
    let weights = Weights {
        prior_bits: learned.model.prior_bits,
        levels: learned.model.levels.iter().map(pairs).collect(),
    };
    let counted: Vec<Counted> = learned
        .frequencies
        .iter()
        .map(|f| Counted {
            total: f.total,
            squares: f.squares,
            most: f.most.clone(),
        })
        .collect();
    let now = tx.ctx().now();
    let (version,): (i64,) = tx
        .rows(
            "insert into duplicate_model (version, subject, weights, frequencies, records, answers, learned_at) \
             select coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5, $6 from duplicate_model returning version",
            params![
                kind.key(),
                serde_json::to_string(&weights)?,
                serde_json::to_string(&counted)?,
                learned.records,
                learned.answers,
                now
            ],
        )
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| kernel::Error::internal("the weights were not kept"))?;
    Ok(version)
}
