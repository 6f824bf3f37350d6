//! People and companies for tests, made as the product itself makes them.

use customers::fields::{Edits, Origin};
use kernel::Id;
use store::params;

use crate::TestApp;

/// A person about to be made: `app.person("Katrin Vogel").at("Müller AG").build().await`.
pub struct PersonBuilder<'a> {
    app: &'a TestApp,
    edits: Edits,
    company: Option<String>,
}

/// A company about to be made: `app.company("Müller AG").build().await`.
pub struct CompanyBuilder<'a> {
    app: &'a TestApp,
    edits: Edits,
}

impl TestApp {
    /// A person by first and last name.
    pub fn person(&self, name: &str) -> PersonBuilder<'_> {
        let (first, last) = name.split_once(' ').unwrap_or(("", name));
        let edits = Edits::new().set("first_name", first).set("last_name", last);
        PersonBuilder {
            app: self,
            edits,
            company: None,
        }
    }

    /// So many more colleagues in a department, who never sign in.
    pub async fn colleagues(&self, department: &str, n: usize) {
        let id = org::departments::by_key(self.db(), department).await;
        let id = id.expect("departments").expect("such a department");
        let mut tx = self.db().begin(&self.ctx()).await.expect("a transaction");
        for _ in 0..n {
            let (member, now) = (tx.ctx().id(), tx.ctx().now());
            tx.exec(
                "insert into member (id, name, department_id, created_at, updated_at) values ($1, $2, $3, $4, $4)",
                params![member, format!("Kollegin {member}"), id, now],
            )
            .await
            .expect("a colleague");
        }
        tx.commit().await.expect("they are kept");
    }

    /// Eight colleagues in every department, once: then every department is shown by itself.
    pub async fn full_house(&self) {
        let sizes = org::members::sizes(self.db()).await.expect("members");
        for department in org::departments::all(self.db()).await.expect("departments") {
            let n = sizes.iter().find(|(id, _)| *id == Some(department.id));
            let missing = 8_i64.saturating_sub(n.map_or(0, |(_, n)| *n));
            let missing = usize::try_from(missing).unwrap_or(0);
            self.colleagues(&department.key, missing).await;
        }
    }

    /// A company by its name.
    pub fn company(&self, name: &str) -> CompanyBuilder<'_> {
        let edits = Edits::new().set("name", name);
        CompanyBuilder { app: self, edits }
    }
}

impl PersonBuilder<'_> {
    /// Works at the company of this name, which is made if it does not exist.
    #[must_use]
    pub fn at(mut self, company: &str) -> Self {
        self.company = Some(company.to_owned());
        self
    }

    /// Has this e-mail address.
    #[must_use]
    pub fn email(self, address: &str) -> Self {
        self.with("emails", address)
    }

    /// Any other field of the person.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.edits = self.edits.set(field, value);
        self
    }

    /// Makes the person; answers the id.
    pub async fn build(self) -> Id {
        let mut edits = self.edits;
        if let Some(name) = &self.company {
            let found: Option<(Id,)> = self
                .app
                .db()
                .row("select id from company where name = $1", params![name])
                .await
                .expect("companies");
            let company = match found {
                Some((id,)) => id,
                None => self.app.company(name).build().await,
            };
            edits = edits.set("company_id", company.to_string());
        }
        let mut tx = self
            .app
            .db()
            .begin(&self.app.ctx())
            .await
            .expect("a transaction");
        let made = customers::people::create(&mut tx, &edits, Origin::default()).await;
        let id = made.unwrap_or_else(|error| panic!("no person: {error}"));
        tx.commit().await.expect("the person is kept");
        id
    }
}

impl CompanyBuilder<'_> {
    /// Any other field of the company.
    #[must_use]
    pub fn with(mut self, field: &str, value: &str) -> Self {
        self.edits = self.edits.set(field, value);
        self
    }

    /// Makes the company; answers the id.
    pub async fn build(self) -> Id {
        let mut tx = self
            .app
            .db()
            .begin(&self.app.ctx())
            .await
            .expect("a transaction");
        let made = customers::companies::create(&mut tx, &self.edits, Origin::default()).await;
        let id = made.unwrap_or_else(|error| panic!("no company: {error}"));
        tx.commit().await.expect("the company is kept");
        id
    }
}
