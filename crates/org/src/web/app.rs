//! The state that every handler shares.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use kernel::{Clock, Ctx, Id, IdGen, Result};
use maud::Markup;
use store::Db;

use super::{Measures, Viewer};
use crate::permissions::{Resource, Verb};

/// How much may come in from outside at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intake {
    /// Events a second that one source may send in the long run.
    pub rate: f64,
    /// Events that one source may send at once after a rest; at least the largest batch.
    pub burst: f64,
    /// Events that may wait to be written; beyond that senders are asked to come back.
    pub waiting: usize,
    /// Bytes of bodies that may be in work.
    pub bytes: usize,
    /// Share of the disk that stays free, in percent: below it nothing is taken in.
    pub free_disk: f64,
}

impl Default for Intake {
    fn default() -> Self {
        Self {
            rate: 50_000.0,
            burst: 100_000.0,
            waiting: 20_000,
            bytes: 64 * 1024 * 1024,
            free_disk: 10.0,
        }
    }
}

/// How this installation runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The folder with the database, uploads in progress and the truth file of the demo.
    pub data: PathBuf,
    /// Address under which people reach it, for links in mails (`https://unisono.example`).
    pub public_url: String,
    /// Cookies only over https: true unless we listen on loopback.
    pub secure_cookies: bool,
    /// Largest file that may be uploaded, bytes.
    pub upload_limit: u64,
    /// How much may come in from outside at once.
    pub intake: Intake,
    /// The data are the invented demo company when the server starts; see [`App::is_demo`].
    pub demo: bool,
    /// Says in the header which permission a route asked for; for tests of the permission table.
    pub show_permissions: bool,
}

impl Config {
    /// The defaults for a data folder on loopback.
    #[must_use]
    pub fn local(data: PathBuf) -> Self {
        Self {
            data,
            public_url: "http://127.0.0.1:8080".to_owned(),
            secure_cookies: false,
            upload_limit: 64 * 1024 * 1024,
            intake: Intake::default(),
            demo: false,
            show_permissions: false,
        }
    }
}

/// A page that shows several slices, where panels can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The page of a person; the id is the person's.
    Person,
    /// The page of a company.
    Company,
    /// The page of a deal.
    Deal,
    /// The start page; the id is that of the member.
    Home,
}

/// A part of a page, drawn by a slice that the page does not know.
pub struct Panel {
    /// The page.
    pub place: Place,
    /// Panels stand in rising order.
    pub order: i32,
    /// Draws it for the record; `None` when there is nothing to show.
    pub draw: fn(App, Viewer, Id) -> BoxFuture<'static, Result<Option<Markup>>>,
}

/// Everything that the binary puts together before the application starts.
#[derive(Default)]
pub struct Parts {
    /// Panels of all slices.
    pub panels: Vec<Panel>,
    /// The menu: three groups of entries.
    pub menu: Vec<ui::shell::MenuGroup>,
    /// What a reader needs to see a menu entry, by its address; others are for everybody signed in.
    pub menu_needs: Vec<(&'static str, Resource)>,
    plugs: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl Parts {
    /// Adds an object that slices find again by its type (a hub, a plug of another crate).
    pub fn plug<T: Any + Send + Sync>(&mut self, plug: T) {
        self.plugs.insert(TypeId::of::<T>(), Arc::new(plug));
    }
}

struct Inner {
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Arc<IdGen>,
    config: Config,
    parts: Parts,
    demo: AtomicBool,
    measures: Measures,
}

/// The application. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl App {
    /// Puts the application together.
    #[must_use]
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        ids: Arc<IdGen>,
        config: Config,
        parts: Parts,
    ) -> Self {
        Self(Arc::new(Inner {
            demo: AtomicBool::new(config.demo),
            measures: Measures::default(),
            db,
            clock,
            ids,
            config,
            parts,
        }))
    }

    /// Whether the data are the invented demo company.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.0.demo.load(Ordering::Relaxed)
    }

    /// Says that the demo company was loaded or cleared while the server runs.
    pub fn set_demo(&self, demo: bool) {
        self.0.demo.store(demo, Ordering::Relaxed);
    }

    /// What this application counts about itself.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.0.measures
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// How this installation runs.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// A context of the system itself: no member, German.
    #[must_use]
    pub fn system(&self) -> Ctx {
        Ctx::system(self.0.clock.clone(), self.0.ids.clone())
    }

    /// The panels of a place in their order.
    pub fn panels(&self, place: Place) -> impl Iterator<Item = &Panel> {
        let mut panels: Vec<&Panel> = self
            .0
            .parts
            .panels
            .iter()
            .filter(|p| p.place == place)
            .collect();
        panels.sort_by_key(|p| p.order);
        panels.into_iter()
    }

    /// Draws all panels of a place for a record.
    ///
    /// # Errors
    /// The first error of a panel.
    pub async fn draw_panels(&self, place: Place, viewer: &Viewer, id: Id) -> Result<Vec<Markup>> {
        let mut drawn = Vec::new();
        for panel in self.panels(place) {
            drawn.extend((panel.draw)(self.clone(), viewer.clone(), id).await?);
        }
        Ok(drawn)
    }

    /// The menu.
    #[must_use]
    pub fn menu(&self) -> &[ui::shell::MenuGroup] {
        &self.0.parts.menu
    }

    /// Whether the menu entry of an address is for this viewer.
    #[must_use]
    pub fn shows(&self, viewer: &Viewer, href: &str) -> bool {
        let needs = self
            .0
            .parts
            .menu_needs
            .iter()
            .find(|(path, _)| *path == href);
        needs.is_none_or(|(_, resource)| viewer.may(*resource, Verb::Read))
    }

    /// An object that the binary plugged in, by its type.
    #[must_use]
    pub fn plugged<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let plug = self.0.parts.plugs.get(&TypeId::of::<T>())?.clone();
        plug.downcast().ok()
    }
}
