//! Who asks: found once per request from the session cookie or the bearer token, then checked
//! against the permission table by `May<…>` in the handler's signature.

use std::marker::PhantomData;
use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use kernel::{Ctx, Error, Id, Lang, Role};

use super::{App, Fail};
use crate::permissions::{Permission, Resource, Verb, permits};
use crate::tokens::Scope;
use crate::{sign_in, tokens};

/// Name of the session cookie.
pub(crate) const SESSION_COOKIE: &str = "unisono_session";
/// Name of the cookie with the language of someone not signed in.
pub(crate) const LANGUAGE_COOKIE: &str = "unisono_language";
/// Name of the cookie with the theme of someone not signed in.
pub(crate) const THEME_COOKIE: &str = "unisono_theme";

/// Who asks, as far as it is known before any permission is checked.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The context of the request.
    pub ctx: Ctx,
    /// The person or token, when signed in.
    pub viewer: Option<Viewer>,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Address of the client, for throttling.
    pub client: String,
}

/// Someone who is signed in, or a token.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The context of the request, with member, department and language.
    pub ctx: Ctx,
    /// Name as shown.
    pub name: String,
    /// Roles of the member or the role of the token.
    pub roles: Vec<Role>,
    /// Keys of the department: its own and those of the departments that it continues.
    pub department_keys: Vec<String>,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// Single-letter shortcuts are switched off.
    pub shortcuts_off: bool,
    /// How far a token reaches; someone signed in reaches as far as the roles do.
    pub scope: Scope,
    /// The forgery token of the session; empty for API tokens.
    pub csrf: String,
    /// Hash of the session id; empty for API tokens.
    pub session: String,
    /// Name of the department in the viewer's language, empty when there is none.
    pub department_name: String,
    /// Colour class of the department, e.g. `d-sal`.
    pub department_class: String,
    /// A notice left by the previous request: text key and the address that undoes it.
    pub flash: Option<(String, Option<String>)>,
    /// The query of the address that was asked for, for panels that read their filter from it.
    pub query: String,
}

impl Viewer {
    /// Whether the permission table permits it.
    #[must_use]
    pub fn may(&self, resource: Resource, verb: Verb) -> bool {
        let by_role = || permits(&self.roles, &self.department_keys, resource, verb);
        match (self.scope, verb) {
            (Scope::Metrics, _) => resource == Resource::Operation && verb == Verb::Read,
            (Scope::Read, Verb::Write) => false,
            _ => by_role(),
        }
    }

    /// Whose connections are counted together: those of a session, or of a token.
    #[must_use]
    pub fn holder(&self) -> String {
        match self.session.as_str() {
            "" => self.ctx.token.map(|id| id.to_string()).unwrap_or_default(),
            session => session.to_owned(),
        }
    }

    /// The member's id.
    ///
    /// # Errors
    /// `Forbidden` for a token, which is no member.
    pub fn member(&self) -> Result<Id, Error> {
        self.ctx
            .member
            .ok_or_else(|| Error::Forbidden("own".to_owned()))
    }
}

/// Someone who may do `P`. Standing in a handler's signature, it refuses everybody else.
pub struct May<P> {
    /// Who asks.
    pub viewer: Viewer,
    permission: PhantomData<P>,
}

impl<P> std::ops::Deref for May<P> {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl<P: Permission> FromRequestParts<App> for May<P> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Fail> {
        let wanted = format!("{:?}.{:?}", P::RESOURCE, P::VERB).to_lowercase();
        if let Some(asked) = parts.extensions.get::<super::frame::Asked>() {
            asked.note(&wanted);
        }
        let caller = parts.extensions.get::<Caller>().ok_or(Error::SignedOut)?;
        let mut viewer = caller.viewer.clone().ok_or(Error::SignedOut)?;
        parts
            .uri
            .query()
            .unwrap_or("")
            .clone_into(&mut viewer.query);
        if !viewer.may(P::RESOURCE, P::VERB) {
            return Err(Error::Forbidden(wanted).into());
        }
        Ok(May {
            viewer,
            permission: PhantomData,
        })
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fail> {
        if let Some(asked) = parts.extensions.get::<super::frame::Asked>() {
            asked.note("public");
        }
        Ok(parts
            .extensions
            .get::<Caller>()
            .cloned()
            .unwrap_or_else(|| anonymous(app, &HeaderMap::new())))
    }
}

/// Finds out who asks, before the routes.
pub(crate) async fn identify(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, Fail> {
    let mut caller = anonymous(&app, request.headers());
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        caller.client = address.ip().to_string();
    }
    let found = match bearer(request.headers()) {
        Some(token) => tokens::find_viewer(&app, caller.ctx.clone(), &token).await?,
        None => match cookie(request.headers(), SESSION_COOKIE) {
            Some(session) => sign_in::find_viewer(&app, caller.ctx.clone(), &session).await?,
            None => None,
        },
    };
    if let Some(mut viewer) = found {
        viewer.flash = super::flash::read(request.headers());
        caller.ctx = viewer.ctx.clone();
        caller.theme.clone_from(&viewer.theme);
        caller.viewer = Some(viewer);
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn anonymous(app: &App, headers: &HeaderMap) -> Caller {
    let mut ctx = app.system();
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| Lang::from_accept(value.to_str().ok()?));
    let chosen = cookie(headers, LANGUAGE_COOKIE).and_then(|code| Lang::parse(&code));
    ctx.lang = chosen.or(accepted).unwrap_or_default();
    let theme = cookie(headers, THEME_COOKIE).filter(|t| matches!(t.as_str(), "light" | "dark"));
    Caller {
        ctx,
        viewer: None,
        theme: theme.unwrap_or_else(|| "system".to_owned()),
        client: String::new(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// The value of a cookie of the request.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// A `Set-Cookie` value with the attributes that every cookie of ours has. `max_age` in seconds.
pub(crate) fn set_cookie(app: &App, name: &str, value: &str, max_age: i64) -> Option<HeaderValue> {
    let secure = if app.config().secure_cookies {
        "; Secure"
    } else {
        ""
    };
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}"
    ))
    .ok()
}

/// Gives the session to the browser: not readable by scripts, only to this site.
pub(crate) fn session_cookie(app: &App, secret: &str, response: &mut Response) {
    const FOURTEEN_DAYS: i64 = 14 * 86_400;
    if let Some(cookie) = set_cookie(app, SESSION_COOKIE, secret, FOURTEEN_DAYS) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Takes the session from the browser.
pub(crate) fn clear_session_cookie(app: &App, response: &mut Response) {
    if let Some(cookie) = set_cookie(app, SESSION_COOKIE, "", 0) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
