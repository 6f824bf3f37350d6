//! The permission table, exercised on every route by every role: pages, API, search and exports.
//!
//! Nothing is listed here by hand but the routes that are open to everybody. A new route is tested
//! as soon as it exists: it must name its permission before it reads anything of the request.

use axum::body::Body;
use axum::http::Method;
use kernel::Role;
use org::permissions::{Resource, Verb, permits};
use org::web::Route;
use testkit::{Client, TestApp, both_engines};

/// Routes that ask for no permission, and why.
const OPEN: &[&str] = &[
    "/assets/",    // the same for everybody
    "/healthz",    // for the machine that watches
    "/readyz",     // for the machine that watches
    "/metrics",    // a story of its own: the same machine, or a token
    "/v1/",        // the write key of a source is the permission
    "/unisono.js", // the script of websites, the same for everybody
    "/analytics",  // the published library, the same for everybody
    "/sign-out",   // ends the session that the test needs
];

const RESOURCES: &[Resource] = &[
    Resource::Customer,
    Resource::Margin,
    Resource::Activity,
    Resource::Directory,
    Resource::Department,
    Resource::Member,
    Resource::Setting,
    Resource::Audit,
    Resource::Token,
    Resource::Source,
    Resource::Import,
    Resource::Export,
    Resource::Operation,
    Resource::Own,
];

async fn every_route_keeps_the_permission_table(app: TestApp) {
    let routes = unisono::routes();
    let routes: Vec<&Route> = routes.list().iter().filter(|r| !is_open(r)).collect();
    assert!(routes.len() > 10, "the routes are listed");
    let mut faults = Vec::new();
    for role in Role::ALL {
        for department in ["sales", "marketing"] {
            let someone = app.sign_in(role, department).await;
            let mut refused = 0;
            for route in &routes {
                let (status, asked) = ask(&someone, route).await;
                refused += usize::from(status == 403);
                let what = format!("{} {}", route.method, route.path);
                let who = format!("{} of {department}", role.key());
                faults.extend(
                    fault(role, department, status, &asked)
                        .map(|f| format!("{what} by {who}: {f}")),
                );
            }
            assert!(role != Role::Owner || refused == 0, "an owner is refused");
            assert!(role != Role::WorksCouncil || refused > 5, "all are let in");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn nobody_comes_in_without_signing_in(app: TestApp) {
    let (anyone, mut faults) = (app.anyone(), Vec::new());
    for route in unisono::routes().list().iter().filter(|r| !is_open(r)) {
        let (status, asked) = ask(&anyone, route).await;
        let led_away = [401, 303].contains(&status);
        if asked != "public" && !led_away {
            faults.push(format!(
                "{} {} answers {status} ({asked})",
                route.method, route.path
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn tokens_may_what_their_role_may(app: TestApp) {
    let mut faults = Vec::new();
    for role in Role::ALL {
        let program = app.with_token(role).await;
        for route in unisono::routes()
            .list()
            .iter()
            .filter(|r| r.path.starts_with("/api/"))
        {
            let (status, asked) = ask(&program, route).await;
            let what = format!(
                "{} {} by a token of {}",
                route.method,
                route.path,
                role.key()
            );
            faults.extend(fault(role, "", status, &asked).map(|f| format!("{what}: {f}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_open(route: &Route) -> bool {
    OPEN.iter().any(|open| route.path.starts_with(open))
}

/// Status and the permission that the route asked for.
async fn ask(client: &Client, route: &Route) -> (u16, String) {
    let method: Method = route.method.parse().unwrap();
    let path = route.path.split('/').map(|part| {
        if part.starts_with('{') {
            "0000000000001"
        } else {
            part
        }
    });
    let path = path.collect::<Vec<_>>().join("/");
    let answer = client.begin(method, &path, None, Body::empty()).await;
    let asked = answer
        .headers()
        .get("x-permission")
        .and_then(|v| v.to_str().ok());
    (answer.status().as_u16(), asked.unwrap_or("").to_owned())
}

/// What is wrong with the answer of a route, by the table.
fn fault(role: Role, department: &str, status: u16, asked: &str) -> Option<String> {
    if asked == "public" {
        return None;
    }
    let Some((resource, verb)) = permission(asked) else {
        return Some(format!(
            "answers {status} and names no permission ({asked:?})"
        ));
    };
    let may = permits(&[role], &[department], resource, verb);
    match (may, status) {
        (true, 401 | 403) => Some(format!("is refused {asked}")),
        (false, 403) => None,
        (false, _) => Some(format!("gets {status} without {asked}")),
        (_, 500..) => Some(format!("answers {status}")),
        _ => None,
    }
}

fn permission(asked: &str) -> Option<(Resource, Verb)> {
    let (resource, verb) = asked.split_once('.')?;
    let found = RESOURCES
        .iter()
        .find(|r| format!("{r:?}").to_lowercase() == resource)?;
    match verb {
        "read" => Some((*found, Verb::Read)),
        "write" => Some((*found, Verb::Write)),
        _ => None,
    }
}

both_engines!(
    every_route_keeps_the_permission_table,
    nobody_comes_in_without_signing_in,
    tokens_may_what_their_role_may,
);
