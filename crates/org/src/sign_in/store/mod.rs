//! Every statement about sessions, links and attempts.

use kernel::{Ctx, Error, FieldError, Id, Lang, Millis, Result, Role};
use store::{Change, Db, Tx, params};

use super::model::wait_after;

mod links;

pub use links::{LinkKind, make_link};

use crate::web::{Viewer, secret, sha256_hex};

/// A session ends after this long without a request.
const IDLE_MS: i64 = 14 * Millis::DAY;
/// How often a session notes that it is used.
const SEEN_EVERY_MS: i64 = 3_600_000;

store::row! {
    struct Found {
        member: Id,
        csrf: String,
        name: String,
        department: Option<Id>,
        department_key: Option<String>,
        name_de: Option<String>,
        name_en: Option<String>,
        colour: Option<String>,
        language: String,
        theme: String,
        timezone: String,
        shortcuts_off: bool,
        seen_at: Millis,
    }
}

/// The member behind the hash of a session id.
pub(crate) async fn session_viewer(db: &Db, ctx: Ctx, hash: &str) -> Result<Option<Viewer>> {
    let found: Option<Found> = db
        .row(
            "select m.id, s.csrf, m.name, d.id, d.key, d.name_de, d.name_en, d.colour, \
                    m.language, m.theme, m.timezone, m.shortcuts_off, s.seen_at \
             from session s join member m on m.id = s.member_id \
             left join department d on d.id = m.department_id \
             where s.id_hash = $1 and s.expires_at > $2 and m.disabled_at is null",
            params![hash, ctx.now()],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    if ctx.now().0 - found.seen_at.0 > SEEN_EVERY_MS {
        let mut tx = db.begin(&ctx).await?;
        keep_alive(&mut tx, hash).await?;
        tx.commit().await?;
    }
    let roles = roles_of(db, found.member).await?;
    Ok(Some(viewer(ctx, found, roles, hash)))
}

fn viewer(mut ctx: Ctx, found: Found, roles: Vec<Role>, hash: &str) -> Viewer {
    ctx.member = Some(found.member);
    ctx.department = found.department;
    ctx.lang = Lang::parse(&found.language).unwrap_or_default();
    ctx.zone = found.timezone;
    let name = match ctx.lang {
        Lang::De => found.name_de,
        Lang::En => found.name_en,
    };
    Viewer {
        ctx,
        name: found.name,
        roles,
        department_key: found.department_key.unwrap_or_default(),
        theme: found.theme,
        shortcuts_off: found.shortcuts_off,
        scope: crate::tokens::Scope::Write,
        csrf: found.csrf,
        session: hash.to_owned(),
        department_name: name.unwrap_or_default(),
        department_class: found.colour.map(|c| format!("d-{c}")).unwrap_or_default(),
        flash: None,
        query: String::new(),
    }
}

async fn roles_of(db: &Db, member: Id) -> Result<Vec<Role>> {
    let roles: Vec<(String,)> = db
        .rows(
            "select role from member_role where member_id = $1",
            params![member],
        )
        .await?;
    Ok(roles.iter().filter_map(|(key,)| Role::parse(key)).collect())
}

/// Opens a session for a member; answers the secret for the cookie.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn open_session(tx: &mut Tx, member: Id, user_agent: Option<&str>) -> Result<String> {
    let (id, csrf) = (secret()?, secret()?);
    let now = tx.ctx().now();
    let agent: Option<String> = user_agent.map(|text| text.chars().take(200).collect());
    tx.exec(
        "insert into session (id_hash, member_id, csrf, created_at, seen_at, expires_at, user_agent) \
         values ($1, $2, $3, $4, $4, $5, $6)",
        params![sha256_hex(&id), member, csrf, now, now.plus(IDLE_MS), agent],
    )
    .await?;
    Ok(id)
}

/// Ends a session by the hash of its id.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn close_session(tx: &mut Tx, hash: &str) -> Result<()> {
    tx.exec("delete from session where id_hash = $1", params![hash])
        .await?;
    Ok(())
}

/// Ends all sessions of a member but one (after a new password); an empty hash ends all.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn close_other_sessions(tx: &mut Tx, member: Id, keep: &str) -> Result<()> {
    tx.exec(
        "delete from session where member_id = $1 and id_hash <> $2",
        params![member, keep],
    )
    .await?;
    Ok(())
}

store::row! {
    /// An open session of a member.
    #[derive(Debug, Clone)]
    pub struct OpenSession {
        /// Hash of its id.
        pub id_hash: String,
        /// Since when.
        pub created_at: Millis,
        /// Last request, to the hour.
        pub seen_at: Millis,
        /// The browser.
        pub user_agent: Option<String>,
    }
}

/// The open sessions of a member, the latest first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn sessions_of(db: &Db, ctx: &Ctx, member: Id) -> Result<Vec<OpenSession>> {
    db.rows(
        "select id_hash, created_at, seen_at, user_agent from session where member_id = $1 and expires_at > $2 \
         order by seen_at desc, id_hash",
        params![member, ctx.now()],
    )
    .await
}

/// Ends one session of a member.
///
/// # Errors
/// `NotFound` when it is not the member's.
pub async fn close_own_session(tx: &mut Tx, member: Id, hash: &str) -> Result<()> {
    let closed = tx
        .exec(
            "delete from session where member_id = $1 and id_hash = $2",
            params![member, hash],
        )
        .await?;
    if closed == 0 {
        return Err(Error::not_found("session"));
    }
    Ok(())
}

/// The password hash of a member.
pub(crate) async fn hash_of(db: &Db, member: Id) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = db
        .row(
            "select password_hash from member where id = $1",
            params![member],
        )
        .await?;
    Ok(found.and_then(|(hash,)| hash))
}

/// Refuses while one of the keys (address, client) is blocked.
pub(crate) async fn refuse_when_blocked(db: &Db, ctx: &Ctx, keys: &[String; 2]) -> Result<()> {
    let (until,): (Option<Millis>,) = db
        .one(
            "select max(blocked_until) from sign_in_attempt where key in ($1, $2)",
            params![&keys[0], &keys[1]],
        )
        .await?;
    let left = until.map_or(0, |until| until.0 - ctx.now().0);
    if left <= 0 {
        return Ok(());
    }
    let minutes = (left + 59_999) / 60_000;
    let error = FieldError::new("password", "error.too_many_attempts").arg("minutes", minutes);
    Err(Error::Invalid(vec![error]))
}

/// Counts a failure for the address and for the client, each with its own growing wait.
pub(crate) async fn note_failure(tx: &mut Tx, keys: &[String; 2]) -> Result<()> {
    let now = tx.ctx().now();
    for (key, weight) in keys.iter().zip([1, 4]) {
        let counted: Option<(i64,)> = tx
            .row(
                "insert into sign_in_attempt (key, failures, blocked_until, updated_at) values ($1, 1, 0, $2) \
                 on conflict (key) do update set updated_at = $2, \
                 failures = case when sign_in_attempt.updated_at < $3 then 1 else sign_in_attempt.failures + 1 end \
                 returning failures",
                params![key, now, now.plus(-Millis::DAY)],
            )
            .await?;
        // Many people may share one client address, so it is blocked later than a single account.
        let wait = wait_after(counted.map_or(0, |(n,)| n / weight));
        tx.exec(
            "update sign_in_attempt set blocked_until = $2 where key = $1",
            params![key, now.plus(wait)],
        )
        .await?;
    }
    Ok(())
}

/// The member of an address with the hash of the password.
pub(crate) async fn password_of(db: &Db, email: &str) -> Result<Option<(Id, Option<String>)>> {
    db.row(
        "select id, password_hash from member where email_folded = $1 and disabled_at is null",
        params![email],
    )
    .await
}

/// Opens a session after the password was right, forgets the failures of the address.
pub(crate) async fn sign_in(
    tx: &mut Tx,
    member: Id,
    agent: Option<&str>,
    keys: &[String; 2],
) -> Result<String> {
    tx.exec(
        "delete from sign_in_attempt where key = $1",
        params![&keys[0]],
    )
    .await?;
    enter(tx, member, agent).await
}

async fn enter(tx: &mut Tx, member: Id, agent: Option<&str>) -> Result<String> {
    let now = tx.ctx().now();
    tx.exec("delete from session where expires_at < $1", params![now])
        .await?;
    crate::members::note_sign_in(tx, member).await?;
    tx.audit(vec![Change::of("signed_in", "member", member)])
        .await?;
    open_session(tx, member, agent).await
}

store::row! {
    /// An unused link.
    pub(crate) struct Link {
        pub(crate) member_id: Id,
        pub(crate) name: String,
        pub(crate) email: String,
    }
}

/// The link of a hash, if it was not used and has not ended.
pub(crate) async fn find_link(db: &Db, ctx: &Ctx, hash: &str) -> Result<Option<Link>> {
    db.row(
        "select m.id, m.name, coalesce(m.email, '') from one_time_link l join member m on m.id = l.member_id \
         where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and m.disabled_at is null",
        params![hash, ctx.now()],
    )
    .await
}

/// Makes a link; the earlier unused ones of the member end.
pub(crate) async fn replace_links(
    tx: &mut Tx,
    member: Id,
    kind: &str,
    hash: &str,
    until: Millis,
) -> Result<()> {
    let (now, by) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "delete from one_time_link where member_id = $1 and used_at is null",
        params![member],
    )
    .await?;
    tx.exec(
        "insert into one_time_link (token_hash, kind, member_id, created_at, created_by, expires_at) \
         values ($1, $2, $3, $4, $5, $6)",
        params![hash, kind, member, now, by, until],
    )
    .await?;
    Ok(())
}

/// Uses a link once: sets the password, ends all sessions, opens a new one.
pub(crate) async fn use_link(
    tx: &mut Tx,
    hash: &str,
    member: Id,
    password: &str,
    agent: Option<&str>,
) -> Result<String> {
    let now = tx.ctx().now();
    let used = tx
        .exec(
            "update one_time_link set used_at = $2 where token_hash = $1 and used_at is null",
            params![hash, now],
        )
        .await?;
    if used == 0 {
        return Err(Error::state("error.link_used"));
    }
    crate::members::set_password(tx, member, password).await?;
    close_other_sessions(tx, member, "").await?;
    enter(tx, member, agent).await
}

/// Keeps a used session alive; writes at most once an hour.
async fn keep_alive(tx: &mut Tx, hash: &str) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update session set seen_at = $2, expires_at = $3 where id_hash = $1",
        params![hash, now, now.plus(IDLE_MS)],
    )
    .await?;
    Ok(())
}

/// Whether a session exists.
pub(crate) async fn is_open(db: &Db, hash: &str) -> Result<bool> {
    let found: Option<(i64,)> = db
        .row("select 1 from session where id_hash = $1", params![hash])
        .await?;
    Ok(found.is_some())
}
