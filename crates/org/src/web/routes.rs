//! Routes that remember themselves, so that tests can walk over every one of them.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodRouter, on};

use utoipa::openapi::OpenApi;

use super::App;

/// One route: its method and its pattern.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Route {
    /// `GET`, `POST` …
    pub method: String,
    /// The pattern, e.g. `/people/{id}`.
    pub path: &'static str,
}

/// The routes of a slice or of the whole application.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    outside: Router<App>,
    list: Vec<Route>,
    document: OpenApi,
}

impl Routes {
    /// No route yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers GET.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::GET, path, handler)
    }

    /// Answers POST.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::POST, path, handler)
    }

    /// Answers PUT.
    #[must_use]
    pub fn put<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::PUT, path, handler)
    }

    /// Answers PATCH.
    #[must_use]
    pub fn patch<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::PATCH, path, handler)
    }

    /// Answers DELETE.
    #[must_use]
    pub fn delete<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(Method::DELETE, path, handler)
    }

    fn on<H: Handler<T, App>, T: 'static>(
        mut self,
        method: Method,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.list.push(Route {
            method: method.to_string(),
            path,
        });
        if let Ok(filter) = method.try_into() {
            self.router = self.router.route(path, on(filter, handler));
        }
        self
    }

    /// Adds a route with its own layers (body limits, CORS); the methods are named for the list.
    #[must_use]
    pub fn special(
        mut self,
        methods: &[&str],
        path: &'static str,
        router: MethodRouter<App>,
    ) -> Self {
        self.note(methods, path);
        self.router = self.router.route(path, router);
        self
    }

    /// Adds a route that programs outside call thousands of times a second with a key of their own: no
    /// session, no page and no permission stands around it.
    #[must_use]
    pub fn outside(
        mut self,
        methods: &[&str],
        path: &'static str,
        router: MethodRouter<App>,
    ) -> Self {
        self.note(methods, path);
        self.outside = self.outside.route(path, router);
        self
    }

    /// Names a route in the list.
    fn note(&mut self, methods: &[&str], path: &'static str) {
        self.list.extend(methods.iter().map(|method| Route {
            method: (*method).to_owned(),
            path,
        }));
    }

    /// Adds the routes of another slice.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.outside = self.outside.merge(other.outside);
        self.list.extend(other.list);
        self.document.merge(other.document);
        self
    }

    /// Adds what the handlers of a slice say about themselves to the description of the API.
    #[must_use]
    pub fn describe<T: utoipa::OpenApi>(mut self) -> Self {
        self.document.merge(T::openapi());
        self
    }

    /// The description of the API, as OpenAPI 3.1.
    #[must_use]
    pub fn document(&self) -> serde_json::Value {
        super::document::complete(self.document.clone())
    }

    /// Every route, for tests and for the description of the API.
    #[must_use]
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The routers of axum: those with a caller, and those from outside.
    pub(crate) fn into_routers(self) -> (Router<App>, Router<App>) {
        (self.router, self.outside)
    }
}
