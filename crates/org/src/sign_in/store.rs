//! Every statement about sessions, links and attempts.

use kernel::{Ctx, Id, Lang, Millis, Result, Role};
use store::{Db, Tx, params};

use crate::web::{Viewer, secret, sha256_hex};

/// A session ends after this long without a request.
const IDLE_MS: i64 = 14 * Millis::DAY;

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
    }
}

/// The member behind the hash of a session id.
pub(crate) async fn session_viewer(db: &Db, ctx: Ctx, hash: &str) -> Result<Option<Viewer>> {
    let found: Option<Found> = db
        .row(
            "select m.id, s.csrf, m.name, d.id, d.key, d.name_de, d.name_en, d.colour, \
                    m.language, m.theme, m.timezone, m.shortcuts_off \
             from session s join member m on m.id = s.member_id \
             left join department d on d.id = m.department_id \
             where s.id_hash = $1 and s.expires_at > $2 and m.disabled_at is null",
            params![hash, ctx.now()],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
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
        csrf: found.csrf,
        session: hash.to_owned(),
        department_name: name.unwrap_or_default(),
        department_class: found.colour.map(|c| format!("d-{c}")).unwrap_or_default(),
        flash: None,
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
