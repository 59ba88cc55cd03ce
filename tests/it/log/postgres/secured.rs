//! Over a network the connection is encrypted, and the server proves who it is.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use registro_eventlog::log::{EventLog, LogError};
use registro_eventlog::postgres::PostgresLog;

use super::super::contract::Subject;
use super::server::connect;
use super::{Database, PASSWORD, SERVING};

#[tokio::test]
async fn the_connection_is_encrypted_and_the_server_proves_who_it_is() {
    let Some(database) = Database::restartable().await else { return };
    let server = database.server();
    let (certificate, key) = (server.directory().join("server.crt"), server.directory().join("server.key"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    server.give(&key);
    let port = server.listen(&certificate, &key).await;

    let url = |mode: &str, host: &str| {
        let root = certificate.display();
        format!("postgres://{SERVING}:{PASSWORD}@{host}:{port}/postgres?sslmode={mode}&sslrootcert={root}")
    };
    let open = async |url: String| PostgresLog::open(&url.parse().unwrap(), database.clock.clone()).await;
    for mode in ["require", "verify-ca", "verify-full"] {
        let subject = Subject {
            log: std::sync::Arc::new(open(url(mode, "localhost")).await.unwrap()),
            clock: database.clock.clone(),
        };
        let school = subject.school().await;
        subject.write(school, "case-1").await;
        subject.log.close().await;
    }
    let mut superuser = connect(&server.superuser().port(port).database("postgres")).await;
    let log = open(url("verify-full", "127.0.0.1")).await.unwrap();
    let plain: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = $1 AND NOT ssl",
    )
    .bind(SERVING)
    .fetch_one(&mut superuser)
    .await
    .unwrap();
    assert_eq!(plain, 0, "some of the log's connections are not encrypted");
    log.close().await;

    // A certificate that nobody vouches for.
    let stranger = format!("postgres://{SERVING}:{PASSWORD}@localhost:{port}/postgres?sslmode=verify-full");
    assert!(matches!(open(stranger).await.err(), Some(LogError::Engine(..))));
}
