//! `unisono member`: members and their one-time links, without mail.

use clap::{Args, Subcommand};
use kernel::{Error, Lang, Result, Role};
use org::members::{self, NewMember};
use org::sign_in::{LinkKind, make_link};

use super::open::open;
use super::{Data, say};

/// Members and their one-time links.
#[derive(Args)]
pub(crate) struct Member {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Creates a member and prints the link with which the first password is set.
    #[command(
        after_help = "Example: unisono member create --data ./data --email lena@example.com --name 'Lena Brandt' --role member --department sales"
    )]
    Create(Create),
    /// Prints a link with which a member sets a new password.
    #[command(after_help = "Example: unisono member reset --data ./data --email lena@example.com")]
    Reset(Link),
    /// Prints a fresh invitation for a member that never signed in.
    #[command(after_help = "Example: unisono member invite --data ./data --email lena@example.com")]
    Invite(Link),
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    link: Link,
    /// Name as shown.
    #[arg(long)]
    name: String,
    /// owner, manager, member, reader, dpo or works_council; several separated by commas.
    #[arg(long, value_delimiter = ',', default_value = "member")]
    role: Vec<String>,
    /// Key of the department.
    #[arg(long)]
    department: Option<String>,
    /// Language of the screens: de or en.
    #[arg(long, default_value = "de")]
    language: String,
}

#[derive(Args)]
struct Link {
    #[command(flatten)]
    data: Data,
    /// E-mail address of the member.
    #[arg(long)]
    email: String,
    /// Address of the server for the link.
    #[arg(long, env = "UNISONO_URL", default_value = "http://127.0.0.1:8080")]
    url: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(member: Member) -> Result<()> {
    match member.action {
        Action::Create(command) => create(command).await,
        Action::Reset(link) => send(link, LinkKind::Reset).await,
        Action::Invite(link) => send(link, LinkKind::Invitation).await,
    }
}

async fn create(command: Create) -> Result<()> {
    let roles: Option<Vec<Role>> = command.role.iter().map(|key| Role::parse(key)).collect();
    let roles = roles.ok_or_else(|| Error::field("role", "error.choice"))?;
    let (db, ctx) = open(&command.link.data).await?;
    let new = NewMember {
        name: command.name,
        email: Some(command.link.email.clone()),
        department_id: super::open::department(&db, command.department.as_deref()).await?,
        roles,
        lang: Lang::parse(&command.language).unwrap_or_default(),
        password_hash: None,
    };
    let mut tx = db.begin(&ctx).await?;
    let id = members::create(&mut tx, &new).await?;
    let path = make_link(&mut tx, id, LinkKind::Invitation).await?;
    tx.commit().await?;
    show(&command.link, id, &path);
    Ok(())
}

async fn send(link: Link, kind: LinkKind) -> Result<()> {
    let (db, ctx) = open(&link.data).await?;
    let id = members::find_by_email(&db, &link.email)
        .await?
        .ok_or(Error::NotFound("member"))?;
    let mut tx = db.begin(&ctx).await?;
    let path = make_link(&mut tx, id, kind).await?;
    tx.commit().await?;
    show(&link, id, &path);
    Ok(())
}

fn show(link: &Link, id: kernel::Id, path: &str) {
    let address = format!("{}{path}", link.url.trim_end_matches('/'));
    say(
        link.json,
        &serde_json::json!({ "id": id, "email": link.email, "link": address }),
        &address,
    );
}
