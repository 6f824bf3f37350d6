//! The page changes by itself when an outcome happens: server-sent events of the answer drawn anew.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use customers::timeline::{Hub, Seat};
use maud::Render;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Viewer};

use super::super::asked::Asked;
use super::found;
use crate::effects::version;

/// How often a connection shows that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Other processes do not wake us, so we look this often.
const LOOK_AGAIN: Duration = Duration::from_millis(800);
/// Looks between two checks that the reader is still signed in.
const CHECKED_EVERY: u32 = 20;

/// What the page shows already.
#[derive(serde::Deserialize)]
pub(crate) struct Seen {
    /// Hash of the input of the answer that was drawn.
    #[serde(default)]
    seen: String,
}

pub(crate) async fn live(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
    Query(drawn): Query<Seen>,
) -> Answer<Response> {
    let (_, seat) = Hub::sit(&app, &may.viewer)?;
    let house = org::settings::company(app.db()).await?;
    asked.question(&may, &house)?;
    let stream = watch(app, may.viewer, asked, drawn.seen, seat);
    Ok(Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response())
}

fn watch(
    app: App,
    viewer: Viewer,
    asked: Asked,
    mut shown: String,
    seat: Seat,
) -> impl futures_util::Stream<Item = std::result::Result<Event, Infallible>> {
    async_stream::stream! {
        let _seat = seat;
        let (mut seen, mut looks) = (None, 0_u32);
        loop {
            looks += 1;
            if looks.is_multiple_of(CHECKED_EVERY) && !org::sign_in::is_open(app.db(), &viewer).await {
                break;
            }
            let now = version(app.db()).await.ok();
            if now != seen {
                seen = now;
                match found(&app, &viewer, &asked).await {
                    Ok(fresh) if fresh.run.data_hash != shown => {
                        shown.clone_from(&fresh.run.data_hash);
                        let html = super::answer(&viewer, &asked, &fresh).render().0;
                        // A data field may not hold line breaks.
                        yield Ok(Event::default().data(html.replace(['\r', '\n'], " ")));
                    }
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "a live page goes on with what it shows"),
                }
            }
            app.db().wait_for_commit(LOOK_AGAIN).await;
        }
    }
}
