//! New moments without reload: server-sent events of rendered entries.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use maud::Render;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Viewer};
use tokio::sync::broadcast::error::RecvError;

use super::{Departments, entry};
use crate::timeline::Hub;
use crate::timeline::model::{Filter, Subject};
use crate::timeline::store::{self as sql, Moment};

/// How often a silent connection shows that it lives and checks that the reader is still signed in.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(crate) async fn live(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer<Response> {
    let hub = app
        .plugged::<Hub>()
        .ok_or_else(|| Error::internal("no hub of live updates"))?;
    let watcher = Watcher {
        subject: filter.subject(),
        company: match filter.deal {
            Some(_) => sql::about(app.db(), None, None, filter.deal).await?.1,
            None => None,
        },
        departments: Departments::load(&app).await?,
        viewer: may.viewer,
    };
    let mut news = hub.watch(&app);
    let stream = async_stream::stream! {
        loop {
            match tokio::time::timeout(HEARTBEAT, news.recv()).await {
                Ok(Ok(moment)) => {
                    if let Some(event) = watcher.event(&moment) {
                        yield Ok::<Event, Infallible>(event);
                    }
                }
                Ok(Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) => break,
                Err(_) if watcher.signed_out(&app).await => break,
                Err(_) => {}
            }
        }
    };
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    Ok(Sse::new(stream).keep_alive(keep_alive).into_response())
}

struct Watcher {
    subject: Subject,
    company: Option<Id>,
    departments: Departments,
    viewer: Viewer,
}

impl Watcher {
    fn concerns(&self, moment: &Moment) -> bool {
        match self.subject {
            Subject::All => true,
            Subject::Person(id) => moment.person_id == Some(id),
            Subject::Company(id) => moment.company_id == Some(id),
            Subject::Deal(id) => {
                let of_company = self.company.is_some() && moment.company_id == self.company;
                moment.deal_id == Some(id) || of_company
            }
        }
    }

    fn event(&self, moment: &Arc<Moment>) -> Option<Event> {
        if !self.concerns(moment) {
            return None;
        }
        let html = entry::entry(&self.viewer, &self.departments, moment, self.subject)
            .render()
            .0;
        // A data field may not hold line breaks; between tags and words they mean no more than a space.
        Some(Event::default().data(html.replace(['\r', '\n'], " ")))
    }

    async fn signed_out(&self, app: &App) -> bool {
        !org::sign_in::is_open(app.db(), &self.viewer).await
    }
}
