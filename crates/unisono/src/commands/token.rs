//! `unisono token create`: an API token, printed once.

use clap::{Args, Subcommand};
use kernel::{Error, Result, Role};
use org::tokens::Scope;

use super::open::open;
use super::{Data, say};

/// API tokens.
#[derive(Args)]
pub(crate) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Makes a token and prints it once. Works beside a running server.
    #[command(
        after_help = "Example: unisono token create --data ./data --name reports --role reader"
    )]
    Create(Create),
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    data: Data,
    /// What it is for.
    #[arg(long)]
    name: String,
    /// owner, manager, member, reader, dpo or works_council.
    #[arg(long)]
    role: String,
    /// Key of the department it acts for.
    #[arg(long)]
    department: Option<String>,
    /// How far it reaches: write (all that the role may), read, or metrics (only /metrics).
    #[arg(long, default_value = "write")]
    scope: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(token: Token) -> Result<()> {
    let Action::Create(command) = token.action;
    let role = Role::parse(&command.role).ok_or_else(|| Error::field("role", "error.choice"))?;
    let scope = Scope::parse(&command.scope);
    if scope.key() != command.scope {
        return Err(Error::field("scope", "error.choice"));
    }
    let (db, ctx) = open(&command.data).await?;
    let department = super::open::department(&db, command.department.as_deref()).await?;
    let mut tx = db.begin(&ctx).await?;
    let (id, secret) =
        org::tokens::create_scoped(&mut tx, &command.name, role, department, scope).await?;
    tx.commit().await?;
    say(
        command.json,
        &serde_json::json!({ "id": id, "name": command.name, "role": role.key(), "token": secret }),
        &format!("{} {id} {secret}", command.name),
    );
    Ok(())
}
