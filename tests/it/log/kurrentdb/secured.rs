//! Encrypted connections, certificates and passwords, all of them in the URL. On the stand-in, which asks for them.

use std::path::{Path, PathBuf};
use std::process::Command;

use kurrentdb_stand_in::{StandIn, Terms, Tls};
use registro_eventlog::kurrentdb::{KurrentLog, Patience};
use registro_eventlog::log::{EventLog, LogError};
use tempfile::TempDir;

use super::super::contract::TestClock;
use super::Cluster;

/// A certificate and a key, in a folder.
fn certificate(directory: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (directory.join(format!("{name}.crt")), directory.join(format!("{name}.key")));
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
        .args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

async fn open(url: &str) -> Result<KurrentLog, LogError> {
    let patience = Patience { outage: std::time::Duration::from_millis(200), ..Patience::default() };
    KurrentLog::open_with(&url.parse().unwrap(), Some(TestClock::new()), patience).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_asked_for_and_may_hold_any_letter() {
    let credentials = Some(("registro".to_owned(), "s@greto/è".to_owned()));
    let stand_in = StandIn::with(Terms { credentials, ..Terms::default() }, 1).await;
    let url = stand_in.url().replace("s@greto/è", "s%40greto%2F%C3%A8");
    let cluster = Cluster { url, ..Cluster::of(StandIn::single().await) };
    let subject = cluster.subject().await;
    let school = subject.school().await;
    subject.write(school, "case-1").await;
    assert_eq!(subject.everything(school).await.len(), 1);
    subject.log.close().await;
    let wrong = open(&cluster.url.replace("greto", "gretto")).await.map(drop);
    assert!(matches!(wrong, Err(LogError::Untrusted(_))), "{wrong:?}");
    drop(stand_in);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_is_encrypted_and_both_sides_prove_who_they_are() {
    let directory = TempDir::new().unwrap();
    let (server, key) = certificate(directory.path(), "server");
    let (user, user_key) = certificate(directory.path(), "user");
    let text = |path: &Path| std::fs::read_to_string(path).unwrap();
    let tls = Tls { certificate: text(&server), key: text(&key), clients: Some(text(&user)) };
    let stand_in = StandIn::with(Terms { tls: Some(tls), ..Terms::default() }, 1).await;
    let url = format!("{}&tlsCaFile={}", stand_in.url(), server.display());
    let mine = format!("{url}&userCertFile={}&userKeyFile={}", user.display(), user_key.display());
    let log = open(&mine).await.unwrap();
    assert_eq!(log.schools().await.unwrap(), []);
    log.close().await;
    // Without a certificate of one's own, without knowing the server's, and without any encryption.
    for refused in [url, mine.replace("tlsCaFile", "ignored"), mine.replace("tls=true", "tls=false")] {
        let outcome = open(&refused).await.map(drop);
        assert!(matches!(outcome, Err(LogError::Engine(..))), "{refused}: {outcome:?}");
    }
}
