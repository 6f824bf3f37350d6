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
