//! The command line as people meet it: help with examples, errors in words, exit codes.

use testkit::{Program, TestApp};

const BINARY: &str = env!("CARGO_BIN_EXE_unisono");

/// A wrong command, the locale, how it ends and what it says.
const WRONG: &[(&[&str], &str, i32, &str)] = &[
    (
        &["token", "create", "--name", "x", "--role", "king"],
        "de_DE.UTF-8",
        2,
        "role: Bitte einen der angebotenen Werte wählen.",
    ),
    (
        &["token", "create", "--name", "x", "--role", "king"],
        "en_GB.UTF-8",
        2,
        "role: Please",
    ),
    (&["token", "create"], "de_DE.UTF-8", 2, "--name"),
    (&["dance"], "C", 2, "dance"),
    (
        &["member", "reset", "--email", "nobody@example.com"],
        "de_DE.UTF-8",
        1,
        "Nicht gefunden: member",
    ),
    (
        &["init", "--company", "X", "--admin", "a@example.com"],
        "de_DE.UTF-8",
        1,
        "Hier liegen schon Daten.",
    ),
    (
        &["doctor", "--data", "/nowhere", "--json"],
        "de_DE.UTF-8",
        1,
        "",
    ),
];

fn program(app: &TestApp) -> Program {
    Program::new(BINARY, &app.folder().join("data"), app.database_url())
}

/// The words after `Commands:` in a help text.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    lines
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| *word != "help")
        .map(str::to_owned)
        .collect()
}

async fn every_command_explains_itself_with_an_example(app: TestApp) {
    let program = program(&app);
    let help = program.outcome(&["--help"], "C");
    assert_eq!(help.code, 0);
    let commands = listed(&help.out);
    assert!(commands.len() > 10, "{commands:?}");
    let mut seen = 0;
    for command in &commands {
        let help = program.outcome(&[command, "--help"], "C").out;
        let below = listed(&help);
        let helps = match below.is_empty() {
            true => vec![(command.clone(), help)],
            false => below
                .iter()
                .map(|sub| {
                    let words = format!("{command} {sub}");
                    (words, program.outcome(&[command, sub, "--help"], "C").out)
                })
                .collect(),
        };
        for (words, help) in helps {
            let example = format!("unisono {words} ");
            assert!(
                help.contains("Example: ") && help.contains(&example),
                "{words}: {help}"
            );
            assert!(
                help.contains("--json") || words == "serve",
                "{words}: {help}"
            );
            seen += 1;
        }
    }
    assert!(seen >= commands.len());
}

async fn errors_are_said_in_the_language_of_the_terminal(app: TestApp) {
    let program = program(&app);
    program.run_with(
        &[
            "init",
            "--company",
            "Musterwerk",
            "--admin",
            "lena@example.com",
        ],
        "Maultaschen am Freitag",
    );
    for (words, locale, code, said) in WRONG {
        let outcome = program.outcome(words, locale);
        assert_eq!(outcome.code, *code, "{words:?}: {outcome:?}");
        assert!(outcome.errors.contains(said), "{words:?}: {outcome:?}");
        for code in ["State {", "conflict:", "error.", "invalid:"] {
            assert!(!outcome.errors.contains(code), "{words:?}: {outcome:?}");
        }
    }
}

testkit::both_engines!(
    every_command_explains_itself_with_an_example,
    errors_are_said_in_the_language_of_the_terminal,
);
