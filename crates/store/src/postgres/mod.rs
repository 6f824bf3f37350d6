//! PostgreSQL 15 or newer through tokio-postgres and a pool.

mod open;
mod tls;

use std::error::Error as StdError;

use bytes::BytesMut;
use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use kernel::{Conflict, Error, Result};
use postgres_types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;

pub(crate) use open::Open;
use tls::Protection;

use crate::{Row, Value};

/// How each connection works. Our statements are short and come again and again: translating one into
/// machine code costs 50 ms and saves less.
const SESSION: &str = "set jit = off";

pub(crate) struct Postgres {
    pool: Pool,
    config: tokio_postgres::Config,
    protection: Protection,
}

impl Postgres {
    pub(crate) fn open(url: &str) -> Result<Self> {
        let (address, protection) = Protection::of(url)?;
        let mut config: tokio_postgres::Config = address.parse().map_err(Error::internal)?;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match protection.connector()? {
            Some(tls) => {
                // A server that offers no TLS is refused instead of being spoken to in the clear.
                config.ssl_mode(SslMode::Require);
                Manager::from_config(config.clone(), tls, recycling)
            }
            None => Manager::from_config(config.clone(), NoTls, recycling),
        };
        let pool = Pool::builder(manager)
            .max_size(16)
            .post_create(Hook::async_fn(|client, _| {
                Box::pin(async move {
                    let set = client.batch_execute(SESSION).await;
                    set.map_err(HookError::Backend)
                })
            }))
            .build()
            .map_err(Error::internal)?;
        Ok(Self {
            pool,
            config,
            protection,
        })
    }

    /// How connections are protected, for the programs beside us.
    pub(crate) fn protection(&self) -> &Protection {
        &self.protection
    }

    pub(crate) fn config(&self) -> &tokio_postgres::Config {
        &self.config
    }

    pub(crate) async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(|error| {
            tracing::error!(%error, "no connection to the database");
            gone()
        })
    }

    pub(crate) async fn read(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let client = self.client().await?;
        run(&client, sql, params).await.map(|(rows, _)| rows)
    }
}

fn gone() -> Error {
    Error::Unavailable {
        what: "error.database_gone",
        retry_after: 10,
    }
}

/// Runs a statement once for each row of parameters, without waiting for one answer before the next
/// question. Answers how many rows changed.
async fn run_many(client: &Object, sql: &str, rows: &[Vec<Value>]) -> Result<u64> {
    let statement = client
        .prepare_cached(sql)
        .await
        .map_err(|error| fault(&error, sql))?;
    let sent = rows.iter().map(|row| {
        let statement = &statement;
        async move {
            let refs: Vec<&(dyn ToSql + Sync)> =
                row.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
            client.execute(statement, &refs).await
        }
    });
    let changed = futures_util::future::try_join_all(sent)
        .await
        .map_err(|error| fault(&error, sql))?;
    Ok(changed.into_iter().sum())
}

/// Runs one statement; the count is that of the changed rows (or of the rows answered).
pub(crate) async fn run(client: &Object, sql: &str, params: &[Value]) -> Result<(Vec<Row>, u64)> {
    let statement = client
        .prepare_cached(sql)
        .await
        .map_err(|error| fault(&error, sql))?;
    let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
    if statement.columns().is_empty() {
        let changed = client
            .execute(&statement, &refs)
            .await
            .map_err(|error| fault(&error, sql))?;
        return Ok((Vec::new(), changed));
    }
    let rows = client
        .query(&statement, &refs)
        .await
        .map_err(|error| fault(&error, sql))?;
    let answer: Result<Vec<Row>> = rows.iter().map(from_row).collect();
    Ok((answer?, rows.len() as u64))
}

/// Inserts many rows with one statement: one array per column, unnested by the server.
async fn insert_many(
    client: &Object,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Value>],
    conflict: &str,
) -> Result<u64> {
    let list = columns.join(", ");
    let probe = format!("select {list} from {table} where false");
    let shape = client
        .prepare_cached(&probe)
        .await
        .map_err(|error| fault(&error, &probe))?;
    let arrays: Vec<String> = shape
        .columns()
        .iter()
        .enumerate()
        .map(|(i, c)| format!("${}::{}[]", i + 1, c.type_().name()))
        .collect();
    let sql = format!(
        "insert into {table} ({list}) select * from unnest({}) {conflict}",
        arrays.join(", ")
    );
    let columns: Vec<Column<'_>> = (0..columns.len())
        .map(|index| Column { rows, index })
        .collect();
    let refs: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| c as &(dyn ToSql + Sync)).collect();
    let statement = client
        .prepare_cached(&sql)
        .await
        .map_err(|error| fault(&error, &sql))?;
    client
        .execute(&statement, &refs)
        .await
        .map_err(|error| fault(&error, &sql))
}

fn from_row(row: &tokio_postgres::Row) -> Result<Row> {
    let values: Result<Vec<Value>> = (0..row.len())
        .map(|i| {
            row.try_get::<_, Option<Value>>(i)
                .map(|v| v.unwrap_or(Value::Null))
                .map_err(Error::internal)
        })
        .collect();
    values.map(Row::new)
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::BYTEA => Value::Blob(Vec::from_sql(ty, raw)?),
            Type::NUMERIC => return Err("cast sums to bigint or double precision".into()),
            _ => Value::Text(String::from_sql(ty, raw)?),
        })
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::BOOL) => (*n != 0).to_sql(ty, out),
            (Value::Int(n), &Type::FLOAT8) => (*n as f64).to_sql(ty, out),
            (Value::Int(n), &Type::TEXT) => n.to_string().to_sql(ty, out),
            (Value::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Value::Real(n), &Type::FLOAT8) => n.to_sql(ty, out),
            // The bytes of another number type would be read as some other number, without a word.
            (Value::Int(_) | Value::Real(_), other) => {
                Err(format!("a number stands where {other} is: cast it in the statement").into())
            }
            (Value::Text(text), _) => text.to_sql(ty, out),
            (Value::Blob(bytes), _) => bytes.to_sql(ty, out),
            (Value::List(values), _) => values.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// One column of many rows, sent as an array.
#[derive(Debug)]
struct Column<'a> {
    rows: &'a [Vec<Value>],
    index: usize,
}

impl ToSql for Column<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let Kind::Array(_) = ty.kind() else {
            return Err("an array type expected".into());
        };
        let values: Vec<Option<&Value>> = self
            .rows
            .iter()
            .map(|row| row.get(self.index).filter(|v| **v != Value::Null))
            .collect();
        values.to_sql(ty, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[track_caller]
pub(crate) fn fault(error: &tokio_postgres::Error, sql: &str) -> Error {
    let Some(db) = error.as_db_error() else {
        if error.is_closed()
            || error
                .source()
                .is_some_and(|cause| cause.is::<std::io::Error>())
        {
            return gone();
        }
        return Error::internal(format!("{error} in: {sql}"));
    };
    match (db.code().code(), db.constraint()) {
        ("23505", Some(name)) => Error::Conflict(Conflict::Exists {
            record: name.to_owned(),
            id: String::new(),
        }),
        ("40001" | "40P01" | "57P01" | "57P02" | "57P03" | "53300", _) => Error::Unavailable {
            what: "error.database_busy",
            retry_after: 2,
        },
        ("53100", _) => Error::Unavailable {
            what: "error.disk_full",
            retry_after: 60,
        },
        _ => Error::internal(format!("{} in: {sql}", db.message())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
