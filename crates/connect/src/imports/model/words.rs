//! Problems, questions and findings in the reader's language.

use kernel::{FieldError, Lang};

use super::{Finding, Problem, Question, QuestionKind, Reason};

impl Reason {
    /// The reason as a sentence. Keys with a dot are texts of other slices.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let key = match self.key.contains('.') {
            true => self.key.clone(),
            false => format!("imports.reason.{}", self.key),
        };
        ui::field_error(
            lang,
            &FieldError {
                field: String::new(),
                key,
                args: self.args.clone(),
            },
        )
    }
}

impl Finding {
    /// The finding as a sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let arg = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let args = vec![
            arg("value", &self.value),
            arg("taken", &self.taken),
            arg("column", &self.column),
        ];
        let key = format!("imports.finding.{}", self.kind);
        ui::field_error(
            lang,
            &FieldError {
                field: String::new(),
                key,
                args,
            },
        )
    }
}

impl Question {
    /// The question as a reason why a file waits.
    #[must_use]
    pub fn reason(&self) -> Reason {
        let key = match self.kind {
            QuestionKind::DateOrder => "question_date_order",
            QuestionKind::Decimal => "question_decimal",
        };
        Reason::new(key)
            .with("column", &self.column)
            .with("samples", self.samples.join(" · "))
    }
}

impl Problem {
    /// Row, column and reason as the command line and the API say them.
    #[must_use]
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        let row = (self.row > 0).then_some(self.row);
        serde_json::json!({ "row": row, "column": self.column, "reason": self.reason.text(lang) })
    }
}
