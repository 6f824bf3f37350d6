//! Settings as versioned rows: key, JSON value, valid from, author.

use kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Change, Db, Tx, params};

const LATEST: &str = "select value from setting where key = $1 order by version desc limit 1";

impl Db {
    /// The present value of a setting.
    ///
    /// # Errors
    /// `Internal` when the stored value does not fit the type.
    pub async fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let found: Option<(String,)> = self.row(LATEST, params![key]).await?;
        found
            .map(|(text,)| serde_json::from_str(&text).map_err(Error::internal))
            .transpose()
    }
}

impl Tx {
    /// The present value of a setting, within the transaction.
    ///
    /// # Errors
    /// As [`Db::setting`].
    pub async fn setting<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>> {
        let found: Option<(String,)> = self.row(LATEST, params![key]).await?;
        found
            .map(|(text,)| serde_json::from_str(&text).map_err(Error::internal))
            .transpose()
    }

    /// Writes a new version of a setting and a line in the audit trail; earlier versions stay.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn set_setting<T: Serialize + Sync>(&mut self, key: &str, value: &T) -> Result<()> {
        let before: Option<(String,)> = self.row(LATEST, params![key]).await?;
        let after = self.note_setting(key, value).await?;
        let mut change = Change::of("changed", "setting", kernel::Id(0));
        change.record_id = None;
        change.field = Some(key.to_owned());
        change.before = before.map(|(text,)| text);
        change.after = Some(after);
        self.audit(vec![change]).await
    }

    /// Writes a new version of what the program notes for itself: nobody chose it, so the audit
    /// trail does not tell of it. Answers the text that was written.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn note_setting<T: Serialize + Sync>(
        &mut self,
        key: &str,
        value: &T,
    ) -> Result<String> {
        let after = serde_json::to_string(value)?;
        let (now, member) = (self.ctx().now(), self.ctx().member);
        self.exec(
            "insert into setting (key, version, value, valid_from, author_id) \
             select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from setting where key = $1",
            params![key, &after, now, member],
        )
        .await?;
        Ok(after)
    }
}
