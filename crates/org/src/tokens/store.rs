//! Every statement about API tokens.

use kernel::{Ctx, Error, Id, Result, Role};
use store::{Change, Db, Tx, params};

use super::{Scope, Token};

use crate::departments::lineage;
use crate::web::{Viewer, secret, sha256_hex};

store::row! {
    struct Found {
        id: Id,
        name: String,
        role: String,
        department: Option<Id>,
        scopes: String,
        used_at: Option<kernel::Millis>,
    }
}

/// The viewer behind the hash of a token.
pub(crate) async fn token_viewer(db: &Db, mut ctx: Ctx, hash: &str) -> Result<Option<Viewer>> {
    let found: Option<Found> = db
        .row(
            "select t.id, t.name, t.role, t.department_id, t.scopes, t.used_at from api_token t \
             where t.token_hash = $1 and t.revoked_at is null",
            params![hash],
        )
        .await?;
    let Some(found) = found else { return Ok(None) };
    if found
        .used_at
        .is_none_or(|at| ctx.now().0 - at.0 > USED_EVERY_MS)
    {
        let mut tx = db.begin(&ctx).await?;
        tx.exec(
            "update api_token set used_at = $2 where id = $1",
            params![found.id, ctx.now()],
        )
        .await?;
        tx.commit().await?;
    }
    let department_keys = lineage(db, found.department).await?;
    Ok(Some({
        ctx.token = Some(found.id);
        ctx.zone = crate::settings::company(db).await?.timezone;
        ctx.department = found.department;
        Viewer {
            ctx,
            name: found.name,
            roles: Role::parse(&found.role).into_iter().collect(),
            department_keys,
            theme: "system".to_owned(),
            shortcuts_off: false,
            scope: Scope::parse(&found.scopes),
            csrf: String::new(),
            session: String::new(),
            department_name: String::new(),
            department_class: String::new(),
            flash: None,
            query: String::new(),
        }
    }))
}

/// How often a token notes that it is used.
const USED_EVERY_MS: i64 = 3_600_000;

/// Makes a token that may do all its role may; answers its id and the secret.
///
/// # Errors
/// As [`create_scoped`].
pub async fn create(
    tx: &mut Tx,
    name: &str,
    role: Role,
    department: Option<Id>,
) -> Result<(Id, String)> {
    create_scoped(tx, name, role, department, Scope::Write).await
}

/// Every token, the valid ones first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn all(db: &Db) -> Result<Vec<Token>> {
    db.rows(
        "select id, name, role, department_id, scopes, hint, created_at, used_at, revoked_at from api_token \
         order by case when revoked_at is null then 0 else 1 end, name, id",
        params![],
    )
    .await
}

/// Ends a token.
///
/// # Errors
/// `NotFound` when there is none or it has ended already.
pub async fn revoke(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    let revoked = tx
        .exec(
            "update api_token set revoked_at = $2 where id = $1 and revoked_at is null",
            params![id, now],
        )
        .await?;
    if revoked == 0 {
        return Err(Error::not_found("api_token"));
    }
    tx.audit(vec![Change::of("revoked", "api_token", id)]).await
}

/// Makes a token; answers its id and the secret, which is shown once and never stored.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn create_scoped(
    tx: &mut Tx,
    name: &str,
    role: Role,
    department: Option<Id>,
    scope: Scope,
) -> Result<(Id, String)> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("name", "error.required"));
    }
    if name.chars().count() > 200 {
        let long = kernel::FieldError::new("name", "error.too_long").arg("max", 200);
        return Err(Error::Invalid(vec![long]));
    }
    let token = format!("uns_{}", secret()?);
    let hint = token.get(token.len() - 4..).unwrap_or("").to_owned();
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into api_token (id, name, role, department_id, scopes, token_hash, hint, created_at, created_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, name, role.key(), department, scope.key(), sha256_hex(&token), hint, now, by],
    )
    .await?;
    tx.audit(vec![Change::of("created", "api_token", id)])
        .await?;
    Ok((id, token))
}
