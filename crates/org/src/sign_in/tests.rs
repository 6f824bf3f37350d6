//! Sign-in through the whole frame, on the embedded database.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use kernel::{FixedClock, IdGen, Lang, Millis, Role};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{LinkKind, hash_password, make_link};
use crate::members::{self, NewMember};
use crate::web::{App, Config, Parts, framed};

struct Test {
    app: App,
    router: Router,
    clock: Arc<FixedClock>,
    _folder: TempDir,
}

async fn test() -> Test {
    let folder = tempfile::tempdir().unwrap();
    let db = store::Db::sqlite(&folder.path().join("unisono.db")).unwrap();
    let clock = Arc::new(FixedClock::at(Millis(1_795_420_800_000)));
    let config = Config::local(folder.path().to_owned());
    let app = App::new(
        db,
        clock.clone(),
        Arc::new(IdGen::new(0)),
        config,
        Parts::default(),
    );
    app.db().migrate(&app.system()).await.unwrap();
    let routes = super::routes().merge(crate::account::routes());
    let router = framed(app.clone(), routes);
    let lena = NewMember {
        name: "Lena Brandt".into(),
        email: Some("lena@musterwerk.example".into()),
        department_id: None,
        roles: vec![Role::Member],
        lang: Lang::De,
        password_hash: Some(hash_password("grüne Fräse am Kanal").await.unwrap()),
    };
    let mut tx = app.db().begin(&app.system()).await.unwrap();
    members::create(&mut tx, &lena).await.unwrap();
    tx.commit().await.unwrap();
    Test {
        app,
        router,
        clock,
        _folder: folder,
    }
}

impl Test {
    async fn post(&self, path: &str, form: &str, cookie: &str) -> Response<Body> {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookie)
            .body(Body::from(form.to_owned()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn sign_in(&self, password: &str) -> Response<Body> {
        let form = format!(
            "email=lena%40musterwerk.example&password={}&next=/people",
            password.replace(' ', "+")
        );
        self.post("/sign-in", &form, "").await
    }
}

fn cookie_of(response: &Response<Body>) -> String {
    let set = response.headers().get_all(header::SET_COOKIE);
    let all: Vec<&str> = set.iter().map(|v| v.to_str().unwrap()).collect();
    all.iter()
        .find(|c| c.starts_with("unisono_session="))
        .unwrap()
        .to_string()
}

async fn text(response: Response<Body>) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_leads_on() {
    let test = test().await;
    let response = test.sign_in("grüne Fräse am Kanal").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/people");
    let cookie = cookie_of(&response);
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "loopback has no https");
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_and_then_even_the_right_one_waits() {
    let test = test().await;
    for _ in 0..6 {
        assert_eq!(
            test.sign_in("falsches Passwort").await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let blocked = test.sign_in("grüne Fräse am Kanal").await;
    assert!(text(blocked).await.contains("Zu viele Versuche"));
    test.clock.advance(60_000);
    assert_eq!(
        test.sign_in("grüne Fräse am Kanal").await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_change_needs_the_token_of_the_session_and_must_come_from_here() {
    let test = test().await;
    let cookie = cookie_of(&test.sign_in("grüne Fräse am Kanal").await);
    let cookie = cookie.split(';').next().unwrap();
    let refused = test.post("/settings/theme", "value=dark", cookie).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let wrong = test
        .post("/settings/theme", "value=dark&_csrf=guess", cookie)
        .await;
    assert_eq!(wrong.status(), StatusCode::FORBIDDEN);
    let (csrf,): (String,) = test
        .app
        .db()
        .one("select csrf from session", vec![])
        .await
        .unwrap();
    let form = format!("value=dark&_csrf={csrf}");
    assert_eq!(
        test.post("/settings/theme", &form, cookie).await.status(),
        StatusCode::SEE_OTHER
    );
    let request = Request::post("/settings/theme")
        .header(header::COOKIE, cookie)
        .header("x-csrf-token", &csrf)
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty())
        .unwrap();
    let foreign = test.router.clone().oneshot(request).await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_one_time_link_works_once_and_ends_other_sessions() {
    let test = test().await;
    test.sign_in("grüne Fräse am Kanal").await;
    let mut tx = test.app.db().begin(&test.app.system()).await.unwrap();
    let id = members::find_by_email(test.app.db(), "LENA@musterwerk.example")
        .await
        .unwrap()
        .unwrap();
    let path = make_link(&mut tx, id, LinkKind::Reset).await.unwrap();
    tx.commit().await.unwrap();
    let short = test.post(&path, "password=kurz", "").await;
    assert_eq!(short.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let set = test.post(&path, "password=ein+neuer+langer+Satz", "").await;
    assert_eq!(set.status(), StatusCode::SEE_OTHER);
    let again = test.post(&path, "password=noch+ein+langer+Satz", "").await;
    assert_eq!(again.status(), StatusCode::GONE);
    let (sessions,): (i64,) = test
        .app
        .db()
        .one("select count(*) from session", vec![])
        .await
        .unwrap();
    assert_eq!(sessions, 1, "only the one that the link opened");
    assert_eq!(
        test.sign_in("ein neuer langer Satz").await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let test = test().await;
    let cookie = cookie_of(&test.sign_in("grüne Fräse am Kanal").await);
    let cookie = cookie.split(';').next().unwrap();
    let (csrf,): (String,) = test
        .app
        .db()
        .one("select csrf from session", vec![])
        .await
        .unwrap();
    test.post("/sign-out", &format!("_csrf={csrf}"), cookie)
        .await;
    let (sessions,): (i64,) = test
        .app
        .db()
        .one("select count(*) from session", vec![])
        .await
        .unwrap();
    assert_eq!(sessions, 0);
}
