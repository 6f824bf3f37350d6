//! What the server counts about itself, as Prometheus reads it. Each application has its own counts;
//! nothing is global to the process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{
    Label, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use super::App;

const REQUESTS: &str = "unisono_http_requests_total";
const SECONDS: &str = "unisono_http_request_seconds";
/// Upper bounds of the classes of the latency, seconds: fine around the 50 and 150 ms that pages may
/// take.
const CLASSES: &[f64] = &[
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The labels of one value: name and value of each.
pub type Labels = Vec<(&'static str, String)>;

/// The counts of one application.
pub struct Measures {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    seen: Mutex<BTreeMap<&'static str, BTreeSet<Labels>>>,
}

impl Default for Measures {
    fn default() -> Self {
        let builder = PrometheusBuilder::new();
        let name = Matcher::Full(SECONDS.to_owned());
        // Only an empty list of classes is refused.
        let builder = builder
            .set_buckets_for_metric(name, CLASSES)
            .unwrap_or_default();
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::with_local_recorder(&recorder, || {
            describe_counter!(REQUESTS, "Answered requests by route and status.");
            describe_histogram!(SECONDS, "Time to the answer, in seconds, by route.");
        });
        Self {
            recorder,
            handle,
            seen: Mutex::default(),
        }
    }
}

impl Measures {
    fn request(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let (method, route) = (method.to_owned(), route.to_owned());
        metrics::with_local_recorder(&self.recorder, || {
            let status = status.to_string();
            counter!(REQUESTS, "method" => method.clone(), "route" => route.clone(), "status" => status)
                .increment(1);
            histogram!(SECONDS, "method" => method, "route" => route).record(seconds);
        });
    }

    /// Sets a value that rises and falls, for all its labels at once; labels that were set before and
    /// are not named now fall to 0.
    pub fn gauge(&self, name: &'static str, help: &'static str, values: Vec<(Labels, f64)>) {
        let named: BTreeSet<Labels> = values.iter().map(|(labels, _)| labels.clone()).collect();
        let gone: Vec<Labels> = match self.seen.lock() {
            Ok(mut seen) => {
                let before = seen.insert(name, named.clone()).unwrap_or_default();
                before.difference(&named).cloned().collect()
            }
            Err(_) => Vec::new(),
        };
        metrics::with_local_recorder(&self.recorder, || {
            describe_gauge!(name, help);
            let zeros = gone.into_iter().map(|labels| (labels, 0.0));
            for (labels, value) in values.into_iter().chain(zeros) {
                gauge!(name, of(labels)).set(value);
            }
        });
    }

    /// Sets a total that somebody else counts (the database) and that only rises.
    pub fn total(&self, name: &'static str, help: &'static str, values: Vec<(Labels, u64)>) {
        metrics::with_local_recorder(&self.recorder, || {
            describe_counter!(name, help);
            for (labels, value) in values {
                counter!(name, of(labels)).absolute(value);
            }
        });
    }

    /// Everything in the text format of Prometheus.
    #[must_use]
    pub fn text(&self) -> String {
        self.handle.render()
    }

    /// Folds what was measured into the classes; without it, measurements pile up until the next
    /// reading.
    pub fn fold(&self) {
        self.handle.run_upkeep();
    }
}

fn of(labels: Labels) -> Vec<Label> {
    let labels = labels.into_iter();
    labels
        .map(|(name, value)| Label::new(name, value))
        .collect()
}

/// Counts every request by the pattern of its route, never by its address.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let clock = app.system();
    let began = clock.nanos();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let seconds = clock.nanos().saturating_sub(began) as f64 / 1e9;
    let status = response.status().as_u16();
    app.measures().request(&method, route, status, seconds);
    response
}
