//! `unisono init`: a new installation with its owner.

use std::io::{IsTerminal, Read};

use clap::Args;
use kernel::{Error, Lang, Result, Role};
use org::members::{self, NewMember};
use org::sign_in::{check_password, hash_password};

use super::open::open;
use super::{Data, say};

/// Makes a new installation. The owner's password is read from standard input.
#[derive(Args)]
#[command(
    after_help = "Example: printf '%s' \"$PASSWORD\" | unisono init --data ./data --company 'Musterwerk GmbH' --admin lena@example.com"
)]
pub(crate) struct Init {
    #[command(flatten)]
    data: Data,
    /// Name of the company.
    #[arg(long)]
    company: String,
    /// E-mail address of the owner.
    #[arg(long)]
    admin: String,
    /// Language of the owner's screens: de or en.
    #[arg(long, default_value = "de")]
    language: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Init) -> Result<()> {
    if std::io::stdin().is_terminal() {
        eprintln!("Password of {} (end with Ctrl-D):", command.admin);
    }
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    let (db, ctx) = open(&command.data).await?;
    if members::any_with_password(&db).await? {
        return Err(Error::state("error.data_exists"));
    }
    check_password(password, "", &command.admin)?;
    let name = command.admin.split('@').next().unwrap_or("").to_owned();
    let owner = NewMember {
        name,
        email: Some(command.admin.clone()),
        department_id: None,
        roles: vec![Role::Owner],
        lang: Lang::parse(&command.language).unwrap_or_default(),
        password_hash: Some(hash_password(password).await?),
    };
    let mut tx = db.begin(&ctx).await?;
    let id = members::create(&mut tx, &owner).await?;
    tx.set_setting("company", &serde_json::json!({ "name": command.company }))
        .await?;
    tx.commit().await?;
    say(
        command.json,
        &serde_json::json!({ "id": id, "email": command.admin, "company": command.company }),
        &format!("{}: {}", command.company, command.admin),
    );
    Ok(())
}
