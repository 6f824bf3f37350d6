//! New moments without reload: server-sent events of rendered entries.
//!
//! Each event carries its position in the log as id. A page says from which position it was drawn,
//! a returning one which event it saw last, so that nothing between is missed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Result};
use maud::Render;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Viewer};
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::{Departments, entry};
use crate::companies;
use crate::timeline::jobs::{Hub, News, Seat};
use crate::timeline::model::{Filter, Subject};
use crate::timeline::store::{self as sql, DealSpan, Moment};

/// How often a connection shows that it lives and checks that the reader is still signed in.
const HEARTBEAT: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
pub(crate) struct Since {
    /// Position of the log that the page showed.
    since: Option<i64>,
}

pub(crate) async fn live(
    State(app): State<App>,
    may: May<ReadCustomer>,
    headers: HeaderMap,
    Query(filter): Query<Filter>,
    Query(since): Query<Since>,
) -> Answer<Response> {
    let (hub, seat) = Hub::sit(&app, &may.viewer)?;
    let seen = headers.get("last-event-id");
    let seen = seen.and_then(|value| value.to_str().ok()?.parse().ok());
    let news = hub.watch(&app).await?;
    let at = match seen.max(since.since) {
        Some(at) => at,
        None => store::reactors::head(app.db()).await?,
    };
    let watcher = Watcher::new(app, may.viewer, &filter).await?;
    let keep_alive = KeepAlive::new().interval(HEARTBEAT);
    let stream = watcher.stream(news, at, seat);
    Ok(Sse::new(stream).keep_alive(keep_alive).into_response())
}

struct Watcher {
    app: App,
    filter: Filter,
    subject: Subject,
    deal: Option<DealSpan>,
    /// The company with everything below it.
    group: Vec<Id>,
    departments: Departments,
    viewer: Viewer,
}

/// What happened while a connection waited.
enum Heard {
    News(Arc<News>),
    Missed,
    Beat,
    End,
}

impl Watcher {
    async fn new(app: App, viewer: Viewer, filter: &Filter) -> Result<Self> {
        let subject = filter.subject();
        Ok(Self {
            deal: match subject {
                Subject::Deal(id) => Some(sql::span_of_deal(app.db(), id).await?),
                _ => None,
            },
            group: match subject {
                Subject::Group(id) => companies::members_with_below(app.db(), id).await?,
                _ => Vec::new(),
            },
            departments: Departments::load(&app).await?,
            filter: Filter::of(subject),
            subject,
            viewer,
            app,
        })
    }

    fn stream(
        self,
        mut news: Receiver<Arc<News>>,
        mut at: i64,
        seat: Seat,
    ) -> impl futures_util::Stream<Item = std::result::Result<Event, Infallible>> {
        async_stream::stream! {
            let _seat = seat;
            let mut beat = tokio::time::interval(HEARTBEAT);
            beat.tick().await;
            yield Ok(Event::default().id(at.to_string()));
            let mut heard = Heard::Missed;
            loop {
                match heard {
                    Heard::News(news) if news.moment.seq > at => {
                        at = news.moment.seq;
                        if self.concerns(&news) {
                            yield Ok(self.event(&news.moment));
                        }
                    }
                    Heard::Missed => for moment in self.missed(at).await {
                        at = at.max(moment.seq);
                        yield Ok(self.event(&moment));
                    },
                    Heard::Beat if !org::sign_in::is_open(self.app.db(), &self.viewer).await => break,
                    Heard::News(_) | Heard::Beat => {}
                    Heard::End => break,
                }
                heard = tokio::select! {
                    next = news.recv() => match next {
                        Ok(news) => Heard::News(news),
                        Err(RecvError::Lagged(_)) => Heard::Missed,
                        Err(RecvError::Closed) => Heard::End,
                    },
                    _ = beat.tick() => Heard::Beat,
                };
            }
        }
    }

    fn concerns(&self, news: &News) -> bool {
        let moment = &news.moment;
        match self.subject {
            Subject::All => true,
            Subject::Person(id) => moment.person_id == Some(id) || news.participants.contains(&id),
            Subject::Company(id) => moment.company_id == Some(id),
            Subject::Group(_) => moment.company_id.is_some_and(|id| self.group.contains(&id)),
            Subject::Deal(id) => {
                let in_its_time = self.deal.as_ref().is_some_and(|deal| {
                    deal.company.is_some()
                        && deal.company == moment.company_id
                        && (deal.from..=deal.to).contains(&moment.time)
                });
                moment.deal_id == Some(id) || in_its_time
            }
        }
    }

    /// What was recorded behind the position, in its order: one page at most, the newest.
    async fn missed(&self, after: i64) -> Vec<Moment> {
        match sql::page_since(self.app.db(), &self.filter, after).await {
            Ok(moments) => moments,
            Err(error) => {
                tracing::warn!(%error, "a live page goes on without what it missed");
                Vec::new()
            }
        }
    }

    fn event(&self, moment: &Moment) -> Event {
        let html = entry::entry(&self.viewer, &self.departments, moment, self.subject)
            .render()
            .0;
        // A data field may not hold line breaks; between tags and words they mean no more than a space.
        let event = Event::default().data(html.replace(['\r', '\n'], " "));
        event.id(moment.seq.to_string())
    }
}
