//! TLS against a PostgreSQL of our own with a certificate made for this test.

use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::Db;

/// A server with TLS on 127.0.0.1; ends with the test.
struct Server {
    folder: tempfile::TempDir,
    port: u16,
}

/// The programs of the server, newest version.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

/// PostgreSQL refuses to run as root; then it runs as the user of its package.
fn as_server(line: &str) {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|m| {
        use std::os::unix::fs::MetadataExt;
        m.uid() == 0
    });
    let mut command = match is_root {
        true => {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", line]);
            command
        }
        false => {
            let mut command = Command::new("sh");
            command.args(["-c", line]);
            command
        }
    };
    let out = command.current_dir("/").output().expect("a shell");
    assert!(
        out.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

/// A certificate for `localhost` and the one that signed it.
fn certificates(folder: &Path) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    let issuer = Issuer::new(params, key);
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let server = server.signed_by(&server_key, &issuer).unwrap();
    std::fs::write(folder.join("root.crt"), root.pem()).unwrap();
    std::fs::write(folder.join("server.crt"), server.pem()).unwrap();
    std::fs::write(folder.join("server.key"), server_key.serialize_pem()).unwrap();
    let stranger = CertificateParams::new(vec!["elsewhere".to_owned()]).unwrap();
    let stranger = stranger.self_signed(&KeyPair::generate().unwrap()).unwrap();
    std::fs::write(folder.join("stranger.crt"), stranger.pem()).unwrap();
}

impl Server {
    fn start() -> Option<Self> {
        let bin = programs()?.display().to_string();
        let folder = tempfile::tempdir().unwrap();
        // Free when asked; closed again before the server takes it.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        certificates(folder.path());
        let at = folder.path().display();
        let open = Command::new("chmod")
            .args(["-R", "a+rwX"])
            .arg(folder.path())
            .status();
        assert!(open.unwrap().success());
        as_server(&format!(
            "{bin}/initdb -D {at}/data -U unisono --auth=trust --no-sync >/dev/null && \
             cp {at}/server.crt {at}/server.key {at}/data/ && chmod 600 {at}/data/server.key && \
             echo 'hostnossl all all all reject' > {at}/data/pg_hba.conf && \
             echo 'hostssl all all all trust' >> {at}/data/pg_hba.conf && \
             ({bin}/pg_ctl start -D {at}/data -l {at}/log -s -w -o \"\
             -c ssl=on -c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off\" || (cat {at}/log >&2; false))"
        ));
        Some(Self { folder, port })
    }

    async fn answers(&self, host: &str, more: &str) -> bool {
        let port = self.port;
        let root = self.folder.path().display().to_string();
        let more = more.replace("ROOT", &root);
        let url = format!("postgres://unisono@{host}:{port}/postgres{more}");
        match Db::postgres(&url) {
            Ok(db) => db.is_empty().await.is_ok(),
            Err(_) => false,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(bin) = programs() {
            let data = self.folder.path().join("data");
            as_server(&format!(
                "{}/pg_ctl stop -D {} -m immediate -s",
                bin.display(),
                data.display()
            ));
        }
    }
}

#[tokio::test]
async fn the_line_to_the_server_is_encrypted_and_verified_as_asked() {
    let Some(server) = Server::start() else {
        return println!("PostgreSQL is missing: TLS was not tried");
    };
    for (host, more, expected) in [
        ("localhost", "", false),
        ("localhost", "?sslmode=disable", false),
        ("localhost", "?sslmode=require", true),
        ("127.0.0.1", "?sslmode=require", true),
        ("localhost", "?sslmode=verify-full", false),
        (
            "localhost",
            "?sslmode=verify-full&sslrootcert=ROOT/root.crt",
            true,
        ),
        (
            "127.0.0.1",
            "?sslmode=verify-full&sslrootcert=ROOT/root.crt",
            false,
        ),
        (
            "localhost",
            "?sslmode=verify-full&sslrootcert=ROOT/stranger.crt",
            false,
        ),
        (
            "localhost",
            "?sslmode=verify-full&sslrootcert=ROOT/missing.crt",
            false,
        ),
    ] {
        assert_eq!(server.answers(host, more).await, expected, "{host} {more}");
    }
    let file = server.folder.path().join("a.dump");
    let url = format!(
        "postgres://unisono@localhost:{}/postgres?sslmode=require",
        server.port
    );
    let db = Db::postgres(&url).unwrap();
    db.backup(&file).await.unwrap();
    assert!(file.exists(), "pg_dump speaks TLS too");
}
