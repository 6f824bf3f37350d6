//! What is asked for: a model and its parameter, as people write it: `markov:2`, `time-decay:7d`.

use super::models::{How, Model};

/// The parameter of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Parameter {
    /// The model's own default.
    #[default]
    Default,
    /// Half-life in touchpoints.
    Steps(f64),
    /// Half-life in milliseconds.
    Millis(f64),
    /// Order of the chain, 1 to 4.
    Order(u8),
}

/// A model with its parameter.
#[derive(Clone, Debug)]
pub struct Spec {
    /// As it was written.
    pub word: String,
    /// The model.
    pub model: Model,
    /// Its parameter.
    pub parameter: Parameter,
    /// The name of the code that counts as direct, for last non-direct.
    pub direct: Option<String>,
}

/// Why a word is no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecError {
    /// There is no such model.
    Unknown,
    /// The parameter does not fit the model.
    Parameter,
}

const DAY_MS: f64 = 86_400_000.0;

impl Spec {
    /// A model with its default parameter.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self {
            word: model.id.to_owned(),
            model: *model,
            parameter: Parameter::Default,
            direct: None,
        }
    }

    /// Reads a word such as `linear`, `markov:2`, `time-decay:2` (touchpoints), `time-decay:7d`
    /// (days) or `last-non-direct:Newsletter`.
    ///
    /// # Errors
    /// When there is no such model or its parameter is wrong.
    pub fn parse(word: &str) -> Result<Self, SpecError> {
        let word = word.trim();
        let (id, rest) = match word.split_once(':') {
            Some((id, rest)) => (id.trim(), Some(rest.trim())),
            None => (word, None),
        };
        let model = Model::find(id).ok_or(SpecError::Unknown)?;
        let mut spec = Self::of(model);
        word.clone_into(&mut spec.word);
        match (model.id, rest) {
            (_, None) => {}
            ("time-decay", Some(rest)) => spec.parameter = half_life(rest)?,
            ("markov", Some(rest)) => spec.parameter = order(rest)?,
            ("last-non-direct", Some(rest)) if !rest.is_empty() => {
                spec.direct = Some(rest.to_owned());
            }
            _ => return Err(SpecError::Parameter),
        }
        Ok(spec)
    }

    /// The order of the chain; 1 unless another is asked for.
    #[must_use]
    pub fn order(&self) -> u8 {
        match self.parameter {
            Parameter::Order(order) => order,
            _ => 1,
        }
    }

    /// Whether the credit needs the times of touchpoints.
    #[must_use]
    pub fn needs_times(&self) -> bool {
        matches!(self.parameter, Parameter::Millis(_)) || matches!(self.model.how, How::Hazard)
    }

    /// Whether the credit needs the distinct codes of each journey.
    pub(super) fn needs_sets(&self) -> bool {
        matches!(self.model.how, How::Rates) || self.model.id.ends_with("shapley")
    }

    /// Whether it needs the distinct codes of journeys without outcome too.
    pub(super) fn needs_lost_sets(&self) -> bool {
        matches!(self.model.how, How::Rates)
    }

    /// Whether a code of this name counts as direct.
    #[must_use]
    pub fn is_direct(&self, name: &str) -> bool {
        let direct = self.direct.as_deref().unwrap_or("direct");
        name.to_lowercase() == direct.to_lowercase()
    }
}

fn half_life(text: &str) -> Result<Parameter, SpecError> {
    let (number, is_days) = match text.strip_suffix('d') {
        Some(days) => (days, true),
        None => (text, false),
    };
    let value: f64 = number.trim().parse().map_err(|_| SpecError::Parameter)?;
    if !value.is_finite() || value <= 0.0 {
        return Err(SpecError::Parameter);
    }
    Ok(if is_days {
        Parameter::Millis(value * DAY_MS)
    } else {
        Parameter::Steps(value)
    })
}

fn order(text: &str) -> Result<Parameter, SpecError> {
    match text.parse() {
        Ok(order @ 1..=4) => Ok(Parameter::Order(order)),
        _ => Err(SpecError::Parameter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_wrong_ones_refused() {
        let of = |word| Spec::parse(word).map(|spec| spec.parameter);
        assert_eq!(of("linear"), Ok(Parameter::Default));
        assert_eq!(of("markov:3"), Ok(Parameter::Order(3)));
        assert_eq!(of("time-decay:2"), Ok(Parameter::Steps(2.0)));
        assert_eq!(of("time-decay:7d"), Ok(Parameter::Millis(604_800_000.0)));
        assert_eq!(of("magic"), Err(SpecError::Unknown));
        for word in [
            "markov:5",
            "markov:x",
            "time-decay:-1",
            "time-decay:nan",
            "linear:2",
        ] {
            assert_eq!(of(word), Err(SpecError::Parameter), "{word}");
        }
        let direct = Spec::parse("last-non-direct:Google").expect("a model");
        assert!(direct.is_direct("google") && !direct.is_direct("direct"));
    }
}
