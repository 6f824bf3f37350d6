//! One story, both engines.

use std::future::Future;
use std::io::Write as _;
use std::sync::Once;

use crate::{TestApp, postgres};

static SAID: Once = Once::new();

/// Makes two tests of each story: `embedded::NAME` and `postgres::NAME`. Once per module.
#[macro_export]
macro_rules! both_engines {
    ($($story:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                $crate::on_embedded(super::$story).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                $crate::on_postgres(super::$story).await;
            })+
        }
    };
}

/// Runs a story on the embedded engine.
pub async fn on_embedded<F: Future<Output = ()>>(story: impl FnOnce(TestApp) -> F) {
    story(TestApp::new().await).await;
}

/// Runs a story on PostgreSQL, if a server for tests is named; says so once if not.
pub async fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(TestApp) -> F) {
    if postgres::server().is_some() {
        story(TestApp::on_postgres().await).await;
    } else {
        SAID.call_once(|| {
            let note = "no UNISONO_TEST_POSTGRES: the stories run on the embedded engine only";
            let _ = writeln!(std::io::stderr(), "{note} (see tests/with-postgres)");
        });
    }
}
