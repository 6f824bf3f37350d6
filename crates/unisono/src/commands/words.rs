//! What a command says on the terminal: its language, its errors, its progress.

use std::process::ExitCode;

use kernel::{Ctx, Error, Lang, Millis};

/// The command could not be understood.
const USAGE: u8 = 2;
/// Progress is told at most once a second, and not before the first one is over.
const EVERY_MS: i64 = 1_000;

/// The language of the terminal, by the usual variables; English when they name neither.
pub(crate) fn lang() -> Lang {
    ["UNISONO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Lang::parse(value.split('.').next().unwrap_or("")))
        .unwrap_or(Lang::En)
}

/// Says on standard error what went wrong and what to do, and answers how the program ends: 2 when
/// the words of the command were wrong (not the contents of a file), else 1.
pub(crate) fn explain(lang: Lang, error: &Error, is_about_files: bool) -> ExitCode {
    for line in lines(lang, error) {
        eprintln!("unisono: {line}");
    }
    match error {
        Error::Invalid(_) if !is_about_files => ExitCode::from(USAGE),
        _ => ExitCode::FAILURE,
    }
}

fn lines(lang: Lang, error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(fields) => fields
            .iter()
            .map(|field| format!("{}: {}", field.field, ui::field_error(lang, field)))
            .collect(),
        Error::NotFound(what) => vec![ui::tf(lang, "command.not_found", &[("what", what)])],
        // The one who runs the program is the one who can mend it: the cause is no secret here.
        Error::Internal(report) => {
            let cause = report.message.trim().to_owned();
            vec![ui::tf(lang, "command.failed", &[("cause", &cause)])]
        }
        other => {
            let (title, text) = org::web::explain(lang, kernel::Id(0), other);
            vec![format!("{title}. {text}")]
        }
    }
}

/// Progress on standard error for what lasts.
pub(crate) struct Progress {
    ctx: Ctx,
    last: Millis,
}

impl Progress {
    pub(crate) fn new(ctx: Ctx) -> Self {
        let last = ctx.now();
        Self { ctx, last }
    }

    pub(crate) fn tell(&mut self, line: &str) {
        if self.ctx.now().0 - self.last.0 >= EVERY_MS {
            self.last = self.ctx.now();
            eprintln!("{line}");
        }
    }
}
