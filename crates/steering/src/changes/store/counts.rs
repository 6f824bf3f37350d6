//! What is counted in a month, by those who changed and by those who did not; and the records behind it.

use ::store::{Db, Sql};
use kernel::{Id, Millis, Result};

use super::super::model::Reads;
use super::{answers, companies, deals, touchpoints};

/// Records of a page.
const ROWS: i64 = 50;

/// Which months, and who changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a> {
    /// First instant.
    pub(crate) from: Millis,
    /// First instant behind it.
    pub(crate) until: Millis,
    /// The departments that changed; none: all.
    pub(crate) departments: &'a [Id],
    /// Now: what is not over yet is not counted.
    pub(crate) now: Millis,
    /// The time zone of the company, for its business days.
    pub(crate) zone: &'a str,
}

impl Window<'_> {
    /// Adds `1` for what the departments did that changed, `0` for what others did. Without departments
    /// everything is theirs.
    pub(super) fn own(&self, sql: &mut Sql, column: &'static str) {
        if self.departments.is_empty() {
            sql.push("1");
            return;
        }
        sql.push("case when ").push(column).push(" in ");
        sql.bind_list(self.departments.iter().copied());
        sql.push(" then 1 else 0 end");
    }

    /// Adds the times between which a column must lie.
    pub(super) fn within(&self, sql: &mut Sql, column: &'static str) {
        sql.push(column).push(" >= ").bind(self.from);
        sql.push(" and ").push(column).push(" < ").bind(self.until);
    }
}

/// Counted, and out of how many.
pub(super) type Pair = (i64, i64);

/// The sides of a window: those who changed, and the others.
pub(super) type Sides = (Pair, Pair);

/// Puts rows of (own, counted, out of) to their sides.
pub(super) fn sides(rows: &[(i64, i64, i64)]) -> Sides {
    let side = |own: i64| {
        let those = rows.iter().filter(|(o, _, _)| *o == own);
        those.fold((0, 0), |(n, of), (_, counted, all)| (n + counted, of + all))
    };
    (side(1), side(0))
}

/// What was counted in a window.
pub(crate) async fn counted(db: &Db, reads: Reads, window: &Window<'_>) -> Result<Sides> {
    match reads {
        Reads::Types { counted, of } => touchpoints::counted(db, window, counted, of).await,
        Reads::PerCompany { counted } => companies::met(db, window, counted).await,
        Reads::Joint => companies::joint(db, window).await,
        Reads::Deals => deals::counted(db, window).await,
        Reads::Answered { inquiries } => answers::counted(db, window, inquiries).await,
    }
}

store::row! {
    /// A record behind a number.
    #[derive(Clone, Debug)]
    pub(crate) struct Behind {
        /// Its id.
        pub(crate) id: Id,
        /// When; nothing for companies, which stand for a whole month.
        pub(crate) at: Option<Millis>,
        /// Type of the touchpoint, `deal` or `company`.
        pub(crate) what: String,
        /// The company, or the name of the deal.
        pub(crate) name: Option<String>,
        /// 1 when it is counted, 0 when it only is one out of all; for companies how often.
        pub(crate) hits: i64,
    }
}

/// The records of a window, those who changed or the others, page by page; and whether more follow.
pub(crate) async fn records(
    db: &Db,
    reads: Reads,
    window: &Window<'_>,
    others: bool,
    page: i64,
) -> Result<(Vec<Behind>, bool)> {
    let own = i64::from(!others);
    let cut = (page.max(0) * ROWS, ROWS + 1);
    let mut found = match reads {
        Reads::Types { counted, of } => {
            touchpoints::records(db, window, (counted, of), own, cut).await?
        }
        Reads::PerCompany { counted } => {
            companies::met_records(db, window, counted, own, cut).await?
        }
        Reads::Joint => companies::joint_records(db, window, cut).await?,
        Reads::Deals => deals::records(db, window, own, cut).await?,
        Reads::Answered { inquiries } => answers::records(db, window, inquiries, own, cut).await?,
    };
    let more = found.len() as i64 > ROWS;
    found.truncate(ROWS as usize);
    Ok((found, more))
}
