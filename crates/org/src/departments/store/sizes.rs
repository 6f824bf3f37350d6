//! How many people each department is, and which departments are shown together for it.

use kernel::Result;
use store::Db;

use super::super::{Together, shown_together};
use super::all;
use crate::settings::Company;

/// The departments that are shown together today. A company that has fewer members in all than a department
/// must have shows everything together as well, unless its settings say otherwise.
///
/// # Errors
/// As [`Db::rows`].
pub async fn together(db: &Db, house: &Company) -> Result<Together> {
    let sizes = crate::members::sizes(db).await?;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let smallest = house.smallest_group as usize;
    let everybody: usize = sizes.iter().map(|(_, n)| count(*n)).sum();
    if house.small_company_apart && everybody < smallest {
        return Ok(Together {
            smallest,
            ..Together::default()
        });
    }
    let of = |id| sizes.iter().find(|(own, _)| *own == Some(id));
    let members: Vec<_> = all(db)
        .await?
        .iter()
        .map(|d| (d.id, of(d.id).map_or(0, |(_, n)| count(*n))))
        .collect();
    let departments = shown_together(&members, smallest);
    let joined = members.iter().filter(|(id, _)| departments.contains(id));
    Ok(Together {
        members: joined.map(|(_, n)| n).sum(),
        departments,
        smallest,
    })
}
