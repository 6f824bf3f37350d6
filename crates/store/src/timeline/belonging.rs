//! To which record and company a touchpoint belongs: the parts of the log that may be written later.

use kernel::{Id, Result};

use crate::{Sql, Tx, params};

impl Tx {
    /// Gives the touchpoints of a person that have no company the company of the person, now that it
    /// is known. Answers how many.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn resolve_company_of(&mut self, person: Id, company: Id) -> Result<u64> {
        self.exec(
            "update touchpoint set company_id = $2 where company_id is null \
             and record_id in (select id from person_record where person_id = $1)",
            params![person, company],
        )
        .await
    }

    /// Says to which record each of these touchpoints belongs, and to which company where they have
    /// none: `(touchpoint, record, company)`.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn place(&mut self, placed: Vec<(Id, Option<Id>, Option<Id>)>) -> Result<u64> {
        let rows = placed
            .into_iter()
            .map(|(id, record, company)| params![id, record, company])
            .collect();
        self.exec_many(
            "update touchpoint set record_id = coalesce($2, record_id), \
             company_id = coalesce(company_id, $3) where id = $1",
            rows,
        )
        .await
    }

    /// As [`Tx::adopt_anonymous`], for many: `(anonymous id, record, company)`.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn adopt_all_anonymous(
        &mut self,
        known: Vec<(String, Id, Option<Id>)>,
    ) -> Result<u64> {
        let rows = known
            .into_iter()
            .map(|(anonymous, record, company)| params![anonymous, record, company])
            .collect();
        self.exec_many(
            "update touchpoint set record_id = $2, company_id = coalesce(company_id, $3) \
             where anonymous_id = $1 and record_id is null",
            rows,
        )
        .await
    }

    /// Gives the touchpoints of an anonymous visitor that belong to nobody yet to a record, now that
    /// it is known who it was. Answers how many.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn adopt_anonymous(
        &mut self,
        anonymous_id: &str,
        record: Id,
        company: Option<Id>,
    ) -> Result<u64> {
        self.exec(
            "update touchpoint set record_id = $2, company_id = coalesce(company_id, $3) \
             where anonymous_id = $1 and record_id is null",
            params![anonymous_id, record, company],
        )
        .await
    }

    /// Gives a company to touchpoints that have none, and to all others without one of the same
    /// people, the same anonymous visitors or the same deals. Answers which were resolved.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn resolve_companies(&mut self, touchpoints: &[Id], company: Id) -> Result<Vec<Id>> {
        let chosen = || touchpoints.iter().copied();
        let mut sql = Sql::new("update touchpoint set company_id = ");
        sql.bind(company);
        sql.push(
            " where company_id is null and id in (select a.id from touchpoint a where a.id in ",
        )
        .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.deal_id = c.deal_id and b.deal_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.anonymous_id = c.anonymous_id and b.anonymous_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join person_record r on r.id = c.record_id join person_record s on s.person_id = r.person_id join touchpoint b on b.record_id = s.id and b.record_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(") returning id");
        let rows: Vec<(Id,)> = self.query(sql).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes the touchpoints of a record from it: they are nobody's again, and have no company where it was
    /// that of the person; what an event said about its company stays.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn release_record(&mut self, record: Id, company: Option<Id>) -> Result<u64> {
        self.move_company(record, company, None).await?;
        self.exec(
            "update touchpoint set record_id = null where record_id = $1",
            params![record],
        )
        .await
    }

    /// Gives the touchpoints of a record the company of another person, where they have that of the earlier
    /// one and their event did not name that very company.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn move_company(
        &mut self,
        record: Id,
        before: Option<Id>,
        after: Option<Id>,
    ) -> Result<u64> {
        let Some(before) = before else {
            return self
                .exec(
                    "update touchpoint set company_id = $2 where record_id = $1 and company_id is null",
                    params![record, after],
                )
                .await;
        };
        self.exec(
            "update touchpoint set company_id = $3 where record_id = $1 and company_id = $2 and not exists \
             (select 1 from event e join company k on k.source_system = e.source and k.source_id = e.group_id \
             where e.source = touchpoint.source and e.event_id = touchpoint.event_id and k.id = $2)",
            params![record, before, after],
        )
        .await
    }

    /// Gives touchpoints of nobody, and all others of nobody by the same anonymous visitors, to the
    /// record of a person. Answers which.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn give_to_record(&mut self, touchpoints: &[Id], record: Id) -> Result<Vec<Id>> {
        let chosen = || touchpoints.iter().copied();
        let mut sql = Sql::new("update touchpoint set record_id = ");
        sql.bind(record);
        sql.push(
            " where record_id is null and id in (select a.id from touchpoint a where a.id in ",
        )
        .bind_list(chosen());
        sql.push(" union select b.id from touchpoint c join touchpoint b on b.anonymous_id = c.anonymous_id and b.anonymous_id is not null where c.id in ")
            .bind_list(chosen());
        sql.push(") returning id");
        let rows: Vec<(Id,)> = self.query(sql).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Takes a company, or the record of a person, from touchpoints that were given it before.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn take_from(
        &mut self,
        touchpoints: &[Id],
        company: Option<Id>,
        record: Option<Id>,
    ) -> Result<()> {
        let takes = [
            (
                company,
                "update touchpoint set company_id = null where company_id = ",
            ),
            (
                record,
                "update touchpoint set record_id = null where record_id = ",
            ),
        ];
        for (given, text) in takes {
            let Some(given) = given else { continue };
            for some in touchpoints.chunks(500) {
                let mut sql = Sql::new(text);
                sql.bind(given)
                    .push(" and id in ")
                    .bind_list(some.iter().copied());
                sql.push(" returning id");
                self.query::<(Id,)>(sql).await?;
            }
        }
        Ok(())
    }
}
