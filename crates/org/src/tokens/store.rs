//! Every statement about API tokens.

use kernel::{Ctx, Id, Result, Role};
use store::{Change, Db, Tx, params};

use crate::web::{Viewer, secret, sha256_hex};

store::row! {
    struct Found {
        id: Id,
        name: String,
        role: String,
        department: Option<Id>,
        department_key: Option<String>,
    }
}

/// The viewer behind the hash of a token.
pub(crate) async fn token_viewer(db: &Db, mut ctx: Ctx, hash: &str) -> Result<Option<Viewer>> {
    let found: Option<Found> = db
        .row(
            "select t.id, t.name, t.role, d.id, d.key from api_token t \
             left join department d on d.id = t.department_id \
             where t.token_hash = $1 and t.revoked_at is null",
            params![hash],
        )
        .await?;
    Ok(found.map(|found| {
        ctx.token = Some(found.id);
        ctx.department = found.department;
        Viewer {
            ctx,
            name: found.name,
            roles: Role::parse(&found.role).into_iter().collect(),
            department_key: found.department_key.unwrap_or_default(),
            theme: "system".to_owned(),
            shortcuts_off: false,
            csrf: String::new(),
            session: String::new(),
            department_name: String::new(),
            department_class: String::new(),
            flash: None,
        }
    }))
}

/// Makes a token; answers its id and the secret, which is shown once and never stored.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn create(
    tx: &mut Tx,
    name: &str,
    role: Role,
    department: Option<Id>,
) -> Result<(Id, String)> {
    let token = format!("uns_{}", secret()?);
    let hint = token.get(token.len() - 4..).unwrap_or("").to_owned();
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into api_token (id, name, role, department_id, scopes, token_hash, hint, created_at, created_by) \
         values ($1, $2, $3, $4, 'api', $5, $6, $7, $8)",
        params![id, name, role.key(), department, sha256_hex(&token), hint, now, by],
    )
    .await?;
    tx.audit(vec![Change::of("created", "api_token", id)])
        .await?;
    Ok((id, token))
}
