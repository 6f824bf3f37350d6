//! Who is behind a session.

use kernel::{Ctx, Id, Lang, Millis, Result, Role};
use store::{Db, params};

use super::sessions::keep_alive;
use crate::departments::lineage;
use crate::web::Viewer;

/// How often a session notes that it is used.
const SEEN_EVERY_MS: i64 = 3_600_000;

store::row! {
    struct Found {
        member: Id,
        csrf: String,
        name: String,
        department: Option<Id>,
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
            "select m.id, s.csrf, m.name, d.id, d.name_de, d.name_en, d.colour, \
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
    let department_keys = lineage(db, found.department).await?;
    Ok(Some(Viewer {
        roles,
        department_keys,
        ..viewer(ctx, found, hash)
    }))
}

fn viewer(mut ctx: Ctx, found: Found, hash: &str) -> Viewer {
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
        roles: Vec::new(),
        department_keys: Vec::new(),
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
